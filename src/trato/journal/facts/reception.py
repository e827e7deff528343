"""Facts about opening hours and about what people thought of an answer."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChanged(Fact):
    """Somebody changed when people answer; `by` is a user's id, None for a command."""

    KIND: ClassVar[str] = "reception.hours_changed"

    by: int | None
    spans: int
    closures: int
    closes_on_holidays: bool
    tells_absence: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GreetingChanged(Fact):
    """Somebody changed how a number receives whoever writes: the flows, and how many choices.

    `choices` are those of the first menu, `submenus` the menus that lines of others open.
    """

    KIND: ClassVar[str] = "reception.greeting_changed"

    number_id: UUID
    by: int | None
    for_debtors: str
    for_others: str
    choices: int
    submenus: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAsked(Fact):
    """A person was asked what they thought of an agent's answer, or the assistant's."""

    KIND: ClassVar[str] = "reception.rating_asked"

    conversation_id: UUID
    agent_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRated(Fact):
    """A person rated an answer, from 1 to 5."""

    KIND: ClassVar[str] = "reception.answer_rated"

    conversation_id: UUID
    agent_id: int | None
    score: int
