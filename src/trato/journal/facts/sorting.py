"""Facts about how conversations are sorted: tags and saved views. Their names stay out."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationTagged(Fact):
    """A conversation got a tag or lost it, by a user's hand or (None) by a rule."""

    KIND: ClassVar[str] = "sorting.tagged"

    conversation_id: UUID
    tag_id: UUID
    by: int | None
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagArranged(Fact):
    """A user made, changed or dropped a tag; `rules` counts what puts it on."""

    KIND: ClassVar[str] = "sorting.tag_arranged"

    tag_id: UUID
    by: int
    rules: int
    is_dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewArranged(Fact):
    """A user kept or dropped a view, their own or one of everybody."""

    KIND: ClassVar[str] = "sorting.view_arranged"

    view_id: UUID
    by: int
    is_shared: bool
    is_dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentArranged(Fact):
    """A user made, changed or dropped a segment of people."""

    KIND: ClassVar[str] = "sorting.segment_arranged"

    segment_id: UUID
    by: int
    is_dropped: bool
