"""Takes lines out of the index: what is not to be found any more, wherever it still stands."""

from collections.abc import Collection
from uuid import UUID

from trato.foundation import tenancy
from trato.insights.archive.models import Line


def forget_thread(conversation_id: UUID) -> int:
    """Take a thread's lines out of the index; return how many there were."""
    rows = Line.objects.filter(organisation_id=tenancy.current(), conversation_id=conversation_id)
    return int(rows.delete()[0])


def forget_chat(chat_id: UUID) -> int:
    """Take a chat's lines out of the index; return how many there were."""
    rows = Line.objects.filter(organisation_id=tenancy.current(), chat_id=chat_id)
    return int(rows.delete()[0])


def lines_of_threads(conversation_ids: Collection[UUID]) -> int:
    """Return how many lines some threads have in the index."""
    rows = Line.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
    return rows.count()
