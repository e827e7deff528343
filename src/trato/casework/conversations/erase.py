"""Erases what was said in a thread, or its attachments; that something was said stays.

Irreversible. Who may be erased and when is decided elsewhere; this only does it, and tells what was
there so that its hash can be kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from trato.book.files.erase import erase_files
from trato.book.organisations import keys
from trato.casework.conversations.models import (
    Conversation,
    InboundMessage,
    Media,
    Note,
    OutsideMessage,
)
from trato.foundation import tenancy

ERASED: Final = "erased"
"""The kind of a message whose words are gone, and the state of an attachment that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread as far as its age matters."""

    conversation_id: UUID
    person_id: UUID | None
    last_event_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stood in one message before it was erased."""

    item_id: UUID
    source: str
    kind: str
    text: str


def threads_of(person_ids: Collection[UUID]) -> tuple[Thread, ...]:
    """Return the threads of some people."""
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(), person_id__in=list(person_ids)
    ).order_by("id")
    return tuple(
        Thread(conversation_id=i, person_id=person_id, last_event_at=at)
        for i, person_id, at in rows.values_list("id", "person_id", "last_event_at")
        if person_id is not None
    )


def threads_after(after: UUID, *, silent_since: datetime, limit: int) -> tuple[Thread, ...]:
    """Return threads after one, in order, in which nothing has happened since then."""
    rows = Conversation.objects.filter(
        organisation_id=tenancy.current(), id__gt=after, last_event_at__lt=silent_since
    ).order_by("id")[:limit]
    return tuple(
        Thread(conversation_id=i, person_id=person_id, last_event_at=at)
        for i, person_id, at in rows.values_list("id", "person_id", "last_event_at")
    )


def hold_still(conversation_id: UUID, *, last_event_at: datetime) -> bool:
    """Lock a thread until the transaction ends.

    False where something happened since then, or nobody answered its last words yet.
    """
    row = Conversation.objects.select_for_update().filter(id=conversation_id).first()
    if row is None or row.last_event_at != last_event_at:
        return False
    return not InboundMessage.objects.filter(
        conversation_id=conversation_id, handled_at__isnull=True
    ).exists()


def erase_words(conversation_id: UUID) -> tuple[Words, ...]:
    """Erase the text and the provider's node of every message, and every note; return what was."""
    found: list[Words] = []
    for source, table, empty in _TABLES:
        rows = table.objects.filter(
            organisation_id=tenancy.current(), conversation_id=conversation_id
        ).exclude(kind=ERASED)
        for item_id, kind, text in rows.values_list("id", "kind", "text"):
            found.append(Words(item_id=item_id, source=source, kind=kind, text=text))
        rows.update(text="", kind=ERASED, **empty)
    Conversation.objects.filter(id=conversation_id).update(preview="", bot_state=None)
    return tuple(found)


def erase_media(conversation_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Delete the attachments of a thread; return each message's id and its attachment's SHA-256."""
    rows = InboundMessage.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    ).exclude(media_state__in=("", ERASED))
    found = tuple(rows.values_list("id", "media_sha256"))
    ids = [item_id for item_id, _ in found]
    Media.objects.filter(organisation_id=tenancy.current(), inbound_id__in=ids).delete()
    erase_files(ids)
    rows.update(media_state=ERASED, media_id="")
    return found


def forget_sender(conversation_id: UUID) -> bool:
    """Forget from which number a thread came; return whether that was still known.

    What the number writes from now on begins another thread.
    """
    nowhere = keys.vault().index(f"forgotten:{conversation_id}", kind="conversation")
    rows = Conversation.objects.filter(organisation_id=tenancy.current(), id=conversation_id)
    return bool(rows.exclude(contact_key=nowhere).update(contact_key=nowhere))


def left_to_erase(conversation_ids: Collection[UUID]) -> tuple[int, int]:
    """Return how many messages and notes still have words, and how many an attachment."""
    here: dict[str, Any] = {
        "organisation_id": tenancy.current(), "conversation_id__in": list(conversation_ids),
    }  # fmt: skip
    words = sum(t.objects.filter(**here).exclude(kind=ERASED).count() for _, t, _ in _TABLES)
    media = InboundMessage.objects.filter(**here).exclude(media_state__in=("", ERASED)).count()
    return words, media


_TABLES: Final[tuple[tuple[str, Any, dict[str, Any]], ...]] = (
    ("inbound", InboundMessage, {"payload_sealed": b"", "button_id": ""}),
    ("outside", OutsideMessage, {"payload_sealed": b""}),
    ("note", Note, {}),
)
