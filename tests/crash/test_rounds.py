"""Rounds of kills are added up, and one that does not come to its end is not passed over."""

from typing import Any

import pytest

from trato.entrypoints.cli.bench import crash
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured


def a_round(kills: int, **more: Any) -> dict[str, Any]:
    zeros = dict.fromkeys(crash._SUMMED, 0)
    return {
        **zeros, "kills": kills, "at_points": {"clear.claimed": 1}, "from_outside": {"web": 1},
        "books": {"sends": 9}, "faults": {"code 131056": 2}, "seconds": 1.5, "problems": [],
        "journal_verified": True, "unknown_to_human": 1, **more,
    }  # fmt: skip


def measured(
    monkeypatch: pytest.MonkeyPatch, rounds: list[dict[str, Any] | None], kills: int
) -> tuple[Measured, list[tuple[int, int]], list[str]]:
    asked: list[tuple[int, int]] = []
    told: list[str] = []

    def one(seed: int, wanted: int) -> dict[str, Any] | None:
        asked.append((seed, wanted))
        return rounds.pop(0)

    monkeypatch.setattr(crash, "_round", one)
    found = crash.measure(Effort(tell=told.append, kills=kills, seed=3))
    return found, asked, told


def holds(found: Measured) -> dict[str, bool]:
    return {check.name: check.holds for check in found.checks}


def test_rounds_are_added_up_until_there_were_enough_kills(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked, _ = measured(monkeypatch, [a_round(50), a_round(40), a_round(30)], kills=120)
    assert asked == [(3, 50), (4, 50), (5, 30)]
    assert found.headline == {
        "kills": 120, "duplicates": 0, "lost": 0, "unknown_settled": 0, "unknown_to_human": 3,
    }  # fmt: skip
    assert found.figures["at_clear_claimed"] == 3
    assert found.figures["world_sends"] == 27
    assert found.figures["fault_code_131056"] == 6
    assert all(holds(found).values())


def test_a_difference_is_told_and_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = a_round(5, duplicates=1, lost=2, problems=["message x: 2 sends"])
    found, _, told = measured(monkeypatch, [spoilt], kills=5)
    assert (found.headline["duplicates"], found.headline["lost"]) == (1, 2)
    assert not holds(found)["duplicates"]
    assert not holds(found)["lost"]
    assert any("message x: 2 sends" in line for line in told)


def test_a_round_that_breaks_off_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    found, asked, _ = measured(monkeypatch, [None, a_round(5)], kills=5)
    assert asked == [(3, 5), (4, 5)]
    assert not holds(found)["rounds_not_ended"]


def test_without_any_round_nothing_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CouldNotMeasure):
        measured(monkeypatch, [None] * 9, kills=5)
