"""Freezes offers with the exact sheets that were shown."""

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.book.portfolios.values import CreditorCard
from trato.casework.negotiation.sql import OFFER
from trato.casework.negotiation.terms.sheet import offer_sheet, render_text
from trato.casework.negotiation.terms.values import Option
from trato.foundation import tenancy
from trato.foundation.database import ask
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
    by_sheet = {made["sheet_sha256"]: made for made in (_made(o, creditor, at) for o in options)}
    fresh = _insert(
        list(by_sheet.values()),
        {
            "organisation_id": tenancy.current(),
            "person_id": person_id,
            "conversation_id": conversation_id,
            "debt_ids": json.dumps([str(i) for i in debt_ids]),
            "at": at,
        },
    )
    active = [i for i, d in debts.items() if d.state == "active"]
    if active:
        change_debt_state(active, state="negotiating", reason="offer_made", at=at)
    record_many([_fact(made, person_id) for made in fresh], at=at)


def _insert(offers: list[dict[str, Any]], common: dict[str, Any]) -> list[dict[str, Any]]:
    if not offers:
        return []
    columns = {name: [made[name] for made in offers] for name in offers[0]}
    new = {offer_id for (offer_id,) in ask(OFFER, common | columns)}
    return [made for made in offers if made["id"] in new]


def _made(option: Option, creditor: CreditorCard, at: datetime) -> dict[str, Any]:
    text = sheet_of(option, creditor)
    return {
        "id": new_id(),
        "terms": msgspec.json.encode(option).decode(),
        "sheet_text": text,
        "sheet_sha256": sha256(text.encode()).hexdigest(),
        "authority": option.authority.value,
        "total_cents": option.total_cents,
        "discount_cents": option.itemisation.discount_cents,
        "expires_at": end_of(option, at),
    }


def sheet_of(option: Option, creditor: CreditorCard) -> str:
    """Return the sheet of an option as it would be shown and frozen."""
    return render_text(
        offer_sheet(
            option,
            creditor_name=creditor.name,
            creditor_document=creditor.document,
            creditor_address=creditor.address,
        )
    )


def _fact(made: dict[str, Any], person_id: UUID) -> tuple[Fact, UUID | None, bytes]:
    fact = OfferMade(
        offer_id=made["id"],
        total_cents=made["total_cents"],
        discount_cents=made["discount_cents"],
        authority=made["authority"],
        sheet_sha256=made["sheet_sha256"],
    )
    return fact, person_id, made["sheet_text"].encode()


def end_of(option: Option, at: datetime) -> datetime:
    """Return the end of an option's last day, but never less than the two days the law asks for.

    Law: CDC art. 54-B (S): an offer stands for at least two days.
    """
    day_after = datetime.combine(option.expires_on + timedelta(days=1), time(), _BRASILIA)
    return max(day_after.astimezone(at.tzinfo), at + timedelta(days=2))
