"""Who is at their desk, who looks at which conversation, and who is typing in it."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.casework.conversations.models import Conversation, Look, Seat
from trato.foundation import tenancy
from trato.journal.facts.casework import ConversationLookedAt
from trato.journal.record import record

LOOKING_WITHIN = timedelta(seconds=12)
TYPING_WITHIN = timedelta(seconds=6)


def attend(user_id: int, *, name: str, at: datetime) -> None:
    """Note that an agent is here; a new one gets a seat and is not available until they say so."""
    seat, _ = Seat.objects.get_or_create(
        organisation_id=tenancy.current(), user_id=user_id, defaults={"name": name[:80]}
    )
    if seat.seen_at is None or at - seat.seen_at > timedelta(seconds=10):
        Seat.objects.filter(organisation_id=tenancy.current(), id=seat.id).update(seen_at=at)


def set_available(user_id: int, *, is_available: bool, at: datetime) -> None:
    """Take new conversations, or none for now."""
    Seat.objects.filter(organisation_id=tenancy.current(), user_id=user_id).update(
        is_available=is_available, seen_at=at
    )


def look_at(
    conversation_id: UUID, user_id: int, *, name: str, is_typing: bool, at: datetime
) -> None:
    """Note that somebody has a conversation open. Idempotent; the latest counts."""
    Look.objects.update_or_create(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        user_id=user_id,
        defaults={"name": name[:80], "is_typing": is_typing, "at": at},
    )


def look_in(conversation_id: UUID, *, by: int, at: datetime) -> None:
    """Journal that somebody looked into a conversation without being shown to who has it."""
    record(ConversationLookedAt(conversation_id=conversation_id, by=by), at=at)


def note_answer(conversation_id: UUID, *, at: datetime) -> None:
    """Note that people answered: nobody waits any longer, and the first answer is the first."""
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(), id=conversation_id, handled_by="human"
    )
    rows.filter(answered_at=None).update(answered_at=at)
    rows.update(waiting_since=None)
