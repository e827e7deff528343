"""Erases the words of offers and agreements made in a thread; amounts, states and hashes stay."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from trato.casework.negotiation.models import Agreement, AuthorityRequest, Offer
from trato.foundation import tenancy

# The table, and its columns of words.
_WORDS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Offer, ("sheet_text",)),
    (Agreement, ("accepted_words",)),
    (AuthorityRequest, ("words", "reason")),
)


def erase_words(conversation_id: UUID) -> int:
    """Erase offer sheets, words of acceptance and of asking for authority; return how many."""
    return sum(
        _rows(table, column, [conversation_id]).update(**{column: ""})
        for table, columns in _WORDS
        for column in columns
    )


def left_to_erase(conversation_ids: Collection[UUID]) -> int:
    """Return how many words of these threads are not erased."""
    return sum(
        _rows(table, column, conversation_ids).count()
        for table, columns in _WORDS
        for column in columns
    )


def _rows(table: Any, column: str, conversation_ids: Collection[UUID]) -> Any:
    mine = table.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
    return mine.exclude(**{column: ""})
