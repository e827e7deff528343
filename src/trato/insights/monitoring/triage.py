"""What a person makes of an alert: right, wrong, or right and talked over with the agent."""

from datetime import datetime
from typing import Final
from uuid import UUID

from trato.foundation import tenancy
from trato.insights.monitoring.models import Alert
from trato.journal.facts.monitoring import AlertTriaged
from trato.journal.record import record

VERDICTS: Final = ("true", "false", "coached")
OPEN: Final = "open"


class UnknownAlert(LookupError):
    """No such alert in this organisation."""


def triage(alert_id: UUID, verdict: str, *, by: int, at: datetime) -> bool:
    """Note a verdict, or `open` to take one back; return whether anything changed.

    Raises:
        UnknownAlert: there is none.
        ValueError: that is no verdict.
    """
    if verdict not in (*VERDICTS, OPEN):
        raise ValueError(verdict)
    rows = Alert.objects.filter(organisation_id=tenancy.current(), id=alert_id)
    row = rows.select_for_update().first()
    if row is None:
        raise UnknownAlert(str(alert_id))
    if row.state == verdict:
        return False
    is_open = verdict == OPEN
    rows.update(
        state=verdict,
        triaged_by=None if is_open else by,
        triaged_at=None if is_open else at,
    )
    fact = AlertTriaged(alert_id=alert_id, verdict=verdict, by_user=by)
    record(fact, at=at, subject_id=row.person_id)
    return True
