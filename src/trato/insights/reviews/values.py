"""The nouns of reviews."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A conversation that ended: `agent_id` ended it; None: the assistant did."""

    conversation_id: UUID
    agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCard:
    """One conversation of a sample; `marks` and `percent` once it was reviewed."""

    review_id: UUID
    conversation_id: UUID
    agent_id: int | None
    reviewer_id: int
    drawn_at: datetime
    reviewed_at: datetime | None
    marks: dict[str, int | None]
    percent: int | None
    comment: str
    is_second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedLine:
    """How many conversations of an agent (None: the assistant) were reviewed, and how well."""

    agent_id: int | None
    reviewed: int
    percent: float
