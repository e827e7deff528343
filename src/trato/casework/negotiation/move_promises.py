"""Writes down what became of promises, each with its fact."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from trato.casework.negotiation.models import Promise
from trato.casework.negotiation.terms.states import PromiseState
from trato.casework.negotiation.values import HeldPromise
from trato.foundation import tenancy
from trato.journal.fact import Fact
from trato.journal.facts.casework import PromiseMoved
from trato.journal.record import record_many

Moved = tuple[HeldPromise, PromiseState, int | None]
"""What is held, the state it comes to, and the cents that were paid for it, if that was asked."""


def move_promises(moved: Sequence[Moved], *, at: datetime) -> None:
    """Move promises that are held, along their table as whoever calls has asked it."""
    by_state: dict[PromiseState, list[UUID]] = {}
    for held, after, _ in moved:
        by_state.setdefault(after, []).append(held.promise_id)
    for state, ids in by_state.items():
        rows = Promise.objects.filter(organisation_id=tenancy.current(), id__in=ids)
        rows.update(state=state.value)
    record_many([_fact(*one) for one in moved], at=at)


def _fact(
    held: HeldPromise, after: PromiseState, paid_cents: int | None
) -> tuple[Fact, UUID | None, bytes]:
    fact = PromiseMoved(
        promise_id=held.promise_id,
        after=after.value,
        amount_cents=held.word.amount_cents,
        paid_cents=paid_cents,
        promised_on=held.word.due_on,
    )
    return fact, held.word.person_id, b""
