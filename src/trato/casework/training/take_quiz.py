"""Somebody begins the quiz, and hands it in; whoever passes is certified."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from trato.book.certificates.grant import grant
from trato.book.certificates.read import gate
from trato.casework.training.lessons import COURSE
from trato.casework.training.models import Quiz
from trato.casework.training.questions import by_code, questions
from trato.casework.training.rules import OPEN_FOR, count_right, draw, may_try_at, passes, put
from trato.casework.training.values import QuizCard
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.training import QuizTaken
from trato.journal.record import record


class TooSoon(Exception):
    """A quiz was failed a moment ago; `until` says when the next may begin."""

    def __init__(self, until: datetime) -> None:
        """Make it from an instant."""
        self.until = until
        super().__init__(until.isoformat())


class UnknownQuiz(LookupError):
    """No such quiz of this user's."""


def may_begin_at(user_id: int) -> datetime | None:
    """Return from when on this user may begin a quiz, or None: they never failed one."""
    newest = _mine(user_id).filter(handed_in_at__isnull=False).order_by("-handed_in_at").first()
    return may_try_at(newest.handed_in_at) if newest and not newest.has_passed else None


def begin_quiz(*, user_id: int, at: datetime) -> QuizCard:
    """Return this user's open quiz, or draw a new one: leaving one alone brings no other questions.

    Raises:
        TooSoon: they failed one a moment ago.
    """
    open_one = _mine(user_id).filter(handed_in_at__isnull=True, begun_at__gt=at - OPEN_FOR).first()
    if open_one is not None:
        return _card(open_one)
    until = may_begin_at(user_id)
    if until is not None and at < until:
        raise TooSoon(until)
    quiz_id = new_id()
    row = Quiz.objects.create(
        organisation_id=tenancy.current(),
        id=quiz_id,
        user_id=user_id,
        course=COURSE,
        questions=[q.code for q in draw(questions(), str(quiz_id))],
        begun_at=at,
    )
    return _card(row)


def hand_in_quiz(
    quiz_id: UUID, given: Mapping[str, int], *, user_id: int, name: str, at: datetime
) -> QuizCard:
    """Mark a quiz by question code → option and certify whoever passes; handing in twice is once.

    Raises:
        UnknownQuiz: it is not this user's.
    """
    row = _mine(user_id).select_for_update().filter(id=quiz_id).first()
    if row is None:
        raise UnknownQuiz(str(quiz_id))
    if row.handed_in_at is not None:
        return _card(row)
    asked = _card(row).asked
    row.given = [given.get(one.question.code) for one in asked]
    row.right = count_right(asked, row.given)
    row.has_passed = passes(row.right, len(asked), gate().pass_percent)
    row.handed_in_at = at
    Quiz.objects.filter(organisation_id=row.organisation_id, id=row.id).update(
        given=row.given, right=row.right, has_passed=row.has_passed, handed_in_at=at
    )
    fact = QuizTaken(
        quiz_id=quiz_id,
        user_id=user_id,
        right=row.right,
        asked=len(asked),
        has_passed=row.has_passed,
    )
    record(fact, at=at)
    if row.has_passed:
        grant(
            user_id=user_id, name=name, course=row.course, right=row.right, asked=len(asked), at=at
        )
    return _card(row)


def quiz(quiz_id: UUID, *, user_id: int) -> QuizCard:
    """Return one of this user's quizzes.

    Raises:
        UnknownQuiz: it is not this user's.
    """
    row = _mine(user_id).filter(id=quiz_id).first()
    if row is None:
        raise UnknownQuiz(str(quiz_id))
    return _card(row)


def _mine(user_id: int) -> QuerySet[Quiz]:
    return Quiz.objects.filter(organisation_id=tenancy.current(), user_id=user_id)


def _card(row: Quiz) -> QuizCard:
    known = by_code()
    asked = tuple(put(known[code], str(row.id)) for code in row.questions if code in known)
    return QuizCard(
        quiz_id=row.id,
        user_id=row.user_id,
        asked=asked,
        begun_at=row.begun_at,
        handed_in_at=row.handed_in_at,
        given=tuple(row.given) or (None,) * len(asked),
        right=row.right,
        has_passed=row.has_passed,
    )
