"""How a dispute may end: the table's steps, and whether its debts are collected again."""

import pytest

from trato.casework.negotiation.terms.states import DisputeState
from trato.casework.requests.rules import OUTCOMES, is_collected_again, may_close

D = DisputeState


@pytest.mark.parametrize("outcome", [D.REJECTED, D.PARTLY_UPHELD, D.UPHELD])
@pytest.mark.parametrize("state", [D.OPENED, D.EVIDENCE_REQUESTED, D.UNDER_REVIEW])
def test_a_decision_asks_that_the_person_was_answered(state: D, outcome: D) -> None:
    assert may_close(state, outcome, is_answered=True)
    assert not may_close(state, outcome, is_answered=False)


@pytest.mark.parametrize("is_answered", [True, False])
def test_whoever_withdraws_asks_for_no_answer(is_answered: bool) -> None:
    assert may_close(D.OPENED, D.WITHDRAWN, is_answered=is_answered)
    assert may_close(D.EVIDENCE_REQUESTED, D.WITHDRAWN, is_answered=is_answered)
    assert not may_close(D.UNDER_REVIEW, D.WITHDRAWN, is_answered=is_answered)


@pytest.mark.parametrize("state", list(D))
@pytest.mark.parametrize("outcome", [o for o in D if o not in OUTCOMES])
def test_nothing_else_is_an_outcome(state: D, outcome: D) -> None:
    assert not may_close(state, outcome, is_answered=True)


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("state", [*OUTCOMES, D.CLOSED])
def test_what_was_decided_is_not_decided_again(state: D, outcome: D) -> None:
    assert not may_close(state, outcome, is_answered=True)


def test_what_the_person_is_right_about_is_not_collected_again() -> None:
    assert {o for o in OUTCOMES if not is_collected_again(o)} == {D.UPHELD}
