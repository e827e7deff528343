"""What stands beside a thread: the person, masked contacts, debts, agreement, consent, the door."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.people import read as people
from trato.book.people.values import ContactCard
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.ledger import owed
from trato.casework.conversations.read import ConversationLine
from trato.casework.negotiation import show as negotiation
from trato.casework.negotiation.put_forward import promises_of
from trato.casework.requests.read import disputes_of
from trato.door.consent import read as consent
from trato.door.outbox import read as outbox
from trato.door.outbox.reached import Reached, reached
from trato.entrypoints.console.entered import Entered
from trato.entrypoints.console.failures import why_not_delivered
from trato.entrypoints.console.masking import identifiers
from trato.foundation import clock
from trato.insights.metrics.laws import laws_of

_SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_OPEN = frozenset({"active", "imported", "negotiating", "disputed", "in_agreement"})


def beside(
    conversation: ConversationLine, message_ids: list[UUID], *, who: Entered
) -> dict[str, Any]:
    """Return everything the side panel shows; sealed values masked unless revealed to `who`."""
    decisions = [
        (line, laws_of(line.codes)) for line in outbox.decisions_about(message_ids, limit=5)
    ]
    if conversation.person_id is None:
        return {"decisions": decisions, "person": None}
    person_id = conversation.person_id
    contacts = people.contacts_of([person_id])[person_id]
    return {
        "person": people.card(person_id),
        **identifiers(who, person_id, contacts, at=clock.now()),
        "reached": _reached(person_id),
        "debts": _debts(person_id),
        "agreements": negotiation.agreements_of(person_id),
        "promises": promises_of(person_id),
        "disputes": disputes_of(person_id),
        "today": _today(),
        "permission": consent.permissions("whatsapp", [person_id]).get(person_id),
        "stopped": _stopped(contacts),
        "decisions": decisions,
    }


def _reached(person_id: UUID) -> dict[UUID, tuple[Reached, str]]:
    return {
        point: (one, why_not_delivered(one.failed_code) if one.is_failing else "")
        for point, one in reached(person_id).items()
    }


def _stopped(contacts: tuple[ContactCard, ...]) -> Any:
    values = people.addresses_of([c.contact_point_id for c in contacts])
    standings = consent.standings("whatsapp", values.values())
    return next((s for s in standings.values() if s.is_suppressed), None)


def _today() -> date:
    return clock.now().astimezone(_SAO_PAULO).date()


def _debts(person_id: UUID) -> list[tuple[Any, Any]]:
    on = _today()
    debts = portfolios.debts_of_person(person_id)
    creditors = portfolios.creditors({d.creditor_id for d in debts})
    return [
        (d, owed(d, creditors[d.creditor_id], on=on) if d.state in _OPEN else None) for d in debts
    ]
