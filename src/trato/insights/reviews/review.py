"""A supervisor says what they thought of a conversation; the agent reads it, nobody changes it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from trato.foundation import tenancy
from trato.insights.reviews.models import Review
from trato.insights.reviews.rules import CRITERIA, MARKS, weigh
from trato.journal.facts.reviews import ConversationReviewed
from trato.journal.record import record

COMMENT_MAX = 2000


class BadReview(ValueError):
    """A form that cannot be kept: a mark is none of the list, or nothing was marked."""


class UnknownReview(LookupError):
    """No such conversation is this reviewer's to review: it is their own, or done."""


def review(
    review_id: UUID, marks: Mapping[str, int | None], comment: str, *, by: int, at: datetime
) -> int:
    """Keep a form and return its weighed percentage.

    Raises:
        BadReview: it cannot be kept.
        UnknownReview: it is not this reviewer's to fill in, or was filled in before.
    """
    if set(marks) != set(CRITERIA) or any(m is not None and m not in MARKS for m in marks.values()):
        raise BadReview("marks")
    percent = weigh(marks)
    if percent is None:
        raise BadReview("nothing")
    rows = Review.objects.filter(
        organisation_id=tenancy.current(), id=review_id, reviewer_id=by, reviewed_at__isnull=True
    )
    rows = rows.filter(Q(agent_id__isnull=True) | ~Q(agent_id=by))
    values = {"marks": dict(marks), "percent": percent, "comment": comment.strip()[:COMMENT_MAX]}
    if not rows.update(reviewed_at=at, **values):
        raise UnknownReview(str(review_id))
    row = Review.objects.get(organisation_id=tenancy.current(), id=review_id)
    fact = ConversationReviewed(
        review_id=review_id,
        conversation_id=row.conversation_id,
        agent_id=row.agent_id,
        by=by,
        percent=percent,
        is_second=row.second_of is not None,
    )
    record(fact, at=at)
    return percent
