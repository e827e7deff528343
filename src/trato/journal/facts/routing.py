"""Facts about how a desk is arranged: its queues, and what its agents take."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueArranged(Fact):
    """A queue was made, changed or dropped, by a user or (None) a command; its name stays out."""

    KIND: ClassVar[str] = "routing.queue_arranged"

    queue_id: UUID
    by: int | None
    is_dropped: bool
    reasons: tuple[str, ...]
    answer_within_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatArranged(Fact):
    """A user changed how much an agent takes at once, or how many skills they have."""

    KIND: ClassVar[str] = "routing.seat_arranged"

    agent_id: int
    by: int
    load_max: int
    skills: int
