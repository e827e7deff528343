"""When something may go: as long as everybody it concerns says so, and not a day before. Pure."""

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from trato.insights.retention.values import Ended, Kind, Policy


def due_on(
    kind: Kind,
    *,
    ended: Collection[Ended],
    last_said_on: date,
    policies: Mapping[UUID, Policy],
) -> date | None:
    """Return the first day on which one kind may be erased, or None: never.

    Counted from the end of each debt or from the last word, whichever came later; of several
    creditors the most patient decides, and one without a policy keeps everything.
    """
    latest: date | None = None
    for debt in ended:
        months = policies[debt.creditor_id].months(kind) if debt.creditor_id in policies else None
        if months is None:
            return None
        on = after_months(max(debt.on, last_said_on), months)
        latest = on if latest is None else max(latest, on)
    return latest


def kinds_due(
    *,
    ended: Collection[Ended],
    last_said_on: date,
    policies: Mapping[UUID, Policy],
    today: date,
) -> frozenset[Kind]:
    """Return what may be erased today. Where the words go, the index that finds them goes."""
    due = {
        kind
        for kind in Kind
        if (on := due_on(kind, ended=ended, last_said_on=last_said_on, policies=policies))
        and on <= today
    }
    return frozenset(due | {Kind.INDEX} if Kind.TEXT in due else due)


def kinds_due_without_creditor(
    *, last_said_on: date, policy: Policy, today: date
) -> frozenset[Kind]:
    """Return what may be erased today where nothing was ever owed: counted from the last word.

    Where the words go, the index that finds them goes.
    """
    due = {
        kind
        for kind in Kind
        if (months := policy.months(kind)) and after_months(last_said_on, months) <= today
    }
    return frozenset(due | {Kind.INDEX} if Kind.TEXT in due else due)


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last one where it has no such."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
