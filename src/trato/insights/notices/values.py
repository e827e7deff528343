"""The nouns of notices: who wants to be told, and what one telling consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

CERTIFICATE_ENDS: Final = "certificate.ends"
"""The kind of a notice that a member's certificate ends soon."""


class Channel(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientLine:
    """Somebody who is told; `shown` is the target as a list may show it."""

    recipient_id: UUID
    channel: str
    shown: str
    severity_min: int
    added_at: datetime
    waiting: int
    sent: int
    given_up: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One notice on its way to one target; `notice_id` stays the same when it is tried again."""

    notice_id: UUID
    target: str
    secret: bytes
    kind: str
    severity: int
    about: Mapping[str, str]
    happened_at: datetime
    organisation: str


class Undelivered(Exception):
    """A carrier could not hand a parcel over; says why, never to whom."""


Carrier = Callable[[Parcel], None]
"""Hands one parcel over, or raises `Undelivered`."""
