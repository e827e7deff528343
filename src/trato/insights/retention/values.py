"""Policies, holds, and what a sweep would take away."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

MONTHS_MAX: Final = 600
ADVISED_MONTHS: Final = 60
"""Until the debt has ended and five years have passed (CC art. 206 §5 I): a default of ours, D."""


class Kind(StrEnum):
    """What is kept apart: the words, the attachments, and the index that finds the words."""

    TEXT = "text"
    MEDIA = "media"
    INDEX = "index"


class HoldKind(StrEnum):
    """What a legal hold is laid on."""

    PERSON = "person"
    CONVERSATION = "conversation"
    CREDITOR = "creditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """For how many months after the end each kind is kept; None: for ever."""

    text_months: int | None = None
    media_months: int | None = None
    index_months: int | None = None

    def months(self, kind: Kind) -> int | None:
        """Return how long one kind is kept."""
        return {
            Kind.TEXT: self.text_months,
            Kind.MEDIA: self.media_months,
            Kind.INDEX: self.index_months,
        }[kind]

    @property
    def is_sound(self) -> bool:
        """Whether every span is a month at least and fifty years at most."""
        spans = (self.months(kind) for kind in Kind)
        return all(span is None or 1 <= span <= MONTHS_MAX for span in spans)

    @property
    def is_empty(self) -> bool:
        """Whether everything is kept for ever."""
        return all(self.months(kind) is None for kind in Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A debt that has ended: owed to whom, and since when no more."""

    creditor_id: UUID
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """A hold; `released_at` is None while it holds."""

    hold_id: UUID
    kind: HoldKind
    target_id: UUID
    reason: str
    placed_by: int
    placed_at: datetime
    released_by: int | None
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much a sweep took away, or would; `asides` are words beside a thread, not in it."""

    conversations: int = 0
    messages: int = 0
    media: int = 0
    index_lines: int = 0
    chats: int = 0
    held: int = 0
    asides: int = 0

    def plus(self, other: "Amounts") -> "Amounts":
        """Return both together."""
        return Amounts(
            conversations=self.conversations + other.conversations,
            messages=self.messages + other.messages,
            media=self.media + other.media,
            index_lines=self.index_lines + other.index_lines,
            chats=self.chats + other.chats,
            held=self.held + other.held,
            asides=self.asides + other.asides,
        )

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is taken away."""
        return not (self.messages or self.media or self.index_lines or self.chats or self.asides)
