"""Facts about how a desk is arranged: its queues, and what its agents take."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueArranged(Fact):
    """A queue was made, changed or dropped, by a user or (None) a command; its name stays out.

    `helpers`: the teams that help its own after so many seconds, in their order.
    """

    KIND: ClassVar[str] = "routing.queue_arranged"

    queue_id: UUID
    by: int | None
    is_dropped: bool
    reasons: tuple[str, ...]
    answer_within_seconds: int
    helpers: tuple[UUID, ...] = ()
    help_after_seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatArranged(Fact):
    """A user changed how much an agent takes at once, or how many skills they have."""

    KIND: ClassVar[str] = "routing.seat_arranged"

    agent_id: int
    by: int
    load_max: int
    skills: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamArranged(Fact):
    """A team was made, changed or dropped: how many agents it has and how many queues it serves."""

    KIND: ClassVar[str] = "routing.team_arranged"

    team_id: UUID
    by: int | None
    members: int
    queues: int
    is_dropped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TabulationKept(Fact):
    """A word for what came of a conversation was added, changed, retired or put back."""

    KIND: ClassVar[str] = "routing.tabulation_kept"

    tabulation_id: UUID
    by: int | None
    is_resolution: bool
    wants_note: bool
    is_retired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MannersChanged(Fact):
    """Somebody changed how long the assistant is silent after an answer from the telephone."""

    KIND: ClassVar[str] = "routing.manners_changed"

    by: int | None
    silent_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BotSilenced(Fact):
    """The assistant is silent until then: an answer from the telephone, or (`by`) no longer."""

    KIND: ClassVar[str] = "routing.bot_silenced"

    conversation_id: UUID
    until: datetime
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BotTold(Fact):
    """Whoever gave a conversation back told the assistant what had been done."""

    KIND: ClassVar[str] = "routing.bot_told"

    conversation_id: UUID
    what: str
    by: int | None
