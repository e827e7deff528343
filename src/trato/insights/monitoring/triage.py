"""What a person makes of an alert: right, wrong, or right and talked over with the agent."""

from datetime import datetime
from typing import Final
from uuid import UUID

from trato.book.people.flag_person import flag_person, lift_flag
from trato.foundation import tenancy
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.values import WordClass
from trato.journal.facts.monitoring import AlertTriaged
from trato.journal.record import record

VERDICTS: Final = ("true", "false", "coached")

_PROTECTION: Final = {
    WordClass.SELF_HARM: "is_vulnerable",
    WordClass.VULNERABLE: "is_vulnerable",
    WordClass.DEATH: "is_deceased",
}
"""What is noted on a person of whom one of these is true: the door then lets nobody collect."""
OPEN: Final = "open"
_RIGHT: Final = frozenset({"true", "coached"})


class UnknownAlert(LookupError):
    """No such alert in this organisation."""


def triage(alert_id: UUID, verdict: str, *, by: int, at: datetime) -> bool:
    """Note a verdict, or `open` to take one back; return whether anything changed.

    That somebody is vulnerable, in danger or dead protects them from that moment; where it was not
    so, what this alert alone has noted is lifted.

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
        protection=_protect(row, is_right=verdict in _RIGHT, at=at),
        state=verdict,
        triaged_by=None if is_open else by,
        triaged_at=None if is_open else at,
    )
    fact = AlertTriaged(alert_id=alert_id, verdict=verdict, by_user=by)
    record(fact, at=at, subject_id=row.person_id)
    return True


def _protect(alert: Alert, *, is_right: bool, at: datetime) -> str:
    """Note or lift a protection and return what this alert stands for now."""
    flag = _PROTECTION.get(WordClass(alert.word_class))
    if flag is None or alert.person_id is None:
        return ""
    if is_right:
        is_new = not alert.protection and flag_person(alert.person_id, flag=flag, at=at)
        return flag if is_new else alert.protection
    if alert.protection:
        lift_flag(alert.person_id, flag=alert.protection, at=at)
    return ""
