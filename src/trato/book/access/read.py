"""What neighbours may ask: from when on a role needs a second factor."""

from datetime import datetime
from uuid import UUID

from trato.book.access.models import FactorRule
from trato.foundation import clock, tenancy

# How old, in machine seconds, what every request asks may be.
_RECENT_SECONDS = 1.0
_recent: dict[UUID, tuple[float, dict[str, datetime]]] = {}


def factor_rules() -> dict[str, datetime]:
    """Return from when on each role needs a second factor; roles without a rule are left out."""
    rows = FactorRule.objects.filter(organisation_id=tenancy.current())
    return dict(rows.values_list("role", "required_from"))


def factor_required_from(role: str) -> datetime | None:
    """Return from when on a role needs a second factor, as of a second ago at most; or None."""
    here, now = tenancy.current(), clock.monotonic()
    kept = _recent.get(here)
    if kept is None or now - kept[0] >= _RECENT_SECONDS:
        kept = _recent[here] = (now, factor_rules())
    return kept[1].get(role)


def forget_recent() -> None:
    """Look again at the next question: a rule was changed."""
    _recent.pop(tenancy.current(), None)
