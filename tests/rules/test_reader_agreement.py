"""Cohen's kappa against worked examples, and where it says nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.insights.reviews.agreement import Pair, agreement

MARKS = st.sampled_from([2, 1, 0, None])


def table(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> list[Pair]:
    return [(2, 2)] * yes_yes + [(2, 0)] * yes_no + [(0, 2)] * no_yes + [(0, 0)] * no_no


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        pytest.param(table(20, 5, 10, 15), 0.4, id="the textbook's grant proposals"),
        pytest.param(table(45, 15, 25, 15), 0.1304, id="the same agreement, more of it by chance"),
        pytest.param(table(25, 35, 5, 35), 0.2593, id="the same agreement, less of it by chance"),
        pytest.param(table(10, 0, 0, 10), 1.0, id="always the same"),
        pytest.param(table(0, 10, 10, 0), -1.0, id="never the same"),
        pytest.param([(None, None), (2, 2), (None, None), (2, 2)], 1.0, id="does not apply"),
    ],
)
def test_what_the_books_say(pairs: list[Pair], kappa: float) -> None:
    found = agreement(pairs).kappa
    assert found is not None
    assert round(found, 4) == kappa


def test_nothing_and_always_one_mark_say_nothing() -> None:
    assert agreement([]).kappa is None
    assert (agreement([(2, 2)] * 9).same, agreement([(2, 2)] * 9).kappa) == (9, None)


@given(st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=40))
def test_who_is_first_does_not_matter_and_it_never_exceeds_one(pairs: list[Pair]) -> None:
    found, turned = agreement(pairs), agreement([(b, a) for a, b in pairs])
    assert (found.same, found.pairs) == (turned.same, turned.pairs)
    assert found.kappa == turned.kappa
    assert found.kappa is None or -1 <= found.kappa <= 1
