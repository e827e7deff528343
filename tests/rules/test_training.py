"""The quiz and the certificate as pure rules: drawn by lot, marked, valid, sealed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from trato.book.certificates.rules import is_ending, is_whole, months_later, seal_of
from trato.book.certificates.values import CertificateCard
from trato.casework.training.bank import BANK
from trato.casework.training.lessons import LESSONS
from trato.casework.training.rules import ASKED_MAX, count_right, draw, may_try_at, passes, put

AT = datetime(2026, 11, 24, 13, tzinfo=UTC)
HERE = UUID(int=1)
CARD = CertificateCard(
    certificate_id=UUID(int=2), user_id=7, name="bia@aurora.example", course="c", right=9, asked=10,
    granted_at=AT, valid_until=AT + timedelta(days=365), sha256="",
)  # fmt: skip


def test_the_same_lot_draws_the_same_quiz_and_another_one_another() -> None:
    assert draw(BANK, "a") == draw(BANK, "a") != draw(BANK, "b")
    assert len(draw(BANK, "a")) == ASKED_MAX
    assert len(draw(BANK[:3], "a")) == 3


def test_the_right_answer_stands_anywhere() -> None:
    places = {put(BANK[0], str(seed)).order.index(BANK[0].right) for seed in range(60)}
    assert places == set(range(len(BANK[0].options)))


def test_every_question_has_different_options_and_a_reason() -> None:
    assert len({q.code for q in BANK}) == len(BANK)
    for q in BANK:
        assert len(set(q.options)) == len(q.options) >= 3, q.code
        assert q.why, q.code


def test_every_lesson_says_where_it_comes_from() -> None:
    for lesson in LESSONS:
        assert lesson.citations, lesson.code
        assert all(c.mark for c in lesson.citations)


@pytest.mark.parametrize(
    ("right", "asked", "percent", "passed"),
    [
        (8, 10, 80, True),
        (7, 10, 80, False),
        (10, 10, 100, True),
        (2, 3, 67, False),
        (0, 0, 50, False),
    ],
)
def test_the_pass_mark(right: int, asked: int, percent: int, passed: bool) -> None:
    assert passes(right, asked, percent) is passed


def test_a_missing_answer_is_wrong() -> None:
    asked = [put(q, "s") for q in BANK[:3]]
    assert count_right(asked, [0, None, 1]) == 1


def test_failing_makes_one_wait() -> None:
    assert may_try_at(None) is None
    assert may_try_at(AT) == AT + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        ((2026, 11, 24), 12, (2027, 11, 24)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
    ],
)
def test_months_are_months(on: tuple[int, int, int], months: int, until: tuple[int, ...]) -> None:
    assert months_later(datetime(*on, tzinfo=UTC), months).date().timetuple()[:3] == until


def test_a_certificate_is_said_to_end_a_month_before() -> None:
    assert not is_ending(AT + timedelta(days=31), AT)
    assert is_ending(AT + timedelta(days=30), AT)
    assert not is_ending(AT, AT)


def test_whatever_is_changed_breaks_the_seal() -> None:
    whole = replace(CARD, sha256=seal_of(CARD, HERE))
    assert is_whole(whole, HERE)
    assert not is_whole(whole, UUID(int=3))
    for changed in ({"right": 10}, {"name": "caio"}, {"valid_until": AT}, {"user_id": 8}):
        assert not is_whole(replace(whole, **changed), HERE)  # type: ignore[arg-type]
