"""Facts about evidence from outside, and about what is kept for how long."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatImported(Fact):
    """A chat that was held elsewhere was brought in as evidence: "812 messages, by user 3"."""

    KIND: ClassVar[str] = "evidence.chat_imported"

    chat_id: UUID
    sha256: str
    messages: int
    media: int
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSet(Fact):
    """A creditor's conversations are kept for so many months after the end; None: for ever.

    Without `creditor_id`: those with people who never owed anything, after the last word.
    """

    KIND: ClassVar[str] = "evidence.retention_set"

    creditor_id: UUID | None
    text_months: int | None
    media_months: int | None
    index_months: int | None
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPlaced(Fact):
    """Nothing that this covers is erased until it is released; the reason is committed."""

    KIND: ClassVar[str] = "evidence.hold_placed"

    hold_id: UUID
    what: str
    target_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Fact):
    """A hold ended."""

    KIND: ClassVar[str] = "evidence.hold_released"

    hold_id: UUID
    what: str
    target_id: UUID
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentErased(Fact):
    """Words, attachments or index lines were erased under a policy: "text of 42 messages"."""

    KIND: ClassVar[str] = "evidence.content_erased"

    conversation_id: UUID | None
    chat_id: UUID | None
    what: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawErased(Fact):
    """Bodies of old webhooks were erased, and of items kept of them: "200 webhooks, 1 item"."""

    KIND: ClassVar[str] = "evidence.raw_erased"

    webhooks: int
    items: int
