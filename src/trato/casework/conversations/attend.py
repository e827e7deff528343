"""Who is at their desk, who looks at which conversation, and who is typing in it."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.casework.conversations.models import Conversation, Seat
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id
from trato.journal.facts.casework import ConversationBargedInto, ConversationLookedAt
from trato.journal.record import record

LOOKING_WITHIN = timedelta(seconds=12)
TYPING_WITHIN = timedelta(seconds=6)
_SEEN_ANEW = timedelta(seconds=10)

_SEAT = Asked(
    lambda here, user: Seat.objects.filter(organisation_id=here, user_id=user).values_list(
        "seen_at", flat=True
    ),
    here=UUID,
    user=int,
)
_LOOK = """
INSERT INTO conversations_look (organisation_id, id, conversation_id, user_id, name, is_typing, at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (organisation_id, conversation_id, user_id)
DO UPDATE SET name = excluded.name, is_typing = excluded.is_typing, at = excluded.at
"""


def attend(user_id: int, *, name: str, at: datetime) -> None:
    """Note that an agent is here; a new one gets a seat and is not available until they say so."""
    here = tenancy.current()
    seats = _SEAT(here=here, user=user_id)
    if not seats:
        Seat.objects.get_or_create(
            organisation_id=here, user_id=user_id, defaults={"name": name[:80], "seen_at": at}
        )
    elif seats[0] is None or at - seats[0] > _SEEN_ANEW:
        Seat.objects.filter(organisation_id=here, user_id=user_id).update(seen_at=at)


def set_available(user_id: int, *, is_available: bool, at: datetime) -> None:
    """Take new conversations, or none for now."""
    Seat.objects.filter(organisation_id=tenancy.current(), user_id=user_id).update(
        is_available=is_available, seen_at=at
    )


def look_at(
    conversation_id: UUID, user_id: int, *, name: str, is_typing: bool, at: datetime
) -> None:
    """Note that somebody has a conversation open. Idempotent; the latest counts."""
    with OpenCursor() as cursor:
        cursor.execute(
            _LOOK, [tenancy.current(), new_id(), conversation_id, user_id, name[:80], is_typing, at]
        )


def look_in(conversation_id: UUID, *, by: int, at: datetime) -> None:
    """Journal that somebody looked into a conversation without being shown to who has it."""
    record(ConversationLookedAt(conversation_id=conversation_id, by=by), at=at)


def note_barging_in(conversation_id: UUID, message_id: UUID, *, by: int, at: datetime) -> None:
    """Journal that somebody wrote to the person where another agent has the conversation."""
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(), id=conversation_id, handled_by="human"
    )
    for agent_id, person_id in rows.values_list("agent_id", "person_id"):
        if agent_id is None or agent_id == by:
            return
        fact = ConversationBargedInto(
            conversation_id=conversation_id, message_id=message_id, agent_id=agent_id, by=by
        )
        record(fact, at=at, subject_id=person_id)


def note_answer(conversation_id: UUID, *, at: datetime) -> None:
    """Note that people answered: nobody waits any longer, and the first answer is the first."""
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(), id=conversation_id, handled_by="human"
    )
    rows.filter(answered_at=None).update(answered_at=at)
    rows.update(waiting_since=None)
