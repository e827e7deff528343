"""What the archive takes in of what was to be said, also where the door refused it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.book.organisations.rules import read_with
from trato.door.outbox.models import Message
from trato.door.outbox.read import cards
from trato.foundation import tenancy
from trato.foundation.database import ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message of ours as the person would read it."""

    message_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    author: str
    agent_id: int | None
    kind: str
    message_class: str
    text: str
    created_at: datetime


_AFTER = """
SELECT id FROM outbox_message WHERE organisation_id = %s AND id > %s ORDER BY id LIMIT %s
"""


def ids_after(after: UUID, *, limit: int) -> list[UUID]:
    """Return the ids of messages submitted after one, in order."""
    return [i for (i,) in ask(_AFTER, [tenancy.current(), after, limit])]


def places_in(conversation_id: UUID) -> list[tuple[datetime, UUID]]:
    """Return when each message of a thread was sent, or else written, and its id."""
    rows = Message.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    )
    found = rows.values_list("sent_at", "created_at", "id")
    return [(sent_at or created_at, message_id) for sent_at, created_at, message_id in found]


def told_as(conversation_id: UUID, provider_ids: Collection[str]) -> dict[str, UUID]:
    """Return which messages of a thread the provider knows by these ids."""
    rows = Message.objects.filter(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        provider_message_id__in=list(provider_ids),
    )
    return dict(rows.values_list("provider_message_id", "id"))


def said(message_ids: Sequence[UUID]) -> tuple[Told, ...]:
    """Return messages by id; unknown ids are left out."""
    found = cards(message_ids)
    wanted = {card.template_id for card in found if card.template_id}
    templates = organisations.templates_by_id(wanted)
    bodies = {i: template.body for i, template in templates.items()}
    return tuple(
        Told(
            message_id=card.message_id,
            person_id=card.person_id,
            conversation_id=card.conversation_id,
            author=card.author,
            agent_id=card.agent_id,
            kind=card.kind,
            message_class=card.message_class,
            text=_read(bodies.get(card.template_id, ""), card.template_parameters)
            if card.template_id
            else "\n".join(part for part in (card.text, *card.buttons) if part),
            created_at=card.created_at,
        )
        for card in found
    )


def _read(body: str, parameters: Sequence[str]) -> str:
    return read_with(body, parameters) or "\n".join(parameters)
