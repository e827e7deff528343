"""A database filled at the first schema is migrated to the newest: it still reads, walls stand."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from tests.browser import seed
from tests.conftest import TUESDAY, Server
from trato.book.organisations import keys
from trato.foundation import clock, tenancy

NAME = "trato_first"
MEMBER = "ana@aurora.example"
WANTED = "Ana Beatriz"
TO_THE_FIRST = """
import django; django.setup()
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connections["owner"])
leaves = executor.loader.graph.leaf_nodes()
ours = {c.label for c in __import__("django.apps").apps.apps.get_app_configs()
        if c.name.startswith("trato.")}
executor.migrate([(a, "0001_initial" if a in ours else n) for a, n in leaves])
"""
NEWEST = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", database="owner", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
"""


@pytest.fixture(scope="module")
def seeded(database: Server) -> seed.Seeded:
    line = clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0)
    clock.set_virtual(line)
    try:
        made = seed.create("first-aurora", "Cooperativa Aurora", now=TUESDAY)
        return seed.fill(made, now=TUESDAY, number="5")
    finally:
        clock.set_virtual(None)


@pytest.fixture(scope="module")
def first(database: Server, seeded: seed.Seeded) -> Iterator[Server]:
    """A database of its own, at the first schema, with the seed's rows in it."""
    urls = (database.application_url, database.owner_url, database.superuser_url)
    server = Server(*(url.replace("@/trato?", f"@/{NAME}?") for url in urls))
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME} OWNER trato_owner")
    run(server, "-c", TO_THE_FIRST)
    _copy_rows(database, server, seeded)
    _keep_a_view(server, seeded)
    yield server
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def run(server: Server, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=server.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in found]


def _copy_rows(source: Server, target: Server, seeded: seed.Seeded) -> None:
    with (
        psycopg.connect(source.superuser_url) as here,
        psycopg.connect(target.superuser_url) as there,
    ):
        there.execute("SET session_replication_role = replica")
        tables = [
            name
            for (name,) in there.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
                " AND tablename <> 'django_migrations'"
            )
        ]
        for table in tables:
            columns = [c for c in _columns(there, table) if c in _columns(here, table)]
            if not columns:
                continue
            mine = table == "organisations_organisation"
            key = "id" if mine else "organisation_id" if "organisation_id" in columns else ""
            where = sql.SQL("")
            if key:
                where = sql.SQL(" WHERE {} = {}").format(
                    sql.Identifier(key), sql.Literal(seeded.organisation_id)
                )
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            there.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            out = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT").format(
                names, sql.Identifier(table), where
            )
            into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
            with here.cursor().copy(out) as reading, there.cursor().copy(into) as writing:
                for piece in reading:
                    writing.write(piece)


def _keep_a_view(server: Server, seeded: seed.Seeded) -> None:
    """Keep a view as the first version did, with whom it looks for as it was typed."""
    wanted = json.dumps({"estado": "fila", "q": WANTED})
    with psycopg.connect(server.superuser_url) as connection:
        connection.execute(
            "INSERT INTO sorting_view (organisation_id, id, name, wanted)"
            " VALUES (%s, gen_random_uuid(), 'antiga', %s)",
            [seeded.organisation_id, wanted],
        )


def test_a_filled_database_comes_forward_and_everything_still_reads(
    first: Server, database: Server, seeded: seed.Seeded
) -> None:
    with psycopg.connect(first.superuser_url) as connection:
        before = connection.execute("SELECT count(*) FROM outbox_message").fetchone()
        applied = connection.execute(
            "SELECT count(*) FROM django_migrations WHERE app = 'outbox'"
        ).fetchone()
    assert applied == (1,)
    assert before is not None
    assert before[0] > 30
    stuck = _stick(first)
    run(first, "-c", NEWEST)
    assert _standing(first, stuck) == ("human_queue", None, True)
    arguments = ("-m", "tests.still_reads", str(seeded.organisation_id), MEMBER)
    found = json.loads(run(first, *arguments))
    assert found == json.loads(run(database, *arguments))
    assert found["verified"] is True
    assert found["stored"] == found["replayed"] > 30
    assert found["ready"] == ["ok"]
    assert set(found["pages"].values()) == {200}
    _walls_stand(first)
    _view_is_sealed(first, seeded)
    # Running it again changes nothing.
    run(first, "-c", NEWEST)
    _walls_stand(first)


def _stick(server: Server) -> UUID:
    """Hand a conversation over anew that is still with who ended it, as it once was done."""
    with psycopg.connect(server.superuser_url) as connection:
        rows = connection.execute(
            "UPDATE conversations_conversation SET handled_by = 'human', state = 'human_queue',"
            " agent_id = 7"
            " WHERE id = (SELECT id FROM conversations_conversation LIMIT 1) RETURNING id"
        ).fetchall()
    return UUID(str(rows[0][0]))


def _standing(server: Server, conversation_id: UUID) -> Any:
    with psycopg.connect(server.superuser_url) as connection:
        return connection.execute(
            "SELECT state, agent_id, waiting_since IS NOT NULL FROM conversations_conversation"
            " WHERE id = %s",
            [conversation_id],
        ).fetchone()


def _view_is_sealed(server: Server, seeded: seed.Seeded) -> None:
    with psycopg.connect(server.superuser_url) as connection:
        ((view_id, wanted, sealed),) = connection.execute(
            "SELECT id, wanted, words_sealed FROM sorting_view"
        ).fetchall()
    assert wanted == {"estado": "fila"}
    with tenancy.within(seeded.organisation_id):
        assert keys.vault().open(sealed, place=f"view:{view_id}") == WANTED


def _walls_stand(server: Server) -> None:
    with psycopg.connect(server.superuser_url) as connection:
        open_tables = connection.execute(
            "SELECT c.table_name FROM information_schema.columns c JOIN pg_class t"
            " ON t.relname = c.table_name AND t.relkind = 'r'"
            " WHERE c.table_schema = 'public' AND c.column_name = 'organisation_id'"
            " AND c.table_name NOT IN ('organisations_directory', 'organisations_member')"
            " AND NOT (t.relrowsecurity AND t.relforcerowsecurity AND EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'walls'))"
        ).fetchall()
        assert open_tables == []
    with psycopg.connect(server.application_url) as application:
        assert application.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
    assert os.environ["TRATO_DATABASE_URL"] != server.application_url
