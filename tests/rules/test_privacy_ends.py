"""How a privacy request may end: once, by its table, and what is refused says why."""

from itertools import product

import pytest

from trato.casework.requests.rules import asks_for_ground, may_answer
from trato.casework.requests.values import PRIVACY, PrivacyState

S = PrivacyState
BOTH = (True, False)


@pytest.mark.parametrize(("is_answered", "is_grounded"), list(product(BOTH, BOTH)))
def test_each_outcome_asks_for_what_its_row_says(is_answered: bool, is_grounded: bool) -> None:
    may = {
        outcome: may_answer(S.OPENED, outcome, is_answered=is_answered, is_grounded=is_grounded)
        for outcome in S
    }
    assert may == {
        S.OPENED: False,
        S.ATTENDED: is_answered,
        S.PARTLY: is_answered and is_grounded,
        S.REFUSED: is_answered and is_grounded,
        S.WITHDRAWN: True,
    }


@pytest.mark.parametrize("state", [s for s in S if s is not S.OPENED])
def test_what_ended_does_not_end_again(state: S) -> None:
    assert PRIVACY.is_final(state)
    assert not any(
        may_answer(state, outcome, is_answered=True, is_grounded=True) for outcome in S
    )  # fmt: skip


def test_only_what_is_not_wholly_attended_names_a_ground() -> None:
    assert {s for s in S if asks_for_ground(s)} == {S.PARTLY, S.REFUSED}
