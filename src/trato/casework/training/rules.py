"""How a quiz is drawn and marked, and when it may be tried again. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from trato.casework.training.values import Asked, Question

ASKED_MAX: Final = 10
OPEN_FOR: Final = timedelta(hours=2)
"""A quiz begun and left alone is put again, with the same questions, for this long."""
COOLDOWN: Final = timedelta(minutes=15)
"""After failing, the lessons are to be read again first."""
OPTIONS_MIN: Final = 2
OPTIONS_MAX: Final = 5


def draw(questions: Sequence[Question], seed: str) -> tuple[Question, ...]:
    """Return the questions of one quiz: the same ones for the same seed."""
    return tuple(sorted(questions, key=lambda q: _lot(seed, q.code))[:ASKED_MAX])


def put(question: Question, seed: str) -> Asked:
    """Return a question with its options shuffled: the same way for the same seed."""
    places = range(len(question.options))
    order = sorted(places, key=lambda place: _lot(seed, f"{question.code}:{place}"))
    return Asked(question=question, order=tuple(order))


def count_right(asked: Sequence[Asked], given: Sequence[int | None]) -> int:
    """Return how many answers are right; a missing one is wrong."""
    return sum(one.question.right == said for one, said in zip(asked, given, strict=True))


def passes(right: int, asked: int, pass_percent: int) -> bool:
    """Tell whether that many right answers are enough; nothing asked is nothing passed."""
    return asked > 0 and right * 100 >= asked * pass_percent


def may_try_at(failed_at: datetime | None) -> datetime | None:
    """Return from when on a quiz may be begun again after failing, or None: at once."""
    return None if failed_at is None else failed_at + COOLDOWN


def _lot(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()
