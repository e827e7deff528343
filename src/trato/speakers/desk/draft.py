"""Keeps what an agent has begun to write, until it is handed in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import ask
from trato.speakers.desk.models import Draft
from trato.speakers.desk.say import said_before

LONGEST = 4096


_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_draft(conversation_id: UUID, *, by: int) -> None:
    """Let nobody else begin or hand in words of this agent's here, until the transaction ends."""
    # There may be no row yet to lock, and one that is deleted holds nobody back.
    ask(_LOCK, [f"draft:{tenancy.current()}:{conversation_id}:{by}"])


def keep_begun(conversation_id: UUID, text: str, *, by: int, at: datetime, key: str) -> bool:
    """Remember words as they are being written, unless what has their key was handed in; tell.

    Whoever asks while it is being handed in waits for the end of that.
    """
    lock_draft(conversation_id, by=by)
    if said_before(key, by=by):
        return False
    keep_draft(conversation_id, text, by=by, at=at)
    return True


def keep_draft(conversation_id: UUID, text: str, *, by: int, at: datetime) -> None:
    """Remember the words; with none and no file the draft is forgotten. Idempotent."""
    key: dict[str, Any] = {
        "organisation_id": tenancy.current(), "conversation_id": conversation_id, "user_id": by,
    }  # fmt: skip
    if not text.strip():
        Draft.objects.filter(**key, attached=[]).delete()
        Draft.objects.filter(**key).update(text="", at=at)
        return
    Draft.objects.update_or_create(**key, defaults={"text": text[:LONGEST], "at": at})


_TEXT = Asked(
    lambda here, conversation, by: Draft.objects.filter(
        organisation_id=here, conversation_id=conversation, user_id=by
    ).values_list("text", flat=True),
    here=UUID,
    conversation=UUID,
    by=int,
)


def draft_of(conversation_id: UUID, *, by: int) -> str:
    """Return what an agent has begun to write there."""
    found = _TEXT(here=tenancy.current(), conversation=conversation_id, by=by)
    return found[0] if found else ""


def forget_draft(conversation_id: UUID, *, by: int, files: Collection[UUID] = ()) -> None:
    """Forget words and these files, which have been handed in; others stay beside. Idempotent."""
    rows = Draft.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, user_id=by
    )
    handed_in = {str(one) for one in files}
    left = [
        one
        for beside in rows.values_list("attached", flat=True)
        for one in beside
        if one["attachment_id"] not in handed_in
    ]
    if left:
        rows.update(text="", attached=left)
    else:
        rows.delete()
