"""Pure: how disputes and privacy requests end, and what becomes of what was contested."""

from typing import Final

from trato.casework.negotiation.terms.states import DISPUTE, DisputeState, Guard, Stays, move
from trato.casework.requests.values import PRIVACY, PrivacyState

_D: Final = DisputeState
OUTCOMES: Final = (_D.REJECTED, _D.PARTLY_UPHELD, _D.UPHELD, _D.WITHDRAWN)
"""What somebody may decide, or the person."""

_COLLECTED_AGAIN: Final = frozenset({_D.REJECTED, _D.PARTLY_UPHELD, _D.WITHDRAWN})


def may_close(state: DisputeState, outcome: DisputeState, *, is_answered: bool) -> bool:
    """Return whether a dispute may end so: each step to `closed` is one of its table."""
    holds = {Guard.ANSWERED} if is_answered else set()
    looked_at = () if outcome is _D.WITHDRAWN or state is _D.UNDER_REVIEW else (_D.UNDER_REVIEW,)
    here = state
    for step in (*looked_at, outcome, _D.CLOSED):
        after = move(DISPUTE, here, step, holds=holds)
        if isinstance(after, Stays):
            return False
        here = after
    return outcome in OUTCOMES


def is_collected_again(outcome: DisputeState) -> bool:
    """Return whether the debts go back to collection; what a person is right about never does.

    Where they were right in part the creditor has corrected what is owed before.
    """
    return outcome in _COLLECTED_AGAIN


def may_answer(
    state: PrivacyState, outcome: PrivacyState, *, is_answered: bool, is_grounded: bool
) -> bool:
    """Return whether a privacy request may end so: only by a step of its table."""
    holds = ({Guard.ANSWERED} if is_answered else set()) | (
        {Guard.GROUNDED} if is_grounded else set()
    )
    return not isinstance(move(PRIVACY, state, outcome, holds=holds), Stays)


def asks_for_ground(outcome: PrivacyState) -> bool:
    """Return whether an outcome must say why: what was not, or not wholly, attended."""
    return Guard.GROUNDED in PRIVACY.table.get((PRIVACY.first, outcome), frozenset())
