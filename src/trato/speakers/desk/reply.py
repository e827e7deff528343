"""An agent answers in a conversation; the door decides, and says why not."""

from datetime import datetime
from uuid import UUID

from trato.casework.conversations.attend import note_answer
from trato.casework.conversations.place import place_of
from trato.door.outbox.preview import preview
from trato.door.outbox.submit import submit
from trato.door.outbox.values import Content, Draft, Submitted
from trato.door.policy.values import Author, Decision, Kind, MessageClass, Verdict
from trato.foundation.ids import new_id
from trato.speakers.desk.draft import keep_draft


class NobodyThere(Exception):
    """The conversation's contact is not a known person: link it to one before answering."""


def reply(conversation_id: UUID, text: str, *, by: int, at: datetime, key: str = "") -> Submitted:
    """Hand an agent's words to the door and return its verdict.

    `key` makes a repeated form submission one message.

    Raises:
        NobodyThere: the thread is not linked to a person.
    """
    found = submit(_draft(conversation_id, text, by=by, key=key or str(new_id())), at=at)
    if found.verdict is not Verdict.REFUSE:
        note_answer(conversation_id, at=at)
        keep_draft(conversation_id, "", by=by, at=at)
    return found


def would_leave(conversation_id: UUID, text: str, *, by: int, at: datetime) -> Decision:
    """Ask the door about words that are still being typed; keeps nothing.

    Raises:
        NobodyThere: the thread is not linked to a person.
    """
    return preview([_draft(conversation_id, text, by=by, key="preview")], at=at)[0].decision


def _draft(conversation_id: UUID, text: str, *, by: int, key: str) -> Draft:
    place = place_of(conversation_id)
    if place.person_id is None or place.contact_point_id is None:
        raise NobodyThere(str(conversation_id))
    return Draft(
        idempotency_key=f"desk:{by}:{key}",
        person_id=place.person_id,
        author=Author.HUMAN,
        message_class=MessageClass.SERVICE,
        content=Content(kind=Kind.TEXT, text=text.strip()),
        origin="desk",
        origin_id=conversation_id,
        conversation_id=conversation_id,
        contact_point_id=place.contact_point_id,
        number_id=place.number_id,
        in_reply_to=place.last_inbound,
        debt_ids=place.debt_ids,
    )
