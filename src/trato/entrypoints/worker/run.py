"""The worker and the dispatcher as processes: loops that end when they are told to.

The dispatcher alone has provider tokens. Both look again at once when the database notifies them,
and otherwise every so often, so that nothing depends on a notice having arrived.
"""

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
import uvloop
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError

from trato import wiring
from trato.book.organisations.read import organisation_ids
from trato.casework.conversations.receive import GRACE
from trato.casework.payments.values import Settled
from trato.entrypoints.worker.answer import ANSWERED_AT_ONCE, answer_some
from trato.entrypoints.worker.bell import Bell
from trato.entrypoints.worker.forget_raw import ForgetRaw
from trato.entrypoints.worker.loop import AFTER_TROUBLE_SECONDS, Job, Loop, Rounds, let_go
from trato.entrypoints.worker.tick import Ticker
from trato.entrypoints.worker.unpack import unpack_some
from trato.foundation import clock, meters
from trato.foundation.calendar import holidays_in
from trato.foundation.database import always_use_indexes
from trato.foundation.sweeps import settle_in
from trato.insights.archive.take_in import Intake
from trato.insights.evidence.build import build_some
from trato.insights.monitoring.watch import Watch
from trato.insights.notices.endings import Endings
from trato.insights.retention.sweep import DailySweep
from trato.speakers.bot.flows.load import version as assistant_version
from trato.speakers.bot.thank import thank

_log = structlog.get_logger(__name__)

# What waits for its time is nobody's notice: one loop of each kind looks this often.
_IDLE_SECONDS = 0.15
_LONG_IDLE_SECONDS = 2.0
_TICK_SECONDS = 0.25
# A batch costs a tenth of what its members cost alone: let one come together. A person's message
# waits longer than this for one that it may have overtaken.
_GATHER_SECONDS = 0.04
_DISPATCH_GATHER_SECONDS = 0.025
_WORTH_A_BATCH = 25
# So many full batches of one organisation before the next one has its turn.
_BATCHES_IN_A_ROW = 4
_SWITCH_SECONDS = 0.001
# A message that was just stored is due once an older one can no longer arrive.
_DUE_SECONDS = GRACE.total_seconds() + 0.005
# Answering half waits for the database: two at a time fill the gaps.
_ANSWERING_THREADS = 2
_ISSUING_THREADS = 3
_ISSUING_IDLE_SECONDS = 1.0
_POLL_EVERY_SECONDS = 30.0
_MEDIA_IDLE_SECONDS = 0.5
# What could not be told is tried again after seconds at the least.
_NOTIFY_SECONDS = 1.0
# What was said is found a moment later: nobody's message waits for the index. What rings no bell
# (a refused message) is found by the look everywhere.
_ARCHIVE_IDLE_SECONDS = 5.0
_ARCHIVE_GATHER_SECONDS = 0.7
# A day's sweep is due once a day; whether it is, is asked this often.
_RETENTION_SECONDS = 60.0
# Whoever ordered a copy sees within a second that it is being made.
_COPIES_SECONDS = 1.0
_CIVIL_ZONE = "America/Sao_Paulo"
# A refused message rings no bell, and is watched within a second all the same.
_WATCH_IDLE_SECONDS = 0.4
_WATCH_GATHER_SECONDS = 0.25
# All loops together have so long to finish what they are in.
_STOP_SECONDS = 10.0


