"""Samples as pure rules: the same seed draws the same, everybody has a share, a form is weighed."""

from uuid import UUID

import pytest

from trato.insights.reviews.rules import CRITERIA, draw, weigh
from trato.insights.reviews.values import Ended

ENDED = [
    Ended(conversation_id=UUID(int=n), agent_id=agent_id)
    for agent_id, many in ((7, 40), (8, 2), (None, 9))
    for n in range(many)
]
NOT_ASKED = dict.fromkeys(CRITERIA)


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    assert draw(ENDED, seed="a", each=3) == draw(reversed(ENDED), seed="a", each=3)
    assert draw(ENDED, seed="a", each=3) != draw(ENDED, seed="b", each=3)


def test_everybody_has_as_many_as_there_are_up_to_the_number() -> None:
    drawn = draw(ENDED + ENDED, seed="a", each=3)
    assert [sum(e.agent_id == who for e in drawn) for who in (7, 8, None)] == [3, 2, 3]


def test_the_lot_favours_nobody() -> None:
    counts = dict.fromkeys(range(10), 0)
    ten = [Ended(conversation_id=UUID(int=n), agent_id=7) for n in range(10)]
    for seed in range(1000):
        counts[draw(ten, seed=str(seed), each=1)[0].conversation_id.int] += 1
    assert all(60 < count < 140 for count in counts.values()), counts


@pytest.mark.parametrize(
    ("marks", "percent"),
    [
        ({}, None),
        ({"respect": 2}, 100),
        ({"respect": 0, "record": 2}, 25),
        ({"respect": 1, "identity": 1}, 50),
        (dict.fromkeys(CRITERIA, 2), 100),
        (dict.fromkeys(CRITERIA, 0), 0),
    ],
)
def test_what_did_not_come_up_does_not_count(marks: dict[str, int], percent: int | None) -> None:
    assert weigh({**NOT_ASKED, **marks}) == percent
