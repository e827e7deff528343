"""What may be asked of reviews: those to do, those done, and how each agent came off."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Avg, Count, Q, QuerySet

from trato.foundation import tenancy
from trato.foundation.turning import Key, Leaf, turn
from trato.insights.reviews.agreement import Pair
from trato.insights.reviews.models import Review
from trato.insights.reviews.rules import CRITERIA
from trato.insights.reviews.values import ReviewCard, ReviewedLine

MOST = 200
_AS_DRAWN: Final = (Key(field="drawn_at", kind=datetime), Key(field="id", kind=UUID))
_LAST_READ: Final = (
    Key(field="reviewed_at", kind=datetime, is_descending=True),
    Key(field="id", kind=UUID),
)


def to_review(reviewer_id: int, *, place: str = "") -> Leaf[ReviewCard]:
    """Return a page of what somebody drew and has not reviewed yet, oldest first."""
    return _leaf(Q(reviewer_id=reviewer_id, reviewed_at__isnull=True), _AS_DRAWN, place)


def reviewed(
    *, of: int | None = None, by: int | None = None, place: str = ""
) -> Leaf[ReviewCard]:  # fmt: skip
    """Return a page of what was reviewed of an agent's, or by a reviewer, newest first.

    Of an agent's without second readings: those tell of the readers, not of the agent.
    """
    wanted = Q(reviewed_at__isnull=False)
    wanted &= Q(agent_id=of, second_of=None) if of is not None else Q(reviewer_id=by)
    return _leaf(wanted, _LAST_READ, place)


def one_review(review_id: UUID) -> ReviewCard | None:
    """Return one conversation of a sample, or None."""
    row = _rows(Q(id=review_id)).first()
    return _card(row) if row else None


def reviewed_lines(*, since: datetime, until: datetime) -> dict[int | None, ReviewedLine]:
    """Return how conversations reviewed in `[since, until)` came off, by agent."""
    rows = (
        Review.objects.filter(
            organisation_id=tenancy.current(),
            reviewed_at__gte=since,
            reviewed_at__lt=until,
            second_of=None,
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


def pairs_of_marks(*, since: datetime, until: datetime) -> tuple[dict[str, list[Pair]], int]:
    """Return, by criterion, what first and second readers marked, and how many conversations.

    Conversations that both have reviewed, the later of the two in `[since, until)`.
    """
    rows = Review.objects.filter(organisation_id=tenancy.current(), reviewed_at__lt=until)
    seconds = list(rows.filter(second_of__isnull=False))
    found = rows.filter(id__in=[row.second_of for row in seconds])
    firsts: dict[UUID | None, Review] = {row.id: row for row in found}
    pairs: dict[str, list[Pair]] = {code: [] for code in CRITERIA}
    count = 0
    for second in seconds:
        first = firsts.get(second.second_of)
        if first is None or not _since(first, second, since):
            continue
        count += 1
        for code in CRITERIA:
            if code in first.marks and code in second.marks:
                pairs[code].append((first.marks[code], second.marks[code]))
    return pairs, count


def _since(first: Review, second: Review, since: datetime) -> bool:
    return any(row.reviewed_at is not None and row.reviewed_at >= since for row in (first, second))


def _leaf(wanted: Q, order: tuple[Key, ...], place: str) -> Leaf[ReviewCard]:
    found = turn(_rows(wanted), order, place, limit=MOST, counts=True)
    return found.of(map(_card, found.rows))


def _rows(wanted: Q) -> QuerySet[Review]:
    return Review.objects.filter(wanted, organisation_id=tenancy.current())


def _card(row: Review) -> ReviewCard:
    return ReviewCard(
        review_id=row.id,
        conversation_id=row.conversation_id,
        agent_id=row.agent_id,
        reviewer_id=row.reviewer_id,
        drawn_at=row.drawn_at,
        reviewed_at=row.reviewed_at,
        marks=row.marks,
        percent=row.percent,
        comment=row.comment,
        is_second=row.second_of is not None,
    )
