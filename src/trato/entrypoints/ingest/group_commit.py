"""Stores webhooks in groups: requests share a transaction, each waits until it is on disk."""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from trato.entrypoints.ingest import packed, sql
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_id

FLUSHERS = 2
ROWS_PER_BATCH_MAX = 500
BYTES_PER_BATCH_MAX = 32 * 1024 * 1024
ROWS_WAITING_MAX = 5_000
BYTES_WAITING_MAX = 256 * 1024 * 1024
_CONNECT_SECONDS = 2.0
_FLUSH_SECONDS = 5.0


class NotStored(Exception):
    """The webhook is not known to be on disk: the sender must be told to try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sealed webhook on its way to the table."""

    organisation_id: UUID
    source: str
    fingerprint: bytes
    body_sealed: bytes
    signature: str
    received_at: datetime

    def order(self) -> tuple[bytes, str, bytes]:
        """Return the order in which all batches insert, so that no two wait for each other."""
        return self.organisation_id.bytes, self.source, self.fingerprint

    def owner(self) -> tuple[UUID, str]:
        """Return whose it is and where it came from: what one insert statement has in common."""
        return self.organisation_id, self.source


_Waiting = tuple[Row, "asyncio.Future[None]"]


class GroupCommit:
    """A queue in front of the table, emptied by two flushers with a connection each."""

    def __init__(self, database_url: str) -> None:
        """Prepare; nothing is connected before `start`."""
        self._pool = AsyncConnectionPool(
            database_url,
            min_size=FLUSHERS,
            max_size=FLUSHERS,
            open=False,
            timeout=_CONNECT_SECONDS,
            reconnect_timeout=0,
            kwargs={"connect_timeout": 2, "autocommit": True},
            configure=_take_columns,
        )
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(ROWS_WAITING_MAX)
        self._bytes_waiting = 0
        self._flushers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the pool without waiting for the database, and start the flushers."""
        await self._pool.open(wait=False)
        self._flushers = [asyncio.create_task(self._flush_forever()) for _ in range(FLUSHERS)]

    async def stop(self) -> None:
        """Store what is waiting, then end the flushers and close the pool."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), _FLUSH_SECONDS)
        for task in self._flushers:
            task.cancel()
        await asyncio.gather(*self._flushers, return_exceptions=True)
        while not self._queue.empty():
            _settle([self._queue.get_nowait()], NotStored("shutting down"))
        await self._pool.close()

    async def store(self, row: Row) -> None:
        """Return once the row is on disk, or was there already.

        Raises:
            NotStored: the database is gone or too slow, or too much is waiting.
        """
        if self._queue.full() or self._bytes_waiting > BYTES_WAITING_MAX:
            raise NotStored("too much is waiting")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._bytes_waiting += len(row.body_sealed)
        self._queue.put_nowait((row, future))
        await future

    async def _flush_forever(self) -> None:
        while True:
            batch = await self._next_batch()
            try:
                await self._store_batch([row for row, _ in batch])
            except Exception:  # whatever went wrong, nobody may be told that it is stored
                _settle(batch, NotStored("the database did not take it"))
            except asyncio.CancelledError:
                _settle(batch, NotStored("shutting down"))
                raise
            else:
                _settle(batch, None)
            finally:
                for row, _ in batch:
                    self._bytes_waiting -= len(row.body_sealed)
                    self._queue.task_done()

    async def _next_batch(self) -> list[_Waiting]:
        batch = [await self._queue.get()]
        size = len(batch[0][0].body_sealed)
        while len(batch) < ROWS_PER_BATCH_MAX and size < BYTES_PER_BATCH_MAX:
            try:
                batch.append(self._queue.get_nowait())
            except asyncio.QueueEmpty:
                break
            size += len(batch[-1][0].body_sealed)
        return batch

    async def _store_batch(self, rows: list[Row]) -> None:
        rows.sort(key=Row.order)
        for _ in range(FLUSHERS):
            try:
                return await self._once(rows)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                # A restarted server leaves every pooled connection dead; each is met once. Storing
                # again is harmless.
                continue
        await self._once(rows)

    async def _once(self, rows: list[Row]) -> None:
        async with asyncio.timeout(_FLUSH_SECONDS):
            try:
                async with self._pool.connection() as connection:
                    # One round trip: nothing here depends on what a statement returns.
                    async with connection.pipeline():
                        await _store(connection, rows)
                        await _tell(connection)
                fault_point("ingest.after_commit")
            except PoolTimeout:
                raise NotStored("no connection") from None


async def _store(connection: psycopg.AsyncConnection, rows: list[Row]) -> None:
    async with connection.transaction():
        for (organisation_id, source), own in groupby(rows, key=Row.owner):
            await connection.execute(sql.ENTER, [str(organisation_id)])
            columns = _columns(list(own))
            await connection.execute(sql.STORE, [organisation_id, source, *columns])
        fault_point("ingest.before_commit")


def _columns(rows: list[Row]) -> tuple[packed.Packed, ...]:
    return (
        packed.uuids(new_id() for _ in rows),
        packed.byteas([row.fingerprint for row in rows]),
        packed.byteas([row.body_sealed for row in rows]),
        packed.texts(row.signature for row in rows),
        packed.instants(row.received_at for row in rows),
    )


async def _tell(connection: psycopg.AsyncConnection) -> None:
    async with connection.transaction():
        await connection.execute(sql.TELL_SOON)
        await connection.execute(sql.TELL)


async def _take_columns(connection: psycopg.AsyncConnection) -> None:
    packed.register(connection.adapters)


def _settle(batch: list[_Waiting], problem: NotStored | None) -> None:
    for _, future in batch:
        # A client that hung up has cancelled its future; its webhook is stored all the same.
        if future.done():
            continue
        if problem is None:
            future.set_result(None)
        else:
            future.set_exception(problem)
