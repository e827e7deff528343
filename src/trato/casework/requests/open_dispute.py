"""A person contests debts: automated collection of them stops until somebody has decided."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.rules import OPEN
from trato.casework.negotiation.void_promises import void_promises
from trato.casework.requests.models import Dispute
from trato.door.outbox.cancel import cancel_for_debts
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import DisputeOpened
from trato.journal.record import record

# consumidor.gov.br gives a firm ten days to answer; we hold ourselves to the same (D).
ANSWER_WITHIN = timedelta(days=10)
_BRASILIA = ZoneInfo("America/Sao_Paulo")


def open_dispute(
    *,
    person_id: UUID,
    conversation_id: UUID | None,
    debt_ids: tuple[UUID, ...],
    reason: str,
    words: str,
    at: datetime,
    by: int | None = None,
) -> UUID:
    """Open a dispute and return its id; what one with the same reason is about stays in that one.

    Without `debt_ids` it is about every open debt of the person.
    """
    owed = portfolios.debts_of_person(person_id, states=OPEN)
    wanted = debt_ids or tuple(debt.debt_id for debt in owed)
    standing = _standing(person_id, reason)
    known = {debt_id: row.id for row in standing for debt_id in row.debt_ids}
    about = tuple(i for i in wanted if str(i) not in known)
    if standing and not about:
        return next((known[str(i)] for i in wanted), standing[0].id)
    row = Dispute(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=person_id,
        conversation_id=conversation_id,
        debt_ids=[str(i) for i in about],
        reason=reason,
        words=words,
        opened_at=at,
        answer_by_on=(at.astimezone(_BRASILIA) + ANSWER_WITHIN).date(),
    )
    row.save(force_insert=True)
    contested = [i for i, debt in portfolios.debts(about).items() if debt.state in OPEN]
    change_debt_state(contested, state="disputed", reason=reason, at=at)
    cancel_for_debts(about, reason="disputed", at=at)
    fact = DisputeOpened(dispute_id=row.id, reason=reason, by=by)
    record(fact, at=at, subject_id=person_id, private=words.encode())
    # Nobody says which debt they promise to pay: while one is left, the promise may be about it.
    if all(debt.debt_id in about or debt.state == "disputed" for debt in owed):
        void_promises(person_id, at=at)
    return row.id


def _standing(person_id: UUID, reason: str) -> list[Dispute]:
    rows = Dispute.objects.filter(
        organisation_id=tenancy.current(),
        person_id=person_id,
        reason=reason,
        closed_at__isnull=True,
    )
    return list(rows.order_by("opened_at", "id"))
