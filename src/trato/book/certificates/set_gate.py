"""An administrator asks for certificates, or no longer does; those granted stay as they are."""

from datetime import datetime

from trato.book.certificates.models import Gate
from trato.book.certificates.rules import MONTHS_MAX, MONTHS_MIN, PERCENT_MAX, PERCENT_MIN
from trato.book.certificates.values import GateCard
from trato.foundation import tenancy
from trato.journal.facts.training import GateChanged
from trato.journal.record import record


class BadGate(ValueError):
    """A validity or a pass mark out of bounds."""


def set_gate(wanted: GateCard, *, by: int | None, at: datetime) -> None:
    """Keep the organisation's gate; idempotent. The door asks from the next message on.

    Raises:
        BadGate: a validity or a pass mark out of bounds.
    """
    if not MONTHS_MIN <= wanted.valid_months <= MONTHS_MAX:
        raise BadGate("months")
    if not PERCENT_MIN <= wanted.pass_percent <= PERCENT_MAX:
        raise BadGate("percent")
    Gate.objects.update_or_create(
        organisation_id=tenancy.current(),
        defaults={
            "is_on": wanted.is_on,
            "valid_months": wanted.valid_months,
            "pass_percent": wanted.pass_percent,
            "changed_at": at,
            "changed_by": by,
        },
    )
    fact = GateChanged(
        by=by,
        is_on=wanted.is_on,
        valid_months=wanted.valid_months,
        pass_percent=wanted.pass_percent,
    )
    record(fact, at=at)
