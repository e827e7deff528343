"""The worker and the dispatcher as processes: loops that end when they are told to.

The dispatcher alone has provider tokens. Both look again at once when the database notifies them,
and otherwise every so often, so that nothing depends on a notice having arrived.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable
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
from trato.foundation import clock, settings
from trato.speakers.bot.thank import thank

_log = structlog.get_logger(__name__)

_IDLE_SECONDS = 0.1
_AFTER_TROUBLE_SECONDS = 0.5
_ANSWERING_THREADS = 2
_POLL_EVERY_SECONDS = 30.0
Job = Callable[[UUID], int]


def run_worker() -> None:
    """Unpack webhooks, answer people, issue charges and keep time, until SIGTERM or SIGINT."""
    stop, bell = threading.Event(), Bell()
    _stop_on_signal(stop, bell)
    psp = wiring.make_psp()
    jobs: list[tuple[str, Job]] = [
        ("unpack", partial(unpack_some, on_settled=_thank)),
        ("tick", Ticker().tick),
    ]
    jobs += [(f"answer-{n}", answer_some) for n in range(_ANSWERING_THREADS)]
    if psp is not None:
        issuer = psp
        jobs.append(("issue", lambda o: wiring.issue_some(o, issuer)))
        jobs.append(("poll", Every(_POLL_EVERY_SECONDS, _polling(issuer))))
    threads = [
        threading.Thread(target=_loop, args=(name, job, stop, bell), name=name, daemon=True)
        for name, job in jobs
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


class Every:
    """A job that runs at most once in a while per organisation (machine seconds)."""

    def __init__(self, seconds: float, job: Job) -> None:
        """Wrap a job."""
        self._seconds, self._job = seconds, job
        self._last: dict[UUID, float] = {}

    def __call__(self, organisation_id: UUID) -> int:
        """Run if it is time."""
        at = clock.monotonic()
        if at - self._last.get(organisation_id, at - self._seconds) < self._seconds:
            return 0
        self._last[organisation_id] = at
        self._job(organisation_id)
        return 0


class Bell:
    """Wakes loops when the database notifies; a lost notice only costs one idle wait."""

    def __init__(self, *channels: str) -> None:
        """Listen to these channels."""
        self._channels = channels or ("trato_inbound", "trato_outbox")
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


def _loop(name: str, job: Job, stop: threading.Event, bell: Bell) -> None:
    while not stop.is_set():
        seen = bell.seen()
        try:
            done = sum(job(organisation_id) for organisation_id in organisation_ids())
        except DatabaseError as problem:
            _log.warning("database_trouble", loop=name, problem=type(problem).__name__)
            _let_go()
            stop.wait(_AFTER_TROUBLE_SECONDS)
            continue
        except Exception as problem:
            # One bad row must not end a loop; the row's own failure count sets it aside.
            _log.error("loop_trouble", loop=name, problem=type(problem).__name__)
            stop.wait(_AFTER_TROUBLE_SECONDS)
            continue
        if not done:
            bell.wait(seen, _IDLE_SECONDS)
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
            except DatabaseError as problem:
                _log.warning("database_trouble", loop="dispatch", problem=type(problem).__name__)
                await sync_to_async(_let_go)()
                await asyncio.sleep(_AFTER_TROUBLE_SECONDS)
                continue
            if not done:
                await asyncio.to_thread(bell.wait, seen, _IDLE_SECONDS)
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
