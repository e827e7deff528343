"""Tells of certificates that end within a month, and again within a week, once each."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from trato.book.certificates import read as certificates
from trato.book.organisations.read import people_at_desk
from trato.foundation import tenancy
from trato.insights.notices.models import Notice
from trato.insights.notices.tell import tell
from trato.insights.notices.values import CERTIFICATE_ENDS

DAYS_BEFORE: Final = (7, 30)
_SEVERITY: Final = 2
_EVERY_SECONDS: Final = 3600.0


def tell_of_endings(organisation_id: UUID, *, now: datetime) -> int:
    """Write down whom to tell; return of how many certificates. Says nothing twice.

    Only where writing takes a certificate, and of members who are still there.
    """
    with tenancy.within(organisation_id):
        if not certificates.gate().is_on:
            return 0
        here = dict(people_at_desk())
        return sum(
            _tell(card.certificate_id, card.user_id, card.valid_until, now)
            for card in certificates.certificates()
            if card.user_id in here
        )


def days_before(valid_until: datetime, now: datetime) -> int | None:
    """Return which of the two notices is due: 7, 30, or None; nothing once it has ended."""
    if valid_until <= now:
        return None
    return next((d for d in DAYS_BEFORE if valid_until - now <= timedelta(days=d)), None)


class Endings:
    """Looks once an hour, per process and organisation."""

    def __init__(self, clock: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        """Have looked nowhere yet."""
        self._clock, self._monotonic = clock, monotonic
        self._looked: dict[UUID, float] = {}

    def look(self, organisation_id: UUID) -> int:
        """Tell of endings if an hour has passed since the last look; return of how many."""
        asked = self._monotonic()
        if asked - self._looked.get(organisation_id, -_EVERY_SECONDS) < _EVERY_SECONDS:
            return 0
        self._looked[organisation_id] = asked
        return tell_of_endings(organisation_id, now=self._clock())


def _tell(certificate_id: UUID, user_id: int, valid_until: datetime, now: datetime) -> int:
    days = days_before(valid_until, now)
    key = f"certificate:{certificate_id}:{days}"
    if days is None or Notice.objects.filter(organisation_id=tenancy.current(), key=key).exists():
        return 0
    about = {
        "certificate_id": str(certificate_id),
        "user_id": str(user_id),
        "days": str(days),
        "valid_until": valid_until.isoformat(timespec="minutes"),
    }
    tell(key, kind=CERTIFICATE_ENDS, severity=_SEVERITY, about=about, at=now)
    return 1
