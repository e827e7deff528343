"""Notes a person's promise to pay; informal, no new contract."""

from datetime import date, datetime
from uuid import UUID

from trato.casework.negotiation.models import Promise
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
) -> UUID:
    """Keep a promise and return its id; a person's newer one replaces the older pending one."""
    Promise.objects.filter(person_id=person_id, state="pending").update(state="rescheduled")
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
    fact = PromiseMade(promise_id=row.id, amount_cents=amount_cents, promised_on=promised_on)
    record(fact, at=at, subject_id=person_id)
    return row.id
