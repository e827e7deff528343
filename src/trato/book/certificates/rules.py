"""How long a certificate is valid, when to warn, and what its hash is over. Pure."""

import calendar
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from trato.book.certificates.values import CertificateCard

MONTHS_MIN: Final = 1
MONTHS_MAX: Final = 60
PERCENT_MIN: Final = 50
PERCENT_MAX: Final = 100
WARN_BEFORE: Final = timedelta(days=30)
"""How long before its end a certificate's holder is told."""


def months_later(at: datetime, months: int) -> datetime:
    """Return the same day that many months on, or the last day of a month that is too short."""
    year, month = divmod(at.month - 1 + months, 12)
    year += at.year
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def is_ending(valid_until: datetime, now: datetime) -> bool:
    """Tell whether a certificate is still valid, but not for long."""
    return now < valid_until <= now + WARN_BEFORE


def seal_of(card: CertificateCard, organisation_id: UUID) -> str:
    """Return the hash over everything else that a certificate says, one part a line."""
    parts = (
        organisation_id, card.certificate_id, card.user_id, card.name, card.course, card.right,
        card.asked, card.granted_at.astimezone(UTC).isoformat(),
        card.valid_until.astimezone(UTC).isoformat(),
    )  # fmt: skip
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def is_whole(card: CertificateCard, organisation_id: UUID) -> bool:
    """Tell whether a certificate still says what it said when it was granted."""
    return card.sha256 == seal_of(card, organisation_id)
