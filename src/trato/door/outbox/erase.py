"""Erases what our messages of a thread said, and what the gate was told of it; the verdicts stay.

Irreversible. Nothing that may still leave is touched.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.door.outbox import archived
from trato.door.outbox.models import Message, State
from trato.foundation import tenancy
from trato.foundation.database import ask

ERASED_TEXT: Final = "[apagado pela política de guarda]"
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
    _saying(conversation_id).update(
        draft={"erased": True, "content": {"kind": "text", "text": ERASED_TEXT}}
    )
    # The gate's answers can only be added to; the owner's function forgets those of erased words.
    ask("SELECT outbox_forget_decisions(%s)", [ids])
    return tuple(found)


def left_to_erase(conversation_ids: Collection[UUID]) -> int:
    """Return how many messages still have words."""
    return (
        Message.objects.filter(
            organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
        )
        .exclude(draft__has_key="erased")
        .count()
    )


def _saying(conversation_id: UUID) -> QuerySet[Message]:
    return Message.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id
    ).exclude(draft__has_key="erased")
