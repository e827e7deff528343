"""Forgets what agents had begun to write in a thread and never sent."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from trato.foundation import tenancy
from trato.speakers.desk.models import Draft


def forget_drafts(conversation_id: UUID) -> int:
    """Delete what was begun there, by whomever; return how many."""
    return _drafts([conversation_id]).delete()[0]


def drafts_left(conversation_ids: Collection[UUID]) -> int:
    """Return how many of these threads' drafts are still there."""
    return _drafts(conversation_ids).count()


def _drafts(conversation_ids: Collection[UUID]) -> QuerySet[Draft]:
    return Draft.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
