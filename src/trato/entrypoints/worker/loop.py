"""One job, again and again: at once where something happened, everywhere every so often."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from trato.book.organisations.read import organisation_ids
from trato.entrypoints.worker.bell import STEP_SECONDS, Ear, Notice
from trato.foundation import clock, logs, meters
from trato.foundation.database import commit_without_waiting

_log = structlog.get_logger(__name__)

Job = Callable[[UUID], int]

AFTER_TROUBLE_SECONDS = 0.5
_KNOWN_SECONDS = 1.0


@dataclass(slots=True)
class Rounds:
    """Says where to look next; which organisations there are is asked once a second.

    What was told of is looked at `delay_seconds` after the notice, whatever was told of since:
    each notice is about something of its own that is due then.
    """

    ear: Ear
    idle_seconds: float
    delay_seconds: float = 0.0
    _next_sweep: float = 0.0
    _known: tuple[UUID, ...] = ()
    _asked: float = 0.0
    _again: set[UUID | None] = field(default_factory=set)
    _heard: set[Notice] = field(default_factory=set)

    def next(self) -> list[UUID]:
        """Return the organisations to look at: where something is due or was, or all of them."""
        now = clock.monotonic()
        self._heard |= self.ear.take()
        wanted = self._again | self._due_by(now)
        if now >= self._next_sweep or None in wanted:
            self._next_sweep = now + self.idle_seconds
            if now - self._asked >= _KNOWN_SECONDS:
                self._known, self._asked = organisation_ids(), now
            wanted.update(self._known)
        return sorted(i for i in wanted if i)

    def done(self, had_work: set[UUID]) -> None:
        """Look again at once where there was work: there may be more."""
        self._again = set(had_work)

    def wait(self) -> None:
        """Wait until something is due, or it is time to look everywhere."""
        while (seconds := self._next_at() - clock.monotonic()) > 0:
            heard = self.ear.take(seconds=seconds)
            if not heard:
                return
            self._heard |= heard

    def _due_by(self, now: float) -> set[UUID | None]:
        past = {notice for notice in self._heard if self._due_at(notice) <= now}
        self._heard -= past
        return {where for _, where in past}

    def _due_at(self, notice: Notice) -> float:
        # From the end of the step that it was heard in.
        return (notice[0] + 1) * STEP_SECONDS + self.delay_seconds

    def _next_at(self) -> float:
        return min([self._next_sweep, *map(self._due_at, self._heard)])


@dataclass(slots=True)
class Loop:
    """One job over all organisations. Several loops of a name share its work.

    It looks `delay_seconds` after a notice, when what was told of is due or more has come, and
    waits `gather_seconds` after work, so that what comes next comes together. Where the job did
    less than a `full` lot it has seen that there is no more, and is not asked again at once.
    `is_redone` says that all it does is done again from what is stored and stays inside of the
    database: it need not wait for the disk.
    """

    name: str
    job: Job
    ear: Ear
    idle_seconds: float
    delay_seconds: float = 0.0
    gather_seconds: float = 0.0
    full: int = 1
    is_redone: bool = False

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop. Trouble with the database is waited out."""
        logs.bind(loop=self.name)
        if self.is_redone:
            commit_without_waiting()
        rounds = Rounds(self.ear, self.idle_seconds, self.delay_seconds)
        while not stop.is_set():
            outcome = "trouble"
            try:
                had_work = {i for i in rounds.next() if self.job(i) >= self.full}
                outcome = "done"
            except DatabaseError as problem:
                _log.warning("database_trouble", exc_info=problem)
                let_go()
                stop.wait(AFTER_TROUBLE_SECONDS)
                continue
            except Exception as problem:
                # One bad row must not end a loop; the row's own failure count sets it aside.
                _log.error("loop_trouble", exc_info=problem)
                stop.wait(AFTER_TROUBLE_SECONDS)
                continue
            finally:
                meters.ROUNDS.labels(self.name, outcome).inc()
            rounds.done(had_work)
            if not had_work:
                rounds.wait()
            elif self.gather_seconds:
                stop.wait(self.gather_seconds)
        let_go()


def let_go() -> None:
    """Close this thread's connection; the next question opens another."""
    with contextlib.suppress(Exception):
        connection.close()
    close_old_connections()
