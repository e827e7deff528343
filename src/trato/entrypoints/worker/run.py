"""The worker and the dispatcher as processes: loops that end when they are told to.

The dispatcher alone has provider tokens. Both look again at once when the database notifies them,
and otherwise every so often, so that nothing depends on a notice having arrived.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from trato import wiring
from trato.book.organisations.read import organisation_ids
from trato.casework.payments.values import Settled
from trato.entrypoints.worker.answer import answer_some
from trato.entrypoints.worker.tick import Ticker
from trato.entrypoints.worker.unpack import unpack_some
from trato.foundation import clock, logs, meters, settings
from trato.speakers.bot.thank import thank

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.15
_AFTER_TROUBLE_SECONDS = 0.5
_TICK_SECONDS = 0.25
# A batch costs a tenth of what its members cost alone: under load, let one come together.
_GATHER_SECONDS = 0.02
# Answering mostly waits for the database: some at a time fill the gaps.
_ANSWERING_THREADS = 3
_ISSUING_THREADS = 3
_POLL_EVERY_SECONDS = 30.0
Job = Callable[[UUID], int]


def run_worker(only: Collection[str] = ()) -> None:
    """Unpack webhooks, answer people, issue charges and keep time, until SIGTERM or SIGINT.

    `only` names the loops of this process (unpack, answer, issue, poll, tick); none means all. Any
    number of processes may run the same loop.
    """
    stop, bell = threading.Event(), Bell("trato_inbound")
    _stop_on_signal(stop, bell)
    psp = wiring.make_psp()
    loops = [
        Loop(
            "unpack",
            partial(unpack_some, on_settled=_thank),
            bell,
            gather_seconds=_GATHER_SECONDS,
        ),
        *(Loop("answer", answer_some, bell) for _ in range(_ANSWERING_THREADS)),
        Loop("tick", Ticker().tick, None, idle_seconds=_TICK_SECONDS),
    ]
    if psp is not None:
        issuer = psp
        loops += [
            Loop("issue", lambda o: wiring.issue_some(o, issuer), None, idle_seconds=_TICK_SECONDS)
            for _ in range(_ISSUING_THREADS)
        ]
        loops.append(Loop("poll", _polling(issuer), None, idle_seconds=_POLL_EVERY_SECONDS))
    loops = [loop for loop in loops if not only or loop.name in only]
    threads = [
        threading.Thread(target=loop.run, args=(stop,), name=loop.name, daemon=True)
        for loop in loops
    ]
    threads.append(threading.Thread(target=bell.listen, args=(stop,), name="bell", daemon=True))
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(timeout=10)


def _thank(settled: Settled) -> None:
    thank(settled, at=clock.now())


def _polling(psp: Any) -> Job:
    return lambda organisation_id: wiring.poll_some(organisation_id, psp, back=timedelta(days=1))


class Bell:
    """Wakes loops when the database notifies; a lost notice only costs one idle wait."""

    def __init__(self, *channels: str) -> None:
        """Listen to these channels."""
        self._channels = channels
        self._rung = threading.Condition()
        self._count = 0

    def ring(self) -> None:
        """Wake every waiting loop."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def seen(self) -> int:
        """Return a mark for `wait`."""
        return self._count

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until it rang after `seen`, at most so long."""
        with self._rung:
            if self._count == seen:
                self._rung.wait(seconds)

    def listen(self, stop: threading.Event) -> None:
        """Hold one connection that listens, reconnecting after trouble."""
        while not stop.is_set():
            try:
                with psycopg.connect(settings.database_url(), autocommit=True) as listening:
                    for channel in self._channels:
                        listening.execute(f"LISTEN {channel}".encode())
                    while not stop.is_set():
                        for _ in listening.notifies(timeout=1.0, stop_after=1):
                            self.ring()
            except psycopg.Error:
                stop.wait(_AFTER_TROUBLE_SECONDS)


@dataclass(slots=True)
class Loop:
    """One job, over all organisations, again and again; woken by the bell or after a while."""

    name: str
    job: Job
    bell: Bell | None
    idle_seconds: float = _IDLE_SECONDS
    gather_seconds: float = 0.0

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop. Trouble with the database is waited out."""
        logs.bind(loop=self.name)
        while not stop.is_set():
            seen = self.bell.seen() if self.bell else 0
            outcome = "trouble"
            try:
                done = sum(self.job(organisation_id) for organisation_id in organisation_ids())
                outcome = "done"
            except DatabaseError as problem:
                _log.warning("database_trouble", exc_info=problem)
                _let_go()
                stop.wait(_AFTER_TROUBLE_SECONDS)
                continue
            except Exception as problem:
                # One bad row must not end a loop; the row's own failure count sets it aside.
                _log.error("loop_trouble", exc_info=problem)
                stop.wait(_AFTER_TROUBLE_SECONDS)
                continue
            finally:
                meters.ROUNDS.labels(self.name, outcome).inc()
            if self.bell is None:
                stop.wait(self.idle_seconds)
            elif not done:
                self.bell.wait(seen, self.idle_seconds)
            elif self.gather_seconds:
                stop.wait(self.gather_seconds)
        _let_go()


def _let_go() -> None:
    with contextlib.suppress(Exception):
        connection.close()
    close_old_connections()


def _stop_on_signal(stop: threading.Event, bell: Bell) -> None:
    def handle(*_: object) -> None:
        stop.set()
        bell.ring()

    signal.signal(signal.SIGTERM, handle)
    signal.signal(signal.SIGINT, handle)


def run_dispatcher() -> None:
    """Carry cleared messages to the provider and fetch attachments, until SIGTERM or SIGINT."""
    asyncio.run(_dispatch_until_stopped())


async def _dispatch_until_stopped() -> None:
    stop, bell = threading.Event(), Bell("trato_outbox")
    _stop_on_signal(stop, bell)
    listener = threading.Thread(target=bell.listen, args=(stop,), daemon=True)
    listener.start()
    async with wiring.make_session() as session:
        provider = wiring.make_provider(session)
        media = asyncio.create_task(_fetch_media(provider, stop))
        while not stop.is_set():
            seen = bell.seen()
            done = 0
            try:
                for organisation_id in await sync_to_async(organisation_ids)():
                    done += await wiring.dispatch_some(organisation_id, provider)
                meters.ROUNDS.labels("dispatch", "done").inc()
            except DatabaseError as problem:
                meters.ROUNDS.labels("dispatch", "trouble").inc()
                _log.warning("database_trouble", loop="dispatch", exc_info=problem)
                await sync_to_async(_let_go)()
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
                continue
            if done:
                await asyncio.sleep(_GATHER_SECONDS)
            else:
                await asyncio.to_thread(bell.wait, seen, _IDLE_SECONDS)
        await wiring.finish_dispatching()
        await media
    await asyncio.to_thread(listener.join, 3)


async def _fetch_media(provider: Any, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            for organisation_id in await sync_to_async(organisation_ids)():
                await wiring.fetch_some_media(organisation_id, provider)
        except DatabaseError:
            await sync_to_async(_let_go)()
        await asyncio.sleep(_IDLE_SECONDS)
