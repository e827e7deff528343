"""Stores webhooks in groups: requests share a transaction, each waits until it is on disk."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from trato.entrypoints.ingest import packed, sql
from trato.foundation import clock, meters
from trato.foundation.faults import fault_point
from trato.foundation.ids import new_ids_as_bytes

FLUSHERS = 2
ROWS_PER_BATCH_MAX = 500
BYTES_PER_BATCH_MAX = 32 * 1024 * 1024
ROWS_WAITING_MAX = 5_000
BYTES_WAITING_MAX = 256 * 1024 * 1024
# While webhooks keep coming one by one, a group waits this long for others: a commit costs the same
# for one as for twenty. The first after a pause is stored at once, and a crowd gathers by itself.
_GATHER_SECONDS = 0.008
_LATELY_SECONDS = 0.2
_CROWD_ROWS = 60
# While one group is on its way to the disk the next one gathers behind it; it goes beside it when
# it has grown large, or when the one before takes long.
_LARGE_ROWS = 200
_LARGE_BYTES = 8 * 1024 * 1024
_LONG_SECONDS = 0.05
_CONNECT_SECONDS = 2.0
_FLUSH_SECONDS = 5.0


class NotStored(Exception):
    """The webhook is not known to be on disk: the sender must be told to try again."""


class Row(NamedTuple):
    """One sealed webhook on its way to the table; a tuple, since one is made for every request."""

    organisation_id: UUID
    source: str
    fingerprint: bytes
    body_sealed: bytes
    signature: str
    received_at: datetime


class _Waiting(NamedTuple):
    """A row, whoever waits for it, and since when."""

    row: Row
    future: "asyncio.Future[None]"
    since: float


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
        self._queue: deque[_Waiting] = deque()
        self._bytes_waiting = 0
        self._stored_at = self._taken_at = self._rows_lately = 0.0
        self._under_way = 0
        self._is_long = self._is_stopping = False
        self._wake = asyncio.Event()
        self._flushers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the pool without waiting for the database, and start the flushers."""
        await self._pool.open(wait=False)
        self._flushers = [asyncio.create_task(self._flush_forever()) for _ in range(FLUSHERS)]

    async def stop(self) -> None:
        """Store what is waiting, then end the flushers and close the pool."""
        self._is_stopping = True
        self._wake.set()
        if self._flushers:
            await asyncio.wait(self._flushers, timeout=_FLUSH_SECONDS)
        for task in self._flushers:
            task.cancel()
        await asyncio.gather(*self._flushers, return_exceptions=True)
        _settle(self._queue, NotStored("shutting down"))
        self._queue.clear()
        await self._pool.close()

    async def store(self, row: Row) -> None:
        """Return once the row is on disk, or was there already.

        Raises:
            NotStored: the database is gone or too slow, or too much is waiting.
        """
        if len(self._queue) >= ROWS_WAITING_MAX or self._bytes_waiting > BYTES_WAITING_MAX:
            raise NotStored("too much is waiting")
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._bytes_waiting += len(row.body_sealed)
        self._queue.append(_Waiting(row, future, clock.monotonic()))
        if self._is_due():
            self._wake.set()
        await future

    async def _flush_forever(self) -> None:
        while True:
            while not self._is_due():
                if self._is_stopping and not self._queue:
                    return
                self._wake.clear()
                await self._wake.wait()
            self._under_way += 1
            self._is_long = False
            try:
                await self._gather()
                await self._flush(self._take_batch())
            finally:
                self._under_way -= 1
                # The other flusher may be asleep over what has gathered behind this one.
                self._wake.set()

    def _is_due(self) -> bool:
        if not self._queue:
            return False
        is_free = not self._under_way or self._is_long or self._is_stopping
        return is_free or len(self._queue) >= _LARGE_ROWS or self._bytes_waiting >= _LARGE_BYTES

    async def _flush(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        self._count(len(batch))
        clock_on_it = asyncio.get_running_loop().call_later(_LONG_SECONDS, self._take_long)
        try:
            await self._store_batch([one.row for one in batch])
        except Exception:  # whatever went wrong, nobody may be told that it is stored
            _settle(batch, NotStored("the database did not take it"))
        except asyncio.CancelledError:
            _settle(batch, NotStored("shutting down"))
            raise
        else:
            _settle(batch, None)
            self._stored_at = clock.monotonic()
        finally:
            clock_on_it.cancel()
            self._bytes_waiting -= sum(len(one.row.body_sealed) for one in batch)

    def _take_long(self) -> None:
        self._is_long = True
        self._wake.set()

    async def _gather(self) -> None:
        is_busy = clock.monotonic() - self._stored_at < 4 * _GATHER_SECONDS
        is_crowd = self._rows_lately + len(self._queue) >= _CROWD_ROWS
        if is_busy and not is_crowd and not self._is_stopping:
            await asyncio.sleep(_GATHER_SECONDS)

    def _count(self, rows: int) -> None:
        now = clock.monotonic()
        left = max(0.0, 1 - (now - self._taken_at) / _LATELY_SECONDS)
        self._rows_lately, self._taken_at = self._rows_lately * left + rows, now

    def _take_batch(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._queue and len(batch) < ROWS_PER_BATCH_MAX and size < BYTES_PER_BATCH_MAX:
            batch.append(self._queue.popleft())
            size += len(batch[-1].row.body_sealed)
        return batch

    async def _store_batch(self, rows: list[Row]) -> None:
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
                    # One round trip: nothing here depends on what a statement returns. If one
                    # fails, those after it are not carried out.
                    async with connection.pipeline(), connection.cursor() as cursor:
                        await _store(cursor, rows)
                        await cursor.execute(sql.TELL)
                fault_point("ingest.after_commit")
            except PoolTimeout:
                raise NotStored("no connection") from None


async def _store(cursor: psycopg.AsyncCursor, rows: list[Row]) -> None:
    await cursor.execute(sql.BEGIN)
    for (organisation_id, source), own in _by_owner(rows):
        await cursor.execute(sql.ENTER, [str(organisation_id)])
        await cursor.execute(sql.STORE, [organisation_id, source, *_columns(own)])
    fault_point("ingest.before_commit")
    await cursor.execute(sql.COMMIT)


def _by_owner(rows: list[Row]) -> list[tuple[tuple[UUID, str], list[Row]]]:
    """Return what one insert has in common, each in the order of all batches.

    One order for all, so that no two of them wait for each other.
    """
    owned: defaultdict[tuple[UUID, str], list[Row]] = defaultdict(list)
    for row in rows:
        owned[row.organisation_id, row.source].append(row)
    for own in owned.values():
        own.sort(key=attrgetter("fingerprint"))
    return sorted(owned.items(), key=itemgetter(0))


def _columns(rows: list[Row]) -> tuple[packed.Packed, ...]:
    return (
        packed.uuids(new_ids_as_bytes(len(rows))),
        packed.digests([row.fingerprint for row in rows]),
        packed.byteas([row.body_sealed for row in rows]),
        packed.texts([row.signature for row in rows]),
        packed.instants([row.received_at for row in rows]),
    )


async def _take_columns(connection: psycopg.AsyncConnection) -> None:
    packed.register(connection.adapters)


def _settle(batch: Iterable[_Waiting], problem: NotStored | None) -> None:
    now = clock.monotonic()
    for one in batch:
        meters.INGEST_COMMIT.observe(now - one.since)
        # A client that hung up has cancelled its future; its webhook is stored all the same.
        if one.future.done():
            continue
        if problem is None:
            one.future.set_result(None)
        else:
            one.future.set_exception(problem)
