"""What whoever takes over a conversation should know before reading it, in half a dozen lines."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.ledger import owed
from trato.book.portfolios.rules import OPEN
from trato.casework.conversations.read import ConversationLine
from trato.casework.negotiation.put_forward import (
    OfferLine,
    PromiseLine,
    newest_promise,
    offers_in,
)
from trato.casework.requests.read import open_disputes
from trato.door.outbox.read import of_conversation

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_LOOKED_BACK = timedelta(days=30)
_QUESTION_MAX = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Why it was handed over and where things stood; `last_question` is the assistant's own.

    `chosen` is what the person took from a menu.
    """

    reason: str
    chosen: str
    handed_over_at: datetime
    verified_at: datetime | None
    owed_cents: int
    debts: int
    offers: tuple[OfferLine, ...]
    promise: PromiseLine | None
    disputes: tuple[tuple[str, datetime], ...]
    last_question: str


def brief(row: ConversationLine, *, now: datetime) -> Brief | None:
    """Return the summary of a conversation that people have, or None."""
    if row.handled_by != "human" or row.handed_over_at is None or row.person_id is None:
        return None
    today = now.astimezone(_BRASILIA).date()
    debts = portfolios.debts_of_person(row.person_id, states=OPEN)
    creditors = portfolios.creditors({debt.creditor_id for debt in debts})
    contact = people.contact(row.contact_point_id) if row.contact_point_id else None
    sums = [owed(debt, creditors[debt.creditor_id], on=today).total_cents for debt in debts]
    reason, _, chosen = (row.handed_over_because or row.state_reason).partition(": ")
    return Brief(
        reason=reason,
        chosen=chosen,
        handed_over_at=row.handed_over_at,
        verified_at=contact.identity_verified_at if contact else None,
        owed_cents=sum(sums),
        debts=len(debts),
        offers=offers_in(row.conversation_id, since=now - _LOOKED_BACK),
        promise=newest_promise(row.person_id, on=today),
        disputes=open_disputes(row.person_id),
        last_question=_last_question(row.conversation_id, row.handed_over_at),
    )


def _last_question(conversation_id: UUID, before: datetime) -> str:
    """Return the last thing that the assistant asked before it handed over."""
    asked = [
        m.text
        for m in of_conversation(conversation_id)
        if m.author == "bot" and m.created_at < before and "?" in m.text
    ]
    if not asked:
        return ""
    lines = [line for line in asked[-1].splitlines() if "?" in line]
    return lines[-1].strip()[-_QUESTION_MAX:]
