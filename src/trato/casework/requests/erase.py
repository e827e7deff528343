"""Erases the words of disputes and privacy requests made in a thread; that they were made stays."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from trato.casework.requests.models import Dispute, PrivacyRequest
from trato.foundation import tenancy


def erase_words(conversation_id: UUID) -> int:
    """Erase what people said when they contested or asked for their rights; return how many.

    What they were answered goes with it.
    """
    return sum(
        _rows(table, said, [conversation_id]).update(**said) for table, said in _TABLES
    )  # fmt: skip


def left_to_erase(conversation_ids: Collection[UUID]) -> int:
    """Return how many words of these threads are not erased."""
    return sum(_rows(table, said, conversation_ids).count() for table, said in _TABLES)


_TABLES: tuple[tuple[Any, Mapping[str, str]], ...] = (
    (Dispute, {"words": ""}),
    (PrivacyRequest, {"words": "", "answer": ""}),
)


def _rows(table: Any, said: Mapping[str, str], conversation_ids: Collection[UUID]) -> Any:
    mine = table.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
    return mine.exclude(**said)
