"""Changes when people answer; what was said before stays as it was said."""

from datetime import datetime
from typing import Any

from trato.casework.reception.models import Hours
from trato.casework.reception.read import forget_recent
from trato.casework.reception.rules import check
from trato.casework.reception.values import Closure, Opening, Span
from trato.foundation import tenancy
from trato.journal.facts.reception import HoursChanged
from trato.journal.record import record


def set_hours(opening: Opening, *, by: int | None, at: datetime) -> None:
    """Keep the organisation's opening hours; idempotent.

    Raises:
        BadHours: they cannot be kept.
    """
    check(opening)
    values: dict[str, Any] = {
        "spans": [_span(s) for s in sorted(opening.spans)],
        "closures": [_closure(c) for c in sorted(opening.closures)],
        "closes_on_holidays": opening.closes_on_holidays,
        "zone": opening.zone,
        "tells_absence": opening.tells_absence,
        "absence_text": opening.absence_text.strip(),
        "changed_at": at,
        "changed_by": by,
    }
    Hours.objects.update_or_create(organisation_id=tenancy.current(), defaults=values)
    forget_recent()
    fact = HoursChanged(
        by=by,
        spans=len(values["spans"]),
        closures=len(values["closures"]),
        closes_on_holidays=opening.closes_on_holidays,
        tells_absence=opening.tells_absence,
    )
    record(fact, at=at)


def _span(span: Span) -> list[int]:
    return [span.weekday, span.opens_minute, span.closes_minute]


def _closure(closure: Closure) -> list[str]:
    days = [closure.first_on.isoformat(), closure.last_on.isoformat()]
    return [*days, closure.name.strip()[:60], closure.text.strip()]