def run_worker(only: Collection[str] = ()) -> None:
    """Unpack webhooks, answer people, issue charges and keep time, until SIGTERM or SIGINT.

    `only` names the loops of this process (unpack, answer, issue, poll, tick, archive, watch,
    retention, copies, notify); none means all. Any number of processes may run the same loop.
    """
    if not only or "answer" in only:
        # Reading the flows takes as long as many answers: nobody waits for it.
        assistant_version()
    _get_ready()
    stop = threading.Event()
    deliveries, inbound = Bell("trato_deliveries"), Bell("trato_inbound")
    charges, silent = Bell("trato_charges"), Bell()
    said, notices = Bell("trato_inbound", "trato_outbox"), Bell("trato_notices")
    bells = (deliveries, inbound, charges, silent, said, notices)
    _stop_on_signal(stop, *bells)
    loops = _inbound_loops(deliveries, inbound)
    loops.append(Loop("tick", Ticker().tick, silent.ear(), _TICK_SECONDS, is_redone=True))
    loops.append(
        Loop(
            "archive",
            Intake().take_in,
            said.ear(),
            _ARCHIVE_IDLE_SECONDS,
            delay_seconds=_ARCHIVE_GATHER_SECONDS,
            gather_seconds=_ARCHIVE_GATHER_SECONDS,
            is_redone=True,
        )
    )
    loops.append(
        Loop(
            "watch",
            Watch().watch,
            said.ear(),
            _WATCH_IDLE_SECONDS,
            gather_seconds=_WATCH_GATHER_SECONDS,
            is_redone=True,
        )
    )
    sweep = DailySweep(ZoneInfo(_CIVIL_ZONE)).sweep
    forget = ForgetRaw(ZoneInfo(_CIVIL_ZONE)).forget
    loops.append(Loop("retention", sweep, silent.ear(), _RETENTION_SECONDS))
    loops.append(Loop("retention", forget, silent.ear(), _RETENTION_SECONDS))
    copies = partial(build_some, clock=clock.now, zone=ZoneInfo(_CIVIL_ZONE))
    loops.append(Loop("copies", copies, silent.ear(), _COPIES_SECONDS))
    loops.append(Loop("notify", _notifying(), notices.ear(), _NOTIFY_SECONDS))
    psp = wiring.make_psp()
    if psp is not None:
        loops += _charge_loops(psp, charges)
        loops.append(Loop("poll", _polling(psp), silent.ear(), _POLL_EVERY_SECONDS))
    loops = [loop for loop in loops if not only or loop.name in only]
    threads = [
        threading.Thread(target=loop.run, args=(stop,), name=loop.name, daemon=True)
        for loop in loops
    ]
    threads += [
        threading.Thread(target=bell.listen, args=(stop,), name="bell", daemon=True)
        for bell in bells
        if bell.is_wanted(loop.ear for loop in loops)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    deadline = clock.monotonic() + _STOP_SECONDS
    for thread in threads:
        # What is still not done then is rolled back with its connection and done again elsewhere.
        thread.join(timeout=max(deadline - clock.monotonic(), 0))


def _notifying() -> Job:
    endings = Endings(clock.now, clock.monotonic)
    return lambda organisation_id: endings.look(organisation_id) + wiring.tell_some(organisation_id)


def _inbound_loops(deliveries: Bell, inbound: Bell) -> list[Loop]:
    unpack = partial(unpack_some, on_settled=_thank)
    loops = [
        Loop(
            "unpack",
            unpack,
            deliveries.ear(),
            _IDLE_SECONDS,
            delay_seconds=_GATHER_SECONDS / 2,
            gather_seconds=_GATHER_SECONDS,
            is_redone=True,
        )
    ]
    for place in range(_ANSWERING_THREADS):
        idle = _LONG_IDLE_SECONDS if place else _IDLE_SECONDS
        loops.append(
            Loop(
                "answer",
                answer_some,
                inbound.ear(),
                idle,
                delay_seconds=_DUE_SECONDS,
                full=ANSWERED_AT_ONCE,
                is_redone=True,
            )
        )
    return loops


def _charge_loops(psp: Any, bell: Bell) -> list[Loop]:
    return [
        Loop(
            "issue",
            lambda organisation_id: wiring.issue_some(organisation_id, psp),
            bell.ear(),
            _LONG_IDLE_SECONDS if place else _ISSUING_IDLE_SECONDS,
        )
        for place in range(_ISSUING_THREADS)
    ]


def _thank(settled: Settled) -> None:
    thank(settled, at=clock.now())


def _get_ready() -> None:
    """Do before the first message what would hold it up, and let it last."""
    always_use_indexes()
    # A country's holidays bring those of all others with them.
    holidays_in(None, clock.now().year)
    settle_in()


def _polling(psp: Any) -> Job:
    return lambda organisation_id: wiring.poll_some(organisation_id, psp, back=timedelta(days=1))


def _stop_on_signal(stop: threading.Event, *bells: Bell) -> None:
    def handle(*_: object) -> None:
        stop.set()
        for bell in bells:
            bell.rouse()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def run_dispatcher() -> None:
    """Carry cleared messages to the provider and fetch attachments, until SIGTERM or SIGINT."""
    _get_ready()
    # Clearing, recording and calling share one interpreter: none may hold the others up for long.
    sys.setswitchinterval(_SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_dispatch_until_stopped())


async def _dispatch_until_stopped() -> None:
    stop, bell = threading.Event(), Bell("trato_outbox")
    _stop_on_signal(stop, bell)
    rounds = Rounds(bell.ear(), _IDLE_SECONDS, delay_seconds=_DISPATCH_GATHER_SECONDS / 2)
    listener = threading.Thread(target=bell.listen, args=(stop,), daemon=True)
    listener.start()
    async with wiring.make_session() as session:
        provider = wiring.make_provider(session)
        media = asyncio.create_task(_fetch_media(provider, stop))
        while not stop.is_set():
            had_work, most = set(), 0
            try:
                for organisation_id in await sync_to_async(rounds.next)():
                    started = await wiring.dispatch_some(
                        organisation_id, provider, batches=_BATCHES_IN_A_ROW
                    )
                    if started:
                        had_work.add(organisation_id)
                    most = max(most, started)
                meters.ROUNDS.labels("dispatch", "done").inc()
            except DatabaseError as problem:
                meters.ROUNDS.labels("dispatch", "trouble").inc()
                _log.warning("database_trouble", loop="dispatch", exc_info=problem)
                await sync_to_async(let_go)()
                await asyncio.sleep(AFTER_TROUBLE_SECONDS)
                continue
            rounds.done(had_work)
            if had_work:
                await asyncio.sleep(0 if most >= _WORTH_A_BATCH else _DISPATCH_GATHER_SECONDS)
            else:
                await asyncio.to_thread(rounds.wait)
        await wiring.finish_dispatching()
        # An attachment is fetched again by the next process; a message is not sent again.
        media.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await media
    await asyncio.to_thread(listener.join, 3)


async def _fetch_media(provider: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            for organisation_id in await sync_to_async(organisation_ids)():
                await wiring.fetch_some_media(organisation_id, provider)
        except DatabaseError:
            await sync_to_async(let_go)()
        except Exception as problem:
            # What one attachment does must not keep all others from being fetched.
            _log.error("media_trouble", exc_info=problem)
            await asyncio.sleep(AFTER_TROUBLE_SECONDS)
        await asyncio.sleep(_MEDIA_IDLE_SECONDS)
