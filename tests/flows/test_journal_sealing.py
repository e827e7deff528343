"""A fact that is committed late is sealed all the same, and nobody waits for another's sealing."""

import threading
from uuid import UUID

import pytest
from django.db import connections

from tests.conftest import TUESDAY
from tests.flows.test_journal import Happened, _problems
from trato.foundation.tenancy import within
from trato.journal.look import Look


def _record(what: str) -> UUID:
    from trato.journal.record import record

    return record(Happened(what=what), at=TUESDAY)


def _seal(organisation: UUID, look: Look) -> int | None:
    from trato.book.organisations import keys
    from trato.journal.seal import seal_if_free

    with within(organisation):
        return seal_if_free(keys.vault(), at=TUESDAY, look=look)


class SlowWriter:
    """Writes a fact at once and commits it when told to."""

    def __init__(self, organisation: UUID) -> None:
        self.organisation = organisation
        self.wrote, self.may_commit = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._write)

    def _write(self) -> None:
        try:
            with within(self.organisation):
                _record("slow")
                self.wrote.set()
                self.may_commit.wait(20)
        finally:
            connections.close_all()

    def __enter__(self) -> "SlowWriter":
        self.thread.start()
        assert self.wrote.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.may_commit.set()
        self.thread.join(20)


def test_the_newest_look_finds_what_came_after_and_no_more(organisation: UUID) -> None:
    with within(organisation):
        _record("first")
    assert _seal(organisation, Look.NEWEST) == 1
    assert _seal(organisation, Look.NEWEST) == 0
    with within(organisation):
        _record("second")
        _record("third")
    assert _seal(organisation, Look.NEWEST) == 2
    assert _problems(organisation) == ()


@pytest.mark.parametrize("look", [Look.RECENT, Look.EVERYTHING])
def test_a_late_commit_is_found_by_a_look_further_back(organisation: UUID, look: Look) -> None:
    with SlowWriter(organisation):
        with within(organisation):
            _record("quick")
        assert _seal(organisation, Look.NEWEST) == 1
    assert _seal(organisation, Look.NEWEST) == 0
    assert _seal(organisation, look) == 1
    assert _problems(organisation) == ()


def test_the_worker_seals_a_late_commit_within_half_a_minute(
    organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.book.organisations import keys
    from trato.entrypoints.worker import tick
    from trato.journal.verify import verify

    seconds = [0.0]
    monkeypatch.setattr(tick.time, "monotonic", lambda: seconds[0])
    ticker = tick.Ticker()
    ticker.tick(organisation)
    with SlowWriter(organisation):
        with within(organisation):
            _record("quick")
        seconds[0] += 1
        ticker.tick(organisation)
    ticks = 0
    while True:
        with within(organisation):
            found = verify(keys.vault())
        assert found.is_valid
        if not found.unsealed:
            break
        ticks += 1
        seconds[0] += 1
        ticker.tick(organisation)
        assert ticks <= 30
    assert ticks > 1


def test_a_second_process_goes_away_while_one_is_sealing(organisation: UUID) -> None:
    from trato.book.organisations import keys
    from trato.journal.seal import seal_some

    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with within(organisation):
                seal_some(keys.vault(), at=TUESDAY)
                held.set()
                done.wait(20)
        finally:
            connections.close_all()

    with within(organisation):
        _record("waiting")
    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(20)
        assert _seal(organisation, Look.EVERYTHING) is None
    finally:
        done.set()
        thread.join(20)
    assert _seal(organisation, Look.EVERYTHING) == 0
    assert _problems(organisation) == ()
