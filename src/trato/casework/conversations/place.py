"""Where an answer in a conversation would go, for whoever wants to speak in it."""

from dataclasses import dataclass
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.rules import OPEN
from trato.casework.conversations.models import Conversation, InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The thread's two ends, the last message of the person, and the debts it may be about."""

    person_id: UUID | None
    contact_point_id: UUID | None
    number_id: UUID
    last_inbound: str
    debt_ids: tuple[UUID, ...]


def place_of(conversation_id: UUID) -> Place:
    """Return where an answer would go."""
    row = Conversation.objects.get(id=conversation_id)
    last = InboundMessage.objects.filter(conversation_id=conversation_id).order_by(
        "-written_at", "-id"
    )
    debts = portfolios.debts_of_person(row.person_id, states=OPEN) if row.person_id else ()
    return Place(
        person_id=row.person_id,
        contact_point_id=row.contact_point_id,
        number_id=row.number_id,
        last_inbound=last.values_list("provider_message_id", flat=True).first() or "",
        debt_ids=tuple(debt.debt_id for debt in debts),
    )
