"""What score cards are made of: deeds in conversations, episodes with people, and the cards."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class What(StrEnum):
    """What happened in a conversation that matters to who answered whom, and when."""

    QUEUED = "queued"
    GIVEN = "given"
    SAID = "said"
    RESOLVED = "resolved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that happened: `agent_id` got it, said it or ended it; `code` is the tabulation."""

    at: datetime
    conversation_id: UUID
    what: What
    agent_id: int | None = None
    code: str = ""
    is_resolution: bool = False


@dataclass(slots=True, kw_only=True)
class Episode:
    """One stretch of a conversation with people, from the hand-over to its end."""

    conversation_id: UUID
    started_at: datetime
    holder_id: int | None = None
    held_since: datetime | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None
    ended_by: int | None = None
    ended_at: datetime | None = None
    is_resolution: bool = False
    was_reopened: bool = False

    @property
    def answer_seconds(self) -> float | None:
        """How long the person waited for the first answer of a person, or None."""
        return (self.answered_at - self.started_at).total_seconds() if self.answered_at else None

    @property
    def handle_seconds(self) -> float | None:
        """How long who ended it had had it, or None."""
        if self.ended_at is None or self.held_since is None:
            return None
        return (self.ended_at - self.held_since).total_seconds()


@dataclass(slots=True, kw_only=True)
class Card:
    """What one agent (or the assistant: `agent_id` None) did over a while; every share has its n.

    Seconds are kept one by one. `reached` are conversations with somebody whose identity is proven,
    `promised` those of them with a promise or an agreement; `due` are such words whose day has
    passed, `honoured` those that were kept. `violations` are alerts on what they
    wrote that somebody found true; `refused` is what the door did not let leave.
    """

    agent_id: int | None
    version: str = ""
    answers: list[float] = field(default_factory=list)
    handlings: list[float] = field(default_factory=list)
    ended: int = 0
    resolved: int = 0
    reopened: int = 0
    agreements: int = 0
    kept: int = 0
    broken: int = 0
    agreed_cents: int = 0
    messages: int = 0
    refused: int = 0
    violations: int = 0
    rated: int = 0
    asked: int = 0
    rating: float | None = None
    reached: set[UUID] = field(default_factory=set)
    promised: set[UUID] = field(default_factory=set)
    due: int = 0
    honoured: int = 0
