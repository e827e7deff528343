"""Facts about permissions and stops."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionGiven(Fact):
    """A person allowed a channel: "WhatsApp, by the membership form". The notice is committed."""

    KIND: ClassVar[str] = "consent.permission_given"

    permission_id: UUID
    channel: str
    state: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactStopped(Fact):
    """A stop stands against a number; the words that asked for it are committed.

    `by`: the user who noted it, where one did.
    """

    KIND: ClassVar[str] = "consent.contact_stopped"

    suppression_id: UUID
    channel: str
    reason: str
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactResumed(Fact):
    """The person asked to hear from us again; the words are committed."""

    KIND: ClassVar[str] = "consent.contact_resumed"

    suppression_id: UUID
    channel: str
