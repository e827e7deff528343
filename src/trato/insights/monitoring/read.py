"""What others may ask about alerts: a list with what was said, counts, and precision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from trato.foundation import tenancy
from trato.foundation.turning import NEWEST_FIRST, Leaf, turn
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.said import by_ids
from trato.insights.monitoring.values import LEXICONS, Severity, WordClass

ROWS_MAX: Final = 200
_GRAVITY: Final = {str(severity): rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert with the words it is about."""

    alert_id: UUID
    message_id: UUID
    word_class: str
    side: str
    severity: str
    sign: str
    author: str
    agent_id: int | None
    person_id: UUID | None
    conversation_id: UUID | None
    written_at: datetime
    raised_at: datetime
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A conversation with open alerts that are more than a notice, and the gravest of them."""

    conversation_id: UUID
    word_classes: tuple[str, ...]
    is_urgent: bool
    raised_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of the alerts that somebody looked at, how many were right."""

    sign: str
    raised: int
    looked_at: int
    right: int

    @property
    def share(self) -> float | None:
        """The precision, or None where nobody has looked."""
        return self.right / self.looked_at if self.looked_at else None


def in_trouble(*, limit: int = 20) -> tuple[Trouble, ...]:
    """Return conversations with serious open alerts: urgent ones first, then the newest."""
    rows = _mine().filter(state="open", severity__in=["serious", "urgent"])
    rows = rows.exclude(conversation_id=None).order_by("-id")[:ROWS_MAX]
    found: dict[UUID, list[Alert]] = {}
    for row in rows:
        if row.conversation_id:
            found.setdefault(row.conversation_id, []).append(row)
    troubles = [
        Trouble(
            conversation_id=conversation_id,
            word_classes=tuple(dict.fromkeys(row.word_class for row in raised)),
            is_urgent=any(row.severity == "urgent" for row in raised),
            raised_at=max(row.raised_at for row in raised),
        )
        for conversation_id, raised in found.items()
    ]
    return tuple(sorted(troubles, key=lambda t: not t.is_urgent)[:limit])


def violations(*, since: datetime, until: datetime) -> tuple[tuple[UUID, int | None], ...]:
    """Return what was written for us in `[since, until)` and found wrong: message and agent."""
    rows = _mine().filter(
        side="company", state__in=["true", "coached"], written_at__gte=since, written_at__lt=until
    )
    return tuple(rows.values_list("message_id", "agent_id").distinct())


def alerts(
    *, state: str = "", word_class: str = "", side: str = "", place: str = ""
) -> Leaf[AlertLine]:
    """Return a page of at most 200 alerts, newest first; empty filters mean all."""
    rows = _mine()
    for name, value in (("state", state), ("word_class", word_class), ("side", side)):
        rows = rows.filter(**{name: value}) if value else rows
    found = turn(rows, NEWEST_FIRST, place, limit=ROWS_MAX)
    said = by_ids([row.message_id for row in found.rows])
    lines = tuple(
        AlertLine(
            alert_id=row.id,
            message_id=row.message_id,
            word_class=row.word_class,
            side=row.side,
            severity=row.severity,
            sign=row.sign,
            author=row.author,
            agent_id=row.agent_id,
            person_id=row.person_id,
            conversation_id=row.conversation_id,
            written_at=row.written_at,
            raised_at=row.raised_at,
            state=row.state,
            text=said[row.message_id].written.text if row.message_id in said else "",
        )
        for row in found.rows
    )
    return Leaf(rows=lines, before=found.before, after=found.after)


def by_message(lines: Iterable[AlertLine]) -> tuple[tuple[AlertLine, ...], ...]:
    """Return alerts together that one message raised, the gravest first; messages in order."""
    found: dict[UUID, list[AlertLine]] = {}
    for line in lines:
        found.setdefault(line.message_id, []).append(line)
    return tuple(
        tuple(sorted(raised, key=lambda line: _GRAVITY.get(line.severity, 0), reverse=True))
        for raised in found.values()
    )


def open_count() -> int:
    """Return how many alerts nobody has looked at."""
    return _mine().filter(state="open").count()


def precision_by_class() -> dict[WordClass, Precision]:
    """Return the precision of every lexicon, with its numerator and denominator."""
    found = {p.sign: p for p in _precision(_mine(), "word_class")}
    nothing = {c: Precision(sign=c, raised=0, looked_at=0, right=0) for c in LEXICONS}
    return {c: found.get(str(c), nothing[c]) for c in LEXICONS}


def precision_by_term(word_class: WordClass) -> dict[str, Precision]:
    """Return the precision of each term of a class that ever raised an alert."""
    rows = _mine().filter(word_class=word_class)
    return {found.sign: found for found in _precision(rows, "sign")}


def _precision(rows: QuerySet[Alert], by: str) -> list[Precision]:
    counted = rows.values_list(by).annotate(
        raised=Count("id"),
        looked_at=Count("id", filter=~Q(state="open")),
        right=Count("id", filter=Q(state__in=("true", "coached"))),
    )
    return [
        Precision(sign=sign, raised=raised, looked_at=looked_at, right=right)
        for sign, raised, looked_at, right in counted
    ]


def _mine() -> QuerySet[Alert]:
    return Alert.objects.filter(organisation_id=tenancy.current())
