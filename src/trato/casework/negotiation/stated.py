"""Terms as the door wants them stated: the parts of an amount, and the offer a message makes."""

from datetime import datetime

from trato.casework.negotiation.propose import end_of
from trato.casework.negotiation.terms.values import Itemisation, Option
from trato.door.policy.values import ItemisationFacts, OfferFacts


def itemisation_facts(parts: Itemisation) -> ItemisationFacts:
    """Return an amount's parts as the door wants them."""
    return ItemisationFacts(
        original_cents=parts.original_cents,
        multa_cents=parts.multa_cents,
        juros_cents=parts.juros_cents,
        correction_cents=parts.correction_cents,
        discount_cents=parts.discount_cents,
        total_cents=parts.total_cents,
    )


def offer_facts(option: Option, *, at: datetime) -> OfferFacts:
    """Return an offer made at an instant, with its whole sheet beside it."""
    return OfferFacts(
        created_at=at,
        expires_at=end_of(option, at),
        instalments=len(option.instalments),
        total_cents=option.total_cents,
        has_cost_sheet=True,
        cet_percent_year=str(option.cet_percent_year),
    )
