"""Freezes offers with the exact sheets that were shown."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.values import CreditorCard
from trato.casework.negotiation.models import Offer
from trato.casework.negotiation.terms.sheet import offer_sheet, render_text
from trato.casework.negotiation.terms.values import Option
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.fact import Fact
from trato.journal.facts.casework import OfferMade
from trato.journal.record import record_many

_BRASILIA = ZoneInfo("America/Sao_Paulo")


def propose(
    options: Sequence[Option],
    *,
    person_id: UUID,
    debt_ids: tuple[UUID, ...],
    conversation_id: UUID | None,
    at: datetime,
) -> None:
    """Keep options as open offers to a person; one with the same sheet is kept once."""
    accounts = portfolios.accounts(debt_ids=debt_ids)
    debts = accounts.debts
    creditor = accounts.creditors[debts[debt_ids[0]].creditor_id]
    fresh = {
        offer.sheet_sha256: offer
        for offer in (
            _offer(option, creditor, person_id, debt_ids, conversation_id, at) for option in options
        )
    }
    known = Offer.objects.filter(
        person_id=person_id, sheet_sha256__in=list(fresh), state="offered"
    ).values_list("sheet_sha256", flat=True)
    for digest in set(known):
        del fresh[digest]
    Offer.objects.bulk_create(fresh.values())
    active = [i for i, d in debts.items() if d.state == "active"]
    if active:
        change_debt_state(active, state="negotiating", reason="offer_made", at=at)
    record_many([_fact(offer) for offer in fresh.values()], at=at)


def _offer(
    option: Option,
    creditor: CreditorCard,
    person_id: UUID,
    debt_ids: tuple[UUID, ...],
    conversation_id: UUID | None,
    at: datetime,
) -> Offer:
    text = render_text(
        offer_sheet(
            option,
            creditor_name=creditor.name,
            creditor_document=creditor.document,
            creditor_address=creditor.address,
        )
    )
    return Offer(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=person_id,
        conversation_id=conversation_id,
        debt_ids=[str(i) for i in debt_ids],
        terms=msgspec.to_builtins(option),
        sheet_text=text,
        sheet_sha256=sha256(text.encode()).hexdigest(),
        authority=option.authority.value,
        total_cents=option.total_cents,
        discount_cents=option.itemisation.discount_cents,
        created_at=at,
        expires_at=end_of(option, at),
    )


def _fact(offer: Offer) -> tuple[Fact, UUID | None, bytes]:
    fact = OfferMade(
        offer_id=offer.id,
        total_cents=offer.total_cents,
        discount_cents=offer.discount_cents,
        authority=offer.authority,
        sheet_sha256=offer.sheet_sha256,
    )
    return fact, offer.person_id, offer.sheet_text.encode()


def end_of(option: Option, at: datetime) -> datetime:
    """Return the end of an option's last day, but never less than the two days the law asks for.

    Law: CDC art. 54-B (S): an offer stands for at least two days.
    """
    day_after = datetime.combine(option.expires_on + timedelta(days=1), time(), _BRASILIA)
    return max(day_after.astimezone(at.tzinfo), at + timedelta(days=2))
