"""Notes a person's promise to pay; informal, no new contract."""

from datetime import date, datetime
from uuid import UUID

from trato.casework.negotiation.hold_promises import hold_standing
from trato.casework.negotiation.models import Promise
from trato.casework.negotiation.move_promises import move_promises
from trato.casework.negotiation.terms.states import PROMISE, Guard, PromiseState, move
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import PromiseMade
from trato.journal.record import record


def promise(
    *,
    person_id: UUID,
    conversation_id: UUID | None,
    amount_cents: int | None,
    promised_on: date,
    at: datetime,
    by: int | None = None,
) -> UUID:
    """Keep a promise and return its id; a person's newer one replaces the one that stands.

    One whose day and grace are over is replaced by nothing any more: it was kept or it was not.
    """
    replaced = PromiseState.RESCHEDULED
    moved = [
        (held, replaced, None)
        for held in hold_standing(person_id, at=at)
        if move(PROMISE, held.state, replaced, holds={Guard.NEW_PROMISE}) is replaced
    ]
    if moved:
        move_promises(moved, at=at)
    row = Promise(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=person_id,
        conversation_id=conversation_id,
        amount_cents=amount_cents,
        promised_on=promised_on,
        created_at=at,
    )
    row.save(force_insert=True)
    fact = PromiseMade(promise_id=row.id, amount_cents=amount_cents, promised_on=promised_on, by=by)
    record(fact, at=at, subject_id=person_id)
    return row.id
