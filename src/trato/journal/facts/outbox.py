"""Facts about outbound messages: what was decided, what left, what became of it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDecided(Fact):
    """The gate spoke: "allow at dispatch under br-2026.11". The decision's bytes are committed."""

    KIND: ClassVar[str] = "outbox.message_decided"

    message_id: UUID
    decision_id: UUID
    stage: str
    verdict: str
    rulebook: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCleared(Fact):
    """The dispatcher was about to call the provider; written and committed before the call."""

    KIND: ClassVar[str] = "outbox.message_cleared"

    message_id: UUID
    attempt_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAccepted(Fact):
    """The provider took the message. `settled_by` is answer or status."""

    KIND: ClassVar[str] = "outbox.message_accepted"

    message_id: UUID
    settled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUnanswered(Fact):
    """The call ended without an answer: the message may have left, and is not sent again."""

    KIND: ClassVar[str] = "outbox.message_unanswered"

    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRejected(Fact):
    """The provider refused the message; `will_retry` says whether it is asked for again."""

    KIND: ClassVar[str] = "outbox.message_rejected"

    message_id: UUID
    code: int
    error_class: str
    will_retry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStatus(Fact):
    """The provider's word: sent, delivered, read, played or failed."""

    KIND: ClassVar[str] = "outbox.message_status"

    message_id: UUID
    status: str
    code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesCancelled(Fact):
    """Pending messages were withdrawn before they left: "3 cancelled: paid"."""

    KIND: ClassVar[str] = "outbox.messages_cancelled"

    count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNeeded(Fact):
    """A message cannot be settled by machine; somebody has to look."""

    KIND: ClassVar[str] = "outbox.person_needed"

    message_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageApproved(Fact):
    """A supervisor let a message go that was to be seen first; the door still decides."""

    KIND: ClassVar[str] = "outbox.message_approved"

    message_id: UUID
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTurnedDown(Fact):
    """A supervisor withdrew a message before it left; the reason is committed."""

    KIND: ClassVar[str] = "outbox.message_turned_down"

    message_id: UUID
    by: int
