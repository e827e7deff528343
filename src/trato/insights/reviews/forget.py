"""Erases what reviewers wrote about a thread; marks and percentages stay."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from trato.foundation import tenancy
from trato.insights.reviews.models import Review


def forget_comments(conversation_id: UUID) -> int:
    """Erase the comments on a thread; return how many."""
    return _comments([conversation_id]).update(comment="")


def comments_left(conversation_ids: Collection[UUID]) -> int:
    """Return how many comments on these threads are not erased."""
    return _comments(conversation_ids).count()


def _comments(conversation_ids: Collection[UUID]) -> QuerySet[Review]:
    mine = Review.objects.filter(
        organisation_id=tenancy.current(), conversation_id__in=list(conversation_ids)
    )
    return mine.exclude(comment="")
