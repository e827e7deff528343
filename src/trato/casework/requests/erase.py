"""Erases the words of disputes and privacy requests made in a thread; that they were made stays."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from trato.casework.requests.models import Dispute, PrivacyRequest
from trato.foundation import tenancy


def erase_words(conversation_id: UUID) -> int:
    """Erase what people said when they contested or asked for their rights; return how many."""
    return sum(_rows(table, [conversation_id]).update(words="") for table in _TABLES)


def left_to_erase(conversation_ids: Collection[UUID]) -> int:
    """Return how many words of these threads are not erased."""
    return sum(_rows(table, conversation_ids).count() for table in _TABLES)


_TABLES: tuple[Any, ...] = (Dispute, PrivacyRequest)


def _rows(table: Any, conversation_ids: Collection[UUID]) -> Any:
    mine = table.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
    return mine.exclude(words="")
