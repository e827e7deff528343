"""What may be asked of reviews: those to do, those done, and how each agent came off."""

from datetime import datetime
from uuid import UUID

from django.db.models import Avg, Count, Q

from trato.foundation import tenancy
from trato.insights.reviews.models import Review
from trato.insights.reviews.values import ReviewCard, ReviewedLine

MOST = 200


def to_review(reviewer_id: int) -> tuple[ReviewCard, ...]:
    """Return what somebody drew and has not reviewed yet, oldest first."""
    return _cards(Q(reviewer_id=reviewer_id, reviewed_at__isnull=True), "drawn_at")


def reviewed(*, of: int | None = None, by: int | None = None) -> tuple[ReviewCard, ...]:
    """Return what was reviewed of an agent's, or by a reviewer, newest first."""
    wanted = Q(reviewed_at__isnull=False)
    wanted &= Q(agent_id=of) if of is not None else Q(reviewer_id=by)
    return _cards(wanted, "-reviewed_at")


def one_review(review_id: UUID) -> ReviewCard | None:
    """Return one conversation of a sample, or None."""
    return next(iter(_cards(Q(id=review_id), "id")), None)


def reviewed_lines(*, since: datetime, until: datetime) -> dict[int | None, ReviewedLine]:
    """Return how conversations reviewed in `[since, until)` came off, by agent."""
    rows = (
        Review.objects.filter(
            organisation_id=tenancy.current(), reviewed_at__gte=since, reviewed_at__lt=until
        )
        .values("agent_id")
        .annotate(reviewed=Count("id"), mean=Avg("percent"))
    )
    return {
        row["agent_id"]: ReviewedLine(
            agent_id=row["agent_id"], reviewed=row["reviewed"], percent=row["mean"]
        )
        for row in rows
    }


def _cards(wanted: Q, order: str) -> tuple[ReviewCard, ...]:
    rows = Review.objects.filter(wanted, organisation_id=tenancy.current()).order_by(order, "id")
    return tuple(
        ReviewCard(
            review_id=row.id,
            conversation_id=row.conversation_id,
            agent_id=row.agent_id,
            reviewer_id=row.reviewer_id,
            drawn_at=row.drawn_at,
            reviewed_at=row.reviewed_at,
            marks=row.marks,
            percent=row.percent,
            comment=row.comment,
        )
        for row in rows[:MOST]
    )
