"""Frees a person from what they promised: nothing is left that the promise was about."""

from datetime import datetime
from uuid import UUID

from trato.casework.negotiation.hold_promises import hold_standing
from trato.casework.negotiation.move_promises import move_promises
from trato.casework.negotiation.terms.states import PROMISE, PromiseState, move


def void_promises(person_id: UUID, *, at: datetime) -> int:
    """Make a person's standing promises void, as if never given; return how many were."""
    after = PromiseState.VOID
    moved = [
        (held, after, None)
        for held in hold_standing(person_id, at=at)
        if move(PROMISE, held.state, after, holds=frozenset()) is after
    ]
    if moved:
        move_promises(moved, at=at)
    return len(moved)
