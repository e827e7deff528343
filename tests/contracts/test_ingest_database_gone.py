"""While the database is gone nobody is told "stored"; what was told so is still there after."""

import asyncio
import hashlib
import hmac
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
