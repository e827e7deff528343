"""An administrator adds a question of the organisation's own, or retires one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from trato.casework.training.models import OwnQuestion
from trato.casework.training.rules import OPTIONS_MAX, OPTIONS_MIN
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.training import QuestionKept
from trato.journal.record import record

TEXT_MAX = 400
OWN_MAX = 100


class BadQuestion(ValueError):
    """A question that cannot be put; the text says why: `text`, `options`, `right`, `many`."""


def add_question(text: str, options: Sequence[str], right: int, *, by: int, at: datetime) -> UUID:
    """Keep a question and return its id; empty options are left out.

    Raises:
        BadQuestion: it cannot be put.
    """
    words = " ".join(text.split())
    said = [" ".join(option.split()) for option in options]
    kept = [option for option in said if option]
    if not words or len(words) > TEXT_MAX:
        raise BadQuestion("text")
    if not OPTIONS_MIN <= len(kept) <= OPTIONS_MAX or len(set(kept)) != len(kept):
        raise BadQuestion("options")
    if any(len(option) > TEXT_MAX for option in kept):
        raise BadQuestion("options")
    if not 0 <= right < len(said) or not said[right]:
        raise BadQuestion("right")
    mine = OwnQuestion.objects.filter(organisation_id=tenancy.current(), is_retired=False)
    if mine.count() >= OWN_MAX:
        raise BadQuestion("many")
    question_id = new_id()
    OwnQuestion.objects.create(
        organisation_id=tenancy.current(),
        id=question_id,
        text=words,
        options=kept,
        right=kept.index(said[right]),
        added_at=at,
        added_by=by,
    )
    record(QuestionKept(question_id=question_id, by=by, is_retired=False), at=at)
    return question_id


def retire_question(question_id: UUID, *, by: int, at: datetime) -> None:
    """Put a question to nobody any more. Idempotent."""
    rows = OwnQuestion.objects.filter(
        organisation_id=tenancy.current(), id=question_id, is_retired=False
    )
    if rows.update(is_retired=True):
        record(QuestionKept(question_id=question_id, by=by, is_retired=True), at=at)
