"""Who is given the answer, the ending and the agreement."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from trato.insights.scores.rules import credit, episodes, holder_at, middle, per_thousand
from trato.insights.scores.values import Card, Deed, What

HERE, THERE = UUID(int=1), UUID(int=2)
NINE = datetime(2026, 11, 24, 12, tzinfo=UTC)
Q, G, S, R, B = What.QUEUED, What.GIVEN, What.SAID, What.RESOLVED, What.RETURNED


def deeds(
    *rows: tuple[float, What, int | None], here: UUID = HERE, good: bool = True
) -> list[Deed]:
    return [
        Deed(at=NINE + timedelta(minutes=m), conversation_id=here, what=w, agent_id=a,
             is_resolution=good and w is R)
        for m, w, a in rows
    ]  # fmt: skip


def cards(found: list[Deed]) -> dict[int, Card]:
    made = {7: Card(agent_id=7), 8: Card(agent_id=8)}
    credit(episodes(found), made)
    return made


@pytest.mark.parametrize(
    ("rows", "answers", "ended"),
    [
        pytest.param([(0, Q, None), (2, G, 7), (5, S, 7), (9, R, 7)],
                     {7: [300.0], 8: []}, {7: 1, 8: 0}, id="queue, answer, end"),
        pytest.param([(0, Q, None), (2, G, 7), (3, G, 8), (5, S, 8), (9, R, 8)],
                     {7: [], 8: [300.0]}, {7: 0, 8: 1}, id="transferred before an answer"),
        pytest.param([(0, Q, None), (2, G, 7), (5, S, 7), (6, G, 8), (9, R, 8)],
                     {7: [300.0], 8: []}, {7: 0, 8: 1}, id="answered by one, ended by another"),
        pytest.param([(0, Q, None), (2, G, 7), (5, S, 8), (9, R, 7)],
                     {7: [], 8: [300.0]}, {7: 1, 8: 0}, id="a colleague answered first"),
        pytest.param([(0, Q, None), (2, G, 7), (9, B, None)],
                     {7: [], 8: []}, {7: 0, 8: 0}, id="given back unanswered"),
        pytest.param([(5, S, 7), (9, R, 7)],
                     {7: [], 8: []}, {7: 0, 8: 0}, id="began before the period"),
        pytest.param([(0, G, 7), (1, S, 7)],
                     {7: [60.0], 8: []}, {7: 0, 8: 0}, id="taken from the assistant, still open"),
    ],
)  # fmt: skip
def test_each_gets_what_they_did(
    rows: list[tuple[float, What, int | None]], answers: dict[int, list[float]],
    ended: dict[int, int],
) -> None:  # fmt: skip
    found = cards(deeds(*rows))
    assert {i: card.answers for i, card in found.items()} == answers
    assert {i: card.ended for i, card in found.items()} == ended


def test_silence_resolves_nothing_and_nothing_of_it_is_reopened() -> None:
    quiet = deeds((0, Q, None), (1, G, 7), (2, S, 7), (60, R, 7), (90, Q, None), good=False)
    found = cards(quiet)[7]
    assert (found.ended, found.resolved, found.reopened) == (1, 0, 0)


@pytest.mark.parametrize(("hours", "reopened"), [(1, 1), (23, 1), (25, 0)])
def test_a_person_who_is_soon_back_was_not_helped(hours: int, reopened: int) -> None:
    rows = deeds((0, Q, None), (1, G, 7), (2, S, 7), (60, R, 7), (60 + hours * 60, Q, None))
    found = cards(rows)[7]
    assert (found.resolved, found.reopened) == (1, reopened)


def test_the_time_in_hand_counts_from_the_last_taking() -> None:
    rows = deeds((0, Q, None), (1, G, 7), (10, G, 8), (25, R, 8))
    assert cards(rows)[8].handlings == [900.0]


def test_two_conversations_do_not_touch() -> None:
    both = deeds((0, Q, None), (1, G, 7), (2, S, 7)) + deeds((0, Q, None), (4, S, 8), here=THERE)
    found = cards(both)
    assert (found[7].answers, found[8].answers) == ([120.0], [240.0])


def test_an_agreement_is_of_whoever_had_the_conversation_then() -> None:
    found = episodes(deeds((10, Q, None), (11, G, 7), (20, G, 8), (30, R, 8)))
    at = [NINE + timedelta(minutes=m) for m in (5, 25, 45)]
    assert [holder_at(found, HERE, when) for when in at] == [None, 8, None]


def test_of_nothing_there_is_no_share() -> None:
    assert (middle([]), per_thousand(0, 0), per_thousand(3, 1500)) == (None, None, 2.0)
