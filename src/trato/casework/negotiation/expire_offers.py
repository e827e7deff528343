"""Ends offers whose last day has passed without an answer."""

from datetime import datetime
from typing import Final
from uuid import UUID

from trato.casework.negotiation.models import Offer
from trato.casework.negotiation.sql import OFFERS_OVER
from trato.casework.negotiation.terms.states import AGREEMENT, AgreementState, Guard, move
from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.journal.fact import Fact
from trato.journal.facts.casework import OfferExpired
from trato.journal.record import record_many

EXPIRED_AT_ONCE: Final = 200


def expire_offers(*, now: datetime, limit: int = EXPIRED_AT_ONCE) -> int:
    """Let offers that nobody accepted in time expire, the oldest first; return how many did.

    Each expires once, however many do this at a time. Nothing is said to anybody.
    """
    values = {"organisation_id": tenancy.current(), "now": now, "limit": limit}
    over = ask(OFFERS_OVER, values)
    after = move(
        AGREEMENT,
        AgreementState.OFFERED,
        AgreementState.EXPIRED,
        holds={Guard.VALIDITY_PASSED},
    )
    if not over or not isinstance(after, AgreementState):
        return 0
    rows = Offer.objects.filter(
        organisation_id=tenancy.current(), id__in=[offer_id for offer_id, *_ in over]
    )
    rows.update(state=after.value)
    record_many([_fact(*one) for one in over], at=now)
    return len(over)


def _fact(
    offer_id: UUID, person_id: UUID, total_cents: int, expires_at: datetime
) -> tuple[Fact, UUID | None, bytes]:
    fact = OfferExpired(offer_id=offer_id, total_cents=total_cents, expires_at=expires_at)
    return fact, person_id, b""
