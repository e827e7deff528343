"""Facts about conversations drawn and reviewed."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(Fact):
    """Somebody drew ended conversations to review; the seed draws them again.

    Of them `second` are read by `second_by` as well.
    """

    KIND: ClassVar[str] = "reviews.sample_drawn"

    sample_id: UUID
    by: int
    seed: str
    each: int
    drawn: int
    second: int = 0
    second_by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationReviewed(Fact):
    """Somebody reviewed a conversation; the comment stays outside the journal."""

    KIND: ClassVar[str] = "reviews.conversation_reviewed"

    review_id: UUID
    conversation_id: UUID
    agent_id: int | None
    by: int
    percent: int
    is_second: bool = False
