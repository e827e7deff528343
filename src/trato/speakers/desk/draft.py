"""Keeps what an agent has begun to write, until it is sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.speakers.desk.models import Draft

LONGEST = 4096


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


def forget_draft(conversation_id: UUID, *, by: int) -> None:
    """Forget words and files, which have been handed in. Idempotent."""
    Draft.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, user_id=by
    ).delete()
