"""The nouns of the course: lessons, questions, and a quiz as its taker sees it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.door.policy.values import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A page of reading, with where each thing said comes from."""

    code: str
    title: str
    paragraphs: tuple[str, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `options[right]` is the answer. `why` is told once the quiz is over."""

    code: str
    text: str
    options: tuple[str, ...]
    right: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it is put: its options in an order of this quiz's own."""

    question: Question
    order: tuple[int, ...]

    @property
    def options(self) -> tuple[tuple[int, str], ...]:
        """Return (number to answer with, words) in the order shown."""
        return tuple((place, self.question.options[place]) for place in self.order)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizCard:
    """A quiz that somebody began; `right` and `has_passed` once it was handed in."""

    quiz_id: UUID
    user_id: int
    asked: tuple[Asked, ...]
    begun_at: datetime
    handed_in_at: datetime | None
    given: tuple[int | None, ...]
    right: int | None
    has_passed: bool | None
