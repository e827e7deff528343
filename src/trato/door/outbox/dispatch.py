"""The only way out: carries cleared messages to the provider. Only the wiring may hold this.

Two transactions and a call between them: `sending` is committed first, the outcome afterwards. A
crash in between leaves `sending`, which a status webhook or a person settles, never a second call.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection

from trato.book.files.read import KeptFile
from trato.door.outbox.attach import open_attachment
from trato.door.outbox.clear import Passage, clear_some
from trato.door.outbox.correlation import opaque
from trato.door.outbox.provider import Cleared, Provider, TemplateName, _seal
from trato.door.outbox.record_receipt import Outcome, record_receipts
from trato.door.outbox.values import ErrorClass, NoAnswer, Rejection
from trato.foundation import tenancy
from trato.foundation.faults import fault_point

_log = structlog.get_logger(__name__)

IN_FLIGHT_MAX = 400
"""Calls of one organisation under way at once; what cannot be carried is not cleared.

A number of the high throughput may send a thousand a second: where an answer takes 0.4 s, fewer
calls at once would hold it back. A usual one (80 a second) comes near it only while its provider
takes seconds to answer.
"""

RECORDED_AT_ONCE_MAX = 100
_READ_MARKS_MAX = 16
# A batch costs little more than one outcome: they wait for one another, but not for long.
_OUTCOMES_GATHER_SECONDS = 0.01
_OUTCOMES_GATHER_TIMES = 4
_ROOM_WORTH_CLEARING = 50
_ROOM_WAIT_SECONDS = 0.05
_TROUBLE_WAIT_SECONDS = 0.5
_TROUBLE_TIMES_MAX = 120

# Outcomes have a thread and a connection of their own: clearing and recording wait for the database
# most of the time, and neither waits for the other.
_recording = ThreadPoolExecutor(1, thread_name_prefix="record")
# So do the files that are read while they are carried.
_reading = ThreadPoolExecutor(1, thread_name_prefix="files")


async def dispatch(
    organisation_id: UUID,
    provider: Provider,
    *,
    clock: Callable[[], datetime],
    limit: int = 100,
    batches: int = 1,
) -> int:
    """Clear one batch of an organisation and start its calls; return how many were started.

    Up to `batches` follow one another while they are full and their calls find room.

    Does not wait for the calls: their outcomes are recorded as they finish, in this event loop.
    Before the loop ends, await `finish_calls`.
    """
    lane, started = _lane_of(organisation_id), 0
    room = min(limit, await lane.room())
    clearing = _start_clearing(organisation_id, clock, room) if room > 0 else None
    while clearing is not None:
        passages = await clearing
        started, batches = started + len(passages), batches - 1
        is_full = len(passages) == room and batches > 0
        room = min(limit, lane.room_beside(len(passages)))
        # Before the calls: a hundred of them take their time to begin, and the database's thread
        # would be idle meanwhile.
        goes_on = is_full and room >= _ROOM_WORTH_CLEARING
        clearing = _start_clearing(organisation_id, clock, room) if goes_on else None
        for passage in passages:
            lane.carry(passage, provider, clock)
    return started


def _start_clearing(
    organisation_id: UUID, clock: Callable[[], datetime], room: int
) -> asyncio.Task[list[Passage]]:
    clear = sync_to_async(_clear)
    return asyncio.get_running_loop().create_task(clear(organisation_id, clock(), room))


async def finish_calls() -> None:
    """Wait until every call that was started in this event loop is over and recorded."""
    for lane in list(_lanes.get(asyncio.get_running_loop(), {}).values()):
        await lane.finish()
    for threads in (_recording, _reading):
        await asyncio.get_running_loop().run_in_executor(threads, _let_go)


class _Lane:
    """The calls of one organisation under way in one event loop, and the outcomes to record."""

    def __init__(self, organisation_id: UUID) -> None:
        self._organisation_id = organisation_id
        self._calls: set[asyncio.Task[None]] = set()
        self._read_marks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._recorder: asyncio.Task[None] | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def room(self) -> int:
        """Return how many more calls may start, after a short wait while it is few."""
        if not self._has_room.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._has_room.wait(), _ROOM_WAIT_SECONDS)
        return self._room()

    def room_beside(self, cleared: int) -> int:
        """Return how many more calls may start after so many that are about to."""
        return self._room() - cleared

    def _room(self) -> int:
        return IN_FLIGHT_MAX - len(self._calls)

    def carry(self, passage: Passage, provider: Provider, clock: Callable[[], datetime]) -> None:
        """Start one call, and beside it the read mark of what it answers."""
        self._start(self._calls, self._carry(passage, provider, clock))
        self._look_for_room()
        first = passage.in_reply_to and passage.attempt_number == 1
        if first and len(self._read_marks) < _READ_MARKS_MAX:
            self._start(self._read_marks, _mark_read(passage, provider))

    async def finish(self) -> None:
        """Wait for everything that was started."""
        while self._calls or self._read_marks or self._recorder:
            waiting = [*self._calls, *self._read_marks]
            if self._recorder:
                waiting.append(self._recorder)
            await asyncio.wait(waiting)
            # Lets the callbacks of what is done run.
            await asyncio.sleep(0)

    def _start(self, kept: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        kept.add(task)
        task.add_done_callback(partial(self._end, kept))

    def _end(self, kept: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        kept.discard(task)
        self._look_for_room()

    def _look_for_room(self) -> None:
        if self._room() >= _ROOM_WORTH_CLEARING:
            self._has_room.set()
        else:
            self._has_room.clear()

    async def _carry(
        self, passage: Passage, provider: Provider, clock: Callable[[], datetime]
    ) -> None:
        self._outcomes.append(await _call(passage, provider))
        if self._recorder is None:
            self._recorder = asyncio.get_running_loop().create_task(self._record_all(clock))

    async def _record_all(self, clock: Callable[[], datetime]) -> None:
        """Record what has finished, in batches as large as they come, until there is nothing."""
        try:
            while self._outcomes:
                await self._let_more_end()
                batch = self._outcomes[:RECORDED_AT_ONCE_MAX]
                del self._outcomes[:RECORDED_AT_ONCE_MAX]
                await self._record(batch, clock)
        finally:
            self._recorder = None

    async def _let_more_end(self) -> None:
        """Wait a little while a batch is not full: calls that began together end together."""
        for _ in range(_OUTCOMES_GATHER_TIMES):
            await asyncio.sleep(_OUTCOMES_GATHER_SECONDS)
            if not self._calls or len(self._outcomes) >= RECORDED_AT_ONCE_MAX:
                return

    async def _record(self, batch: list[Outcome], clock: Callable[[], datetime]) -> None:
        """Record a batch; wait out trouble with the database, set aside what cannot be recorded.

        An outcome that is lost after all leaves `sending`, as after a crash.
        """
        for _ in range(_TROUBLE_TIMES_MAX):
            try:
                await asyncio.get_running_loop().run_in_executor(
                    _recording, _record, self._organisation_id, batch, clock()
                )
            except (OperationalError, InterfaceError) as problem:
                _log.warning("outcomes_wait", count=len(batch), problem=type(problem).__name__)
                await asyncio.sleep(_TROUBLE_WAIT_SECONDS)
            except Exception as problem:
                if len(batch) == 1:
                    message = str(batch[0].message_id)
                    _log.error("outcome_lost", message=message, problem=type(problem).__name__)
                    return
                for outcome in batch:
                    await self._record([outcome], clock)
                return
            else:
                return
        _log.error("outcomes_lost", count=len(batch))


_lanes: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[UUID, _Lane]] = WeakKeyDictionary()


def _lane_of(organisation_id: UUID) -> _Lane:
    lanes = _lanes.setdefault(asyncio.get_running_loop(), {})
    return lanes.setdefault(organisation_id, _Lane(organisation_id))


def _clear(organisation_id: UUID, now: datetime, limit: int) -> list[Passage]:
    fault_point("dispatch.before_clear")
    with tenancy.within(organisation_id):
        fault_point("dispatch.entered")
        passages = clear_some(now=now, limit=limit)
        fault_point("dispatch.before_commit_sending")
    fault_point("dispatch.after_commit_sending")
    return passages


async def _call(passage: Passage, provider: Provider) -> Outcome:
    file = await _file_of(passage)
    if isinstance(file, Rejection):
        return Outcome(message_id=passage.message_id, attempt_id=passage.attempt_id, answer=file)
    cleared = Cleared(
        _seal,
        message_id=passage.message_id,
        phone_number_id=passage.phone_number_id,
        to=_recipient_digits(passage),
        recipient="",
        content=passage.content,
        template=TemplateName(name=passage.template_name, language=passage.template_language)
        if passage.template_name
        else None,
        opaque=opaque(passage.message_id, passage.attempt_id),
        in_reply_to=passage.in_reply_to,
        file=file,
    )
    fault_point("dispatch.before_call")
    try:
        answer = await provider.send(cleared)
    except Exception as problem:
        # A port must return outcomes; whatever it raised, the message may have left.
        answer = NoAnswer(reason=type(problem).__name__)
    fault_point("dispatch.after_call")
    return Outcome(message_id=passage.message_id, attempt_id=passage.attempt_id, answer=answer)


class _File:
    """A file on its way: each part is read when it is about to leave."""

    def __init__(self, organisation_id: UUID, kept: KeptFile) -> None:
        self._organisation_id, self._kept = organisation_id, kept
        self.size_bytes = kept.size_bytes

    async def parts(self) -> AsyncIterator[bytes]:
        for number in range(self._kept.count):
            yield await asyncio.get_running_loop().run_in_executor(_reading, self._part, number)

    def _part(self, number: int) -> bytes:
        try:
            with tenancy.within(self._organisation_id):
                fault_point("dispatch.part_entered")
                part = self._kept.part(number)
                fault_point("dispatch.part_read")
                return part
        except (OperationalError, InterfaceError):
            connection.close()
            raise


async def _file_of(passage: Passage) -> _File | Rejection | None:
    """Return what is attached; where it cannot be opened nothing has been sent, for sure."""
    attached = passage.content.attached
    if attached is None:
        return None
    try:
        return await asyncio.get_running_loop().run_in_executor(
            _reading, _open, passage.organisation_id, attached.attachment_id
        )
    except (OperationalError, InterfaceError) as problem:
        return Rejection(error_class=ErrorClass.RETRY, code=-1, reason=type(problem).__name__)
    except Exception as problem:
        reason = f"attachment not opened: {type(problem).__name__}"
        return Rejection(error_class=ErrorClass.BUG, code=-1, reason=reason)


def _open(organisation_id: UUID, attachment_id: UUID) -> _File:
    try:
        with tenancy.within(organisation_id):
            fault_point("dispatch.file_entered")
            found = open_attachment(attachment_id)
            fault_point("dispatch.file_found")
            # What our keys do not open is found out before anybody is called.
            found.part(found.count - 1)
            fault_point("dispatch.file_opened")
            return _File(organisation_id, found)
    except (OperationalError, InterfaceError):
        connection.close()
        raise


async def _mark_read(passage: Passage, provider: Provider) -> None:
    try:
        await provider.mark_read(
            phone_number_id=passage.phone_number_id, message_id=passage.in_reply_to
        )
    except Exception as problem:
        # Two blue ticks are never worth a message.
        _log.info("read_mark_failed", problem=type(problem).__name__)


def _recipient_digits(passage: Passage) -> str:
    """The id the provider gave for this number, as it gave it; else the canonical number."""
    return passage.wa_id or passage.address.removeprefix("+")


def _record(organisation_id: UUID, outcomes: list[Outcome], at: datetime) -> None:
    try:
        with tenancy.within(organisation_id):
            fault_point("dispatch.receipts_entered")
            record_receipts(outcomes, at=at)
            fault_point("dispatch.before_commit_receipts")
    except (OperationalError, InterfaceError):
        connection.close()
        raise
    fault_point("dispatch.after_commit_receipts")


def _let_go() -> None:
    connection.close()
