"""Offers that a person may still accept, with the terms and the sheet as they were frozen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from trato.casework.negotiation.models import Offer
from trato.casework.negotiation.terms.values import Option
from trato.foundation import tenancy
from trato.foundation.asked import Asked

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOffer:
    """One offer that stands."""

    offer_id: UUID
    option: Option
    sheet_text: str
    sheet_sha256: str
    debt_ids: tuple[UUID, ...]
    created_at: datetime
    expires_at: datetime


_STANDING = Asked(
    lambda here, person, at: Offer.objects.filter(
        organisation_id=here, person_id=person, state="offered", expires_at__gt=at
    ).order_by("-created_at", "-id")[:_MOST],
    here=UUID,
    person=UUID,
    at=datetime,
)


def standing_offers(person_id: UUID, *, at: datetime) -> tuple[StandingOffer, ...]:
    """Return a person's newest offers that have neither expired nor been accepted, newest first."""
    rows = _STANDING(here=tenancy.current(), person=person_id, at=at)
    return tuple(offer for row in rows if (offer := _read(row)))


def _read(row: Offer) -> StandingOffer | None:
    try:
        option = msgspec.convert(row.terms, Option)
    except msgspec.ValidationError:
        # Terms of another version cannot be accepted as they stand.
        return None
    return StandingOffer(
        offer_id=row.id,
        option=option,
        sheet_text=row.sheet_text,
        sheet_sha256=row.sheet_sha256,
        debt_ids=tuple(UUID(i) for i in row.debt_ids),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
