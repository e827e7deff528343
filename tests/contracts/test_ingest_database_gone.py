"""While the database is gone nobody is told "stored"; what was told so is still there after."""

import asyncio
import contextlib
import hashlib
import hmac
import os
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from trato.entrypoints.ingest import sql
from trato.entrypoints.ingest.group_commit import GroupCommit, NotStored, Row
from trato.foundation.embedded import EmbeddedPostgres

AT = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ORGANISATION = UUID(int=7)
INCOMPRESSIBLE = os.urandom(1_000_000)
DISK_MB, BALLAST_MB, ROWS_MAX = 260, 90, 400
TABLE = """
CREATE TABLE ingest_delivery (
    organisation_id uuid, id uuid, source text, fingerprint bytea, body_sealed bytea,
    signature text, received_at timestamptz, failures int, failure text, next_try_at timestamptz,
    UNIQUE (organisation_id, source, fingerprint));
GRANT ALL ON ingest_delivery TO trato_app;
"""


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of its own, because it will be stopped."""
    with tempfile.TemporaryDirectory(prefix="trato-gone-") as home:
        Path(home).chmod(0o755)
        postgres = EmbeddedPostgres(Path(home), {"shared_buffers": "32MB"}).start()
        with psycopg.connect(postgres.superuser_url, autocommit=True) as connection:
            connection.execute(TABLE)
        yield postgres
        postgres.stop()


def row(number: int) -> Row:
    return Row(
        organisation_id=ORGANISATION,
        source="whatsapp",
        fingerprint=hashlib.sha256(b"%d" % number).digest(),
        body_sealed=b"sealed",
        signature=hmac.new(b"k", b"%d" % number, hashlib.sha256).hexdigest(),
        received_at=AT,
    )


async def test_nothing_acknowledged_is_lost(server: EmbeddedPostgres) -> None:
    commit = GroupCommit(server.application_url)
    await commit.start()
    acknowledged = []
    try:
        for number in range(30):
            if number == 10:
                server.stop()
            if number == 13:
                server.revive()
            try:
                await commit.store(row(number))
            except NotStored:
                assert 10 <= number < 15
            else:
                assert not 10 <= number < 13
                acknowledged.append(row(number).fingerprint)
    finally:
        await commit.stop()
    with psycopg.connect(server.superuser_url) as connection:
        kept = {bytes(r[0]) for r in connection.execute("SELECT fingerprint FROM ingest_delivery")}
    assert len(acknowledged) >= 25
    assert set(acknowledged) <= kept


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Give a file system that a server fits in, and hardly anything besides."""
    folder = Path(tempfile.mkdtemp(prefix="trato-full-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


@pytest.fixture
def cramped(small_disk: Path) -> Iterator[EmbeddedPostgres]:
    settings = {"shared_buffers": "16MB", "max_wal_size": "64MB", "min_wal_size": "32MB"}
    server = EmbeddedPostgres(small_disk, settings).start()
    yield server
    server.stop()


async def test_nothing_acknowledged_is_lost_on_a_disk_that_is_full_altogether(
    small_disk: Path, cramped: EmbeddedPostgres
) -> None:
    """Tables, log and all: the server may die of it, and comes back when there is room again."""
    server = cramped
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(BALLAST_MB << 20))
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(TABLE)
    commit = GroupCommit(server.application_url)
    await commit.start()
    acknowledged, refused = set[bytes](), 0
    try:
        for number in range(ROWS_MAX):
            try:
                await commit.store(large(number))
            except NotStored:
                refused += 1
                if refused > 5:
                    break
            else:
                acknowledged.add(large(number).fingerprint)
        assert refused > 5, "the disk was never full"
        ballast.unlink()
        for _ in range(100):
            if server.has_died():
                server.revive()
            with contextlib.suppress(NotStored):
                await commit.store(row(ROWS_MAX + 1))
                break
            await asyncio.sleep(0.3)
        else:
            raise AssertionError("it does not come back")
    finally:
        await commit.stop()
    with psycopg.connect(server.superuser_url) as connection:
        rows = connection.execute("SELECT fingerprint FROM ingest_delivery")
        kept = {bytes(r[0]) for r in rows}
    assert len(acknowledged) > 10
    assert acknowledged <= kept


def large(number: int) -> Row:
    return row(number)._replace(body_sealed=INCOMPRESSIBLE)


async def test_a_full_queue_says_so(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trato.entrypoints.ingest.group_commit.BYTES_WAITING_MAX", -1)
    commit = GroupCommit(server.application_url)
    await commit.start()
    try:
        with pytest.raises(NotStored):
            await commit.store(row(1))
    finally:
        await commit.stop()


async def test_a_restart_between_batches_is_not_noticed(server: EmbeddedPostgres) -> None:
    commit = GroupCommit(server.application_url)
    await commit.start()
    try:
        await commit.store(row(1))
        with psycopg.connect(server.superuser_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'trato_app'"
            )
        await commit.store(row(2))
        await commit.store(row(3))
    finally:
        await commit.stop()
    assert "ON CONFLICT" in sql.STORE


async def test_a_group_gathers_behind_one_under_way_but_not_for_ever(
    server: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = GroupCommit(server.application_url)
    groups: list[int] = []
    is_over, came = asyncio.Event(), (asyncio.Event(), asyncio.Event())

    async def take_long(rows: list[Row]) -> None:
        came[len(groups)].set()
        groups.append(len(rows))
        await is_over.wait()

    monkeypatch.setattr(commit, "_store_batch", take_long)
    await commit.start()
    try:
        waiting = [asyncio.create_task(commit.store(row(1)))]
        await asyncio.wait_for(came[0].wait(), 30)
        waiting += [asyncio.create_task(commit.store(row(number))) for number in (2, 3, 4)]
        await asyncio.wait_for(came[1].wait(), 30)
        assert groups == [1, 3]
        assert not any(one.done() for one in waiting)
        is_over.set()
        await asyncio.wait_for(asyncio.gather(*waiting), 30)
    finally:
        is_over.set()
        await commit.stop()
