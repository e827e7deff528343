"""Erases what our messages of a thread said, and what the gate was told of it; the verdicts stay.

Irreversible. Nothing that may still leave is touched.
"""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from trato.book.files import erase as parts
from trato.door.outbox import archived
from trato.door.outbox.models import Attachment, Message, State
from trato.door.outbox.values import ERASED_TEXT
from trato.foundation import tenancy
from trato.foundation.database import ask

_ON_THEIR_WAY: Final = (State.READY, State.HELD, State.SENDING, State.UNKNOWN)
_AT_ONCE: Final = 500


def is_quiet(conversation_id: UUID) -> bool:
    """Return whether no message of a thread may still leave."""
    return (
        not Message.objects.filter(
            organisation_id=tenancy.current(), conversation_id=conversation_id
        )
        .filter(state__in=_ON_THEIR_WAY)
        .exists()
    )


def erase_words(conversation_id: UUID) -> tuple[tuple[UUID, str, str], ...]:
    """Erase every message's words and its decisions' inputs; return id, kind and text of each."""
    ids = list(_saying(conversation_id).values_list("id", flat=True))
    found: list[tuple[UUID, str, str]] = []
    for start in range(0, len(ids), _AT_ONCE):
        said = archived.said(ids[start : start + _AT_ONCE])
        found += [(one.message_id, one.kind, one.text) for one in said]
    for row in _saying(conversation_id).filter(draft__content__has_key="attached").only("draft"):
        # Most name the part and have nothing in it.
        if attached := row.draft["content"]["attached"]:
            _erase_draft(row, _nameless(attached))
    _saying(conversation_id).update(draft=_emptied(None))
    # The gate's answers can only be added to; the owner's function forgets those of erased words.
    ask("SELECT outbox_forget_decisions(%s)", [ids])
    return tuple(found)


def erase_files(conversation_id: UUID) -> int:
    """Erase the bytes and names of the files we sent in a thread; return how many there were."""
    rows = _files([conversation_id])
    file_ids = list(rows.values_list("id", flat=True))
    carrying = Message.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id,
        draft__content__attached__attachment_id__in=[str(i) for i in file_ids],
    )  # fmt: skip
    for row in carrying.only("draft"):
        content = row.draft["content"] | {"attached": _nameless(row.draft["content"]["attached"])}
        Message.objects.filter(organisation_id=tenancy.current(), id=row.id).update(
            draft=row.draft | {"content": content}
        )
    parts.erase_files(file_ids)
    return rows.update(body_sealed=b"", parts=0)


def files_left(conversation_ids: Collection[UUID]) -> int:
    """Return how many files that we sent still have their bytes."""
    return _files(conversation_ids).count()


def left_to_erase(conversation_ids: Collection[UUID]) -> int:
    """Return how many messages still have words."""
    return (
        Message.objects.filter(
            organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
        )
        .exclude(draft__has_key="erased")
        .count()
    )


def _files(conversation_ids: Collection[UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    ).exclude(body_sealed=b"", parts=0)


def _erase_draft(row: Message, attached: dict[str, Any]) -> None:
    Message.objects.filter(organisation_id=tenancy.current(), id=row.id).update(
        draft=_emptied(attached)
    )


def _emptied(attached: dict[str, Any] | None) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": "text", "text": ERASED_TEXT}
    return {"erased": True, "content": content | ({"attached": attached} if attached else {})}


def _nameless(attached: dict[str, Any]) -> dict[str, Any]:
    return attached | {"name": ERASED_TEXT}


def _saying(conversation_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    ).exclude(draft__has_key="erased")
