"""What neighbours may ask: when people answer, and how those who were answered rated it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Avg, Count, Q

from trato.casework.reception import rules
from trato.casework.reception.models import Hours, Rating
from trato.casework.reception.values import Attendance, Closure, Opening, Span
from trato.foundation import clock, tenancy
from trato.foundation.asked import Asked

# How old, in machine seconds, the hours may be that a message is answered by.
_RECENT_SECONDS = 1.0
_recent: dict[UUID, tuple[float, Opening]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLine:
    """How one agent's (or, without one, the assistant's) answers were rated over a while."""

    agent_id: int | None
    asked: int
    answered: int
    mean: float | None


_HOURS = Asked(lambda here: Hours.objects.filter(organisation_id=here), here=UUID)


def opening() -> Opening:
    """Return the organisation's hours; one without spans if they were never set."""
    rows = _HOURS(here=tenancy.current())
    if not rows:
        return Opening()
    row = rows[0]
    return Opening(
        spans=tuple(Span(weekday=d, opens_minute=o, closes_minute=c) for d, o, c in row.spans),
        closures=tuple(
            Closure(
                first_on=date.fromisoformat(a),
                last_on=date.fromisoformat(b),
                name=name,
                # Those kept before had none.
                text="".join(text),
            )
            for a, b, name, *text in row.closures
        ),
        closes_on_holidays=row.closes_on_holidays,
        zone=row.zone,
        tells_absence=row.tells_absence,
        absence_text=row.absence_text,
    )


def attendance(*, now: datetime) -> Attendance:
    """Return what may be told somebody who asks for a person now.

    Asked at every message: each process looks the hours up once a second.
    """
    return rules.attendance(recent_opening(), now)


def recent_opening() -> Opening:
    """Return the hours, a second old at most."""
    here, machine = tenancy.current(), clock.monotonic()
    kept = _recent.get(here)
    if kept is None or machine - kept[0] >= _RECENT_SECONDS:
        kept = _recent[here] = (machine, opening())
    return kept[1]


def forget_recent() -> None:
    """Look the current organisation's hours up at the next question: they were changed."""
    _recent.pop(tenancy.current(), None)


def ratings(*, since: datetime, until: datetime) -> tuple[RatingLine, ...]:
    """Return the ratings asked for in `[since, until)`, by agent."""
    rows = (
        Rating.objects.filter(
            organisation_id=tenancy.current(), asked_at__gte=since, asked_at__lt=until
        )
        .values("agent_id")
        .annotate(
            asked=Count("id"),
            answered=Count("id", filter=Q(score__isnull=False)),
            mean=Avg("score"),
        )
        .order_by("agent_id")
    )
    return tuple(RatingLine(**row) for row in rows)


def rating_of(conversation_id: UUID) -> int | None:
    """Return the newest score that the person of a thread gave, or None."""
    rows = Rating.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, score__isnull=False
    )
    return rows.order_by("-asked_at", "-id").values_list("score", flat=True).first()
