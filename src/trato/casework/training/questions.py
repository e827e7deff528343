"""What may be asked: the bank that ships and the organisation's own questions."""

from trato.casework.training.bank import BANK
from trato.casework.training.models import OwnQuestion
from trato.casework.training.values import Question
from trato.foundation import tenancy


def questions() -> tuple[Question, ...]:
    """Return everything that a new quiz may put."""
    return (*BANK, *own_questions())


def own_questions(*, with_retired: bool = False) -> tuple[Question, ...]:
    """Return the organisation's own questions, oldest first; their code is their id."""
    rows = OwnQuestion.objects.filter(organisation_id=tenancy.current()).order_by("id")
    if not with_retired:
        rows = rows.filter(is_retired=False)
    return tuple(
        Question(code=str(r.id), text=r.text, options=tuple(r.options), right=r.right) for r in rows
    )


def by_code() -> dict[str, Question]:
    """Return every question there ever was, for reading old quizzes."""
    return {q.code: q for q in (*BANK, *own_questions(with_retired=True))}
