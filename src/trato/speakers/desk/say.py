"""An agent says something, of whatever kind; the door decides, and says why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.place import place_of
from trato.door.outbox.preview import preview
from trato.door.outbox.submit import handed_in
from trato.door.outbox.values import Content, Draft, Submitted
from trato.door.policy.values import (
    Author,
    Decision,
    ItemisationFacts,
    Kind,
    MessageClass,
    OfferFacts,
)
from trato.foundation.ids import new_id
from trato.speakers.desk.hand_in import hand_in_together
from trato.speakers.desk.rules import wrong_content


class NobodyThere(Exception):
    """The conversation's contact is not a known person: link it to one before answering."""


class Unsayable(ValueError):
    """The channel would not take this; `code` names the part (see `rules.wrong_content`)."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What an agent wants said: the content, and what the door must know of it."""

    content: Content
    message_class: MessageClass = MessageClass.SERVICE
    debt_ids: tuple[UUID, ...] = ()
    offer: OfferFacts | None = None
    itemisation: ItemisationFacts | None = None
    names_creditor: bool = False
    about: UUID | None = None


def say(
    conversation_id: UUID, saying: Saying, *, by: int, at: datetime, key: str = ""
) -> Submitted:
    """Hand an agent's message to the door and return its verdict. See `say_together`."""
    return say_together(conversation_id, [saying], by=by, at=at, key=key)[0]


def say_together(
    conversation_id: UUID, sayings: Sequence[Saying], *, by: int, at: datetime, key: str = ""
) -> tuple[Submitted, ...]:
    """Hand in what an agent says at once, in order, and return the door's verdict on each part.

    `key` makes a repeated form submission one message.

    Raises:
        NobodyThere: the thread is not linked to a person.
        Unsayable: the channel has no room for a part; nothing is kept.
    """
    key = key or str(new_id())
    drafts = [
        _draft(conversation_id, saying, by=by, key=f"{key}:{n}" if n else key)
        for n, saying in enumerate(sayings)
    ]
    return hand_in_together(drafts, conversation_id=conversation_id, at=at)


def said_before(key: str, *, by: int) -> Submitted | None:
    """Return what became of what was handed in with this key, its first part's; None: nothing."""
    whole = _idempotency_key(by, key)
    return handed_in([whole]).get(whole) if key else None


def would_leave(conversation_id: UUID, saying: Saying, *, by: int, at: datetime) -> Decision:
    """Ask the door about a message that is still being composed; keeps nothing.

    Raises:
        NobodyThere: the thread is not linked to a person.
        Unsayable: the channel has no room for it.
    """
    return preview([_draft(conversation_id, saying, by=by, key="preview")], at=at)[0].decision


def _draft(conversation_id: UUID, saying: Saying, *, by: int, key: str) -> Draft:
    problem = wrong_content(saying.content)
    if problem:
        raise Unsayable(problem)
    place = place_of(conversation_id)
    if place.person_id is None or place.contact_point_id is None:
        raise NobodyThere(str(conversation_id))
    # A template opens a contact anew, with the caps and hours of one; it quotes nothing.
    is_opening = saying.content.kind is Kind.TEMPLATE
    return Draft(
        idempotency_key=_idempotency_key(by, key),
        person_id=place.person_id,
        author=Author.HUMAN,
        message_class=saying.message_class,
        content=saying.content,
        origin="desk",
        origin_id=saying.about or conversation_id,
        conversation_id=conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to="" if is_opening else place.last_inbound,
        debt_ids=saying.debt_ids or place.debt_ids,
        offer=saying.offer,
        itemisation=saying.itemisation,
        names_creditor=saying.names_creditor,
        author_id=by,
    )


def _idempotency_key(by: int, key: str) -> str:
    return f"desk:{by}:{key}"
