"""A filled world is copied, brought back into an empty server, and read with the right key."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.browser import seed
from tests.conftest import TUESDAY, Server
from trato.foundation import clock
from trato.foundation.embedded import EmbeddedPostgres, _wheel

ROOT = Path(__file__).parents[2]
MEMBER = "ana@aurora.example"


@pytest.fixture(scope="module")
def seeded(database: Server) -> seed.Seeded:
    line = clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0)
    clock.set_virtual(line)
    try:
        made = seed.create("copied-aurora", "Cooperativa Aurora", now=TUESDAY)
        return seed.fill(made, now=TUESDAY, number="6")
    finally:
        clock.set_virtual(None)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[EmbeddedPostgres]:
    home = Path(tempfile.mkdtemp(prefix="trato-restored-"))
    home.chmod(0o755)
    server = EmbeddedPostgres(home, {"fsync": "off", "shared_buffers": "32MB"}).start()
    yield server
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "PG_BIN": str(_wheel() / "pginstall" / "bin"), **environment}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False,
        env={k: v for k, v in given.items() if v},
    )  # fmt: skip


def _sweep(connection: psycopg.Connection) -> None:
    """Take away what other tests tampered into the shared database: rows that refer to nothing.

    A real database cannot hold them, and so cannot be asked to bring them back.
    """
    connection.execute("SET session_replication_role = replica")
    references = connection.execute(
        "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,"
        " (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)"
        "  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num),"
        " (SELECT array_agg(a.attname ORDER BY k.n)"
        "  FROM unnest(c.confkey) WITH ORDINALITY k(num, n)"
        "  JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num)"
        " FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace"
    ).fetchall()
    swept = True
    while swept:
        swept = False
        for child, parent, mine, theirs in references:
            there = " AND ".join(f'p."{t}" = c."{m}"' for m, t in zip(mine, theirs, strict=True))
            filled = " AND ".join(f'c."{m}" IS NOT NULL' for m in mine)
            done = connection.execute(
                f"DELETE FROM {child} c WHERE {filled}"
                f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {there})"
            )
            swept |= done.rowcount > 0
    connection.execute("SET session_replication_role = origin")


@pytest.fixture(scope="module")
def restored(
    database: Server, seeded: seed.Seeded, elsewhere: EmbeddedPostgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> EmbeddedPostgres:  # fmt: skip
    file = tmp_path_factory.mktemp("copy") / "trato.dump"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        _sweep(connection)
        connection.execute("CREATE ROLE trato_backup_t LOGIN BYPASSRLS")
        connection.execute("GRANT pg_read_all_data TO trato_backup_t")
        connection.execute("ALTER ROLE trato_backup_t SET default_transaction_read_only = on")
    backup_url = database.owner_url.replace("trato_owner@", "trato_backup_t@")
    try:
        done = run("deploy/backup/backup", backup_url, str(file))
        assert done.returncode == 0, done.stderr
        assert file.stat().st_mode & 0o777 == 0o600
        refused = run("deploy/backup/backup", database.application_url, str(file) + "2")
        assert refused.returncode != 0
        assert "row-level security" in refused.stderr or "permission denied" in refused.stderr
        assert not Path(str(file) + "2").exists()
        done = run("deploy/backup/restore", elsewhere.superuser_url, str(file))
        assert done.returncode == 0, done.stderr
        again = run("deploy/backup/restore", elsewhere.superuser_url, str(file))
        assert again.returncode == 1
        assert "não está vazio" in again.stderr
    finally:
        with psycopg.connect(database.superuser_url, autocommit=True) as connection:
            connection.execute("DROP OWNED BY trato_backup_t")
            connection.execute("DROP ROLE trato_backup_t")
    return elsewhere


def there(server: EmbeddedPostgres, **more: str) -> dict[str, str]:
    return {"TRATO_DATABASE_URL": server.application_url, "TRATO_OWNER_DATABASE_URL": "", **more}


def test_everything_reads_where_it_was_brought_back(
    restored: EmbeddedPostgres, seeded: seed.Seeded
) -> None:
    arguments = (sys.executable, "-m", "tests.still_reads", str(seeded.organisation_id), MEMBER)
    here, copy = run(*arguments), run(*arguments, **there(restored))
    assert copy.returncode == 0, copy.stderr
    found = json.loads(copy.stdout)
    assert found == json.loads(here.stdout)
    assert found["verified"] is True
    assert found["stored"] == found["replayed"] > 30
    assert found["documents"] == found["people"] > 50
    assert found["ready"] == ["ok"]
    assert set(found["pages"].values()) == {200}


def test_the_walls_came_back_too(restored: EmbeddedPostgres) -> None:
    with psycopg.connect(restored.application_url) as application:
        assert application.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM journal_entry")


def test_with_another_master_key_every_process_says_so_and_ends(
    restored: EmbeddedPostgres, seeded: seed.Seeded
) -> None:
    other = "b29vb29vb29vb29vb29vb29vb29vb29vb29vb29vb28="
    for command in (("worker",), ("web",), ("journal", "verify")):
        done = run(sys.executable, "-m", "trato", *command,
                   **there(restored, TRATO_MASTER_KEY=other))  # fmt: skip
        assert done.returncode == 1, command
        assert "TRATO_MASTER_KEY" in done.stderr
        assert "cópia de segurança" in done.stderr
        assert "Traceback" not in done.stderr
        assert other not in done.stderr


def test_without_a_master_key_processes_name_it(restored: EmbeddedPostgres) -> None:
    done = run(sys.executable, "-m", "trato", "worker", **there(restored, TRATO_MASTER_KEY=""))
    assert done.returncode == 1
    assert "TRATO_MASTER_KEY não está definida" in done.stderr
