"""When a loop looks where: as soon as what it was told of is due, and everywhere every so often."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from trato.entrypoints.worker import loop
from trato.entrypoints.worker.bell import STEP_SECONDS as STEP
from trato.entrypoints.worker.bell import Notice
from trato.entrypoints.worker.loop import Rounds

HERE, THERE = UUID(int=1), UUID(int=2)
DELAY, IDLE = 0.085, 5.0


class Told:
    """An ear, and the machine's clock beside it: notices come when the script says."""

    def __init__(self, *script: tuple[float, UUID | None]) -> None:
        self.now, self.script = 100.0, [(100.0 + at, who) for at, who in script]

    def take(self, *, seconds: float = 0) -> set[Notice]:
        until = min([self.now + seconds, *(max(at, self.now) for at, _ in self.script[:1])])
        self.now = until
        heard = {(int(at / STEP), who) for at, who in self.script if at <= until}
        self.script = [row for row in self.script if row[0] > until]
        return heard


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[float, list[UUID]]]]:
    """Run rounds over a script; return when and where they looked, everywhere left out."""

    def run(
        *script: tuple[float, UUID | None], seconds: float, job: float = 0.0
    ) -> list[tuple[float, list[UUID]]]:
        told: Any = Told(*script)
        monkeypatch.setattr(loop.clock, "monotonic", lambda: told.now)
        monkeypatch.setattr(loop, "organisation_ids", lambda: (HERE, THERE))
        rounds = Rounds(told, IDLE, DELAY)
        rounds.next()
        return list(steps(rounds, told, seconds, job))

    def steps(
        rounds: Rounds, told: Told, seconds: float, job: float
    ) -> Iterator[tuple[float, list[UUID]]]:
        while told.now < 100.0 + seconds:
            where = rounds.next()
            if where:
                yield round(told.now - 100.0, 6), where
                told.now += job
            rounds.done(set())
            rounds.wait()

    return run


def test_each_notice_is_looked_at_when_it_is_due(looks: Any) -> None:
    found = looks((0.0, HERE), (0.05, HERE), (0.08, THERE), seconds=1.0)
    assert [where for _, where in found] == [[HERE], [HERE], [THERE]]
    for (at, _), told_at in zip(found, (0.0, 0.05, 0.08), strict=True):
        assert told_at + DELAY - 1e-6 <= at <= told_at + DELAY + 2 * STEP


def test_what_came_due_during_work_is_looked_at_at_once(looks: Any) -> None:
    found = looks((0.0, HERE), (0.1, HERE), seconds=1.0, job=0.2)
    first, second = (at for at, _ in found)
    assert second == pytest.approx(first + 0.2)


def test_many_notices_of_a_moment_are_one_look(looks: Any) -> None:
    found = looks(*((0.0001 * n, HERE) for n in range(30)), seconds=1.0)
    assert 1 <= len(found) <= 2


def test_a_notice_that_names_nobody_is_a_look_everywhere(looks: Any) -> None:
    assert [where for _, where in looks((0.0, None), seconds=1.0)] == [[HERE, THERE]]


def test_without_any_notice_it_looks_everywhere_every_so_often(looks: Any) -> None:
    found = looks(seconds=2 * IDLE + 1)
    assert [where for _, where in found] == [[HERE, THERE], [HERE, THERE]]
    assert [at for at, _ in found] == pytest.approx([IDLE, 2 * IDLE])
