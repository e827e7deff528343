"""What was put before a person, and what they promised, as whoever takes over wants to know it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from trato.casework.negotiation.models import Offer, Promise
from trato.foundation import tenancy
from trato.foundation.asked import Asked

OFFERS_MAX = 6
PROMISES_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer: by whose authority, for how much in all, until when."""

    authority: str
    total_cents: int
    discount_cents: int
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise: how much (None: not said), by when, and what became of it."""

    amount_cents: int | None
    promised_on: date
    state: str


_OFFERS = Asked(
    lambda here, conversation, since: Offer.objects.filter(
        organisation_id=here, conversation_id=conversation, created_at__gte=since
    ).order_by("-created_at", "-id")[:OFFERS_MAX],
    here=UUID,
    conversation=UUID,
    since=datetime,
)
_PROMISE = Asked(
    lambda here, person, on: Promise.objects.filter(
        organisation_id=here, person_id=person, promised_on__gte=on
    ).order_by("-created_at", "-id")[:1],
    here=UUID,
    person=UUID,
    on=date,
)

_PROMISES = Asked(
    lambda here, person: Promise.objects.filter(organisation_id=here, person_id=person).order_by(
        "-created_at", "-id"
    )[:PROMISES_MAX],
    here=UUID,
    person=UUID,
)


def promises_of(person_id: UUID) -> tuple[PromiseLine, ...]:
    """Return a person's newest promises, newest first, whatever became of them."""
    return tuple(_line(row) for row in _PROMISES(here=tenancy.current(), person=person_id))


def offers_in(conversation_id: UUID, *, since: datetime) -> tuple[OfferLine, ...]:
    """Return the newest offers of a conversation made from an instant on, newest first."""
    rows = _OFFERS(here=tenancy.current(), conversation=conversation_id, since=since)
    return tuple(
        OfferLine(
            authority=row.authority,
            total_cents=row.total_cents,
            discount_cents=row.discount_cents,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in rows
    )


def newest_promise(person_id: UUID, *, on: date) -> PromiseLine | None:
    """Return the newest promise of a person for a day that is not over, or None."""
    row = next(iter(_PROMISE(here=tenancy.current(), person=person_id, on=on)), None)
    return _line(row) if row else None


def _line(row: Promise) -> PromiseLine:
    return PromiseLine(amount_cents=row.amount_cents, promised_on=row.promised_on, state=row.state)
