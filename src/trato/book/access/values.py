"""The nouns of how members get in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    """Where somebody is signed in, in a few words."""

    session_id: UUID
    device: str
    address: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationCard:
    """An invitation that still opens the door."""

    invitation_id: UUID
    organisation_id: UUID
    email: str
    role: str
    is_mailed: bool
    invited_by: int
    invited_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOut:
    """A letter on its way; `letter_id` stays the same when it is tried again."""

    letter_id: UUID
    to: str
    subject: str
    text: str


class NotCarried(Exception):
    """A letter was not taken; says why, never to whom it went."""


LetterCarrier = Callable[[LetterOut], None]
"""Hands one letter over, or raises `NotCarried`."""
