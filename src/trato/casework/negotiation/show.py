"""Shows a person's agreements and their instalments to a reader; changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.casework.negotiation.models import Agreement, Instalment
from trato.foundation import tenancy
from trato.foundation.asked import Asked

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentLine:
    """One part of an agreement; number 0 is a down payment. Integer cents."""

    instalment_id: UUID
    number: int
    amount_cents: int
    paid_cents: int
    due_on: date
    state: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSheet:
    """An agreement with its parts in order. Integer cents."""

    agreement_id: UUID
    state: str
    total_cents: int
    discount_cents: int
    accepted_words: str
    accepted_at: datetime
    activated_at: datetime | None
    instalments: tuple[InstalmentLine, ...]

    @property
    def paid_cents(self) -> int:
        """What arrived for it so far."""
        return sum(part.paid_cents for part in self.instalments)


_AGREEMENTS = Asked(
    lambda here, person: Agreement.objects.filter(organisation_id=here, person_id=person).order_by(
        "-accepted_at", "-id"
    )[:_MOST],
    here=UUID,
    person=UUID,
)
_INSTALMENTS = Asked(
    lambda here, agreements: Instalment.objects.filter(
        organisation_id=here, agreement_id__anyof=agreements
    ).order_by("number"),
    here=UUID,
    agreements=list,
)


def agreements_of(person_id: UUID) -> tuple[AgreementSheet, ...]:
    """Return a person's newest agreements with every instalment, newest first."""
    rows = _AGREEMENTS(here=tenancy.current(), person=person_id)
    if not rows:
        return ()
    parts: dict[UUID, list[InstalmentLine]] = {row.id: [] for row in rows}
    for part in _INSTALMENTS(here=tenancy.current(), agreements=list(parts)):
        parts[part.agreement_id].append(
            InstalmentLine(
                instalment_id=part.id,
                number=part.number,
                amount_cents=part.amount_cents,
                paid_cents=part.paid_cents,
                due_on=part.due_on,
                state=part.state,
                paid_at=part.paid_at,
            )
        )
    return tuple(
        AgreementSheet(
            agreement_id=row.id,
            state=row.state,
            total_cents=row.total_cents,
            discount_cents=row.discount_cents,
            accepted_words=row.accepted_words,
            accepted_at=row.accepted_at,
            activated_at=row.activated_at,
            instalments=tuple(parts[row.id]),
        )
        for row in rows
    )
