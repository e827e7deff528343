"""Statements that are sent one behind the other do what they would do one by one, or nothing."""

import time
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import DataError, connection

from tests.conftest import TUESDAY
from trato.foundation.database import OpenCursor, ask, in_one_go, is_in_one_go, put
from trato.foundation.tenancy import within
from trato.journal import record as recording
from trato.journal.fact import Fact
from trato.journal.models import Entry, Salt
from trato.journal.record import record_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Fact):
    KIND: ClassVar[str] = "test.happened"

    number: int


def _tell(count: int) -> None:
    record_many([(Happened(number=n), None, b"") for n in range(count)], at=TUESDAY)


def _told(organisation: UUID) -> tuple[int, int]:
    with within(organisation):
        return Entry.objects.count(), Salt.objects.count()


def test_all_of_them_are_done_and_rows_come_as_ever(organisation: UUID) -> None:
    with within(organisation):
        assert not is_in_one_go()
        with in_one_go():
            assert is_in_one_go()
            _tell(2)
            assert ask("SELECT 41 + %s", [1]) == [(42,)]
            _tell(1)
        assert not is_in_one_go()
    assert _told(organisation) == (3, 3)


def test_many_facts_are_told_without_a_table_of_their_own(
    organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_MANY", 2)
    with within(organisation), in_one_go():
        _tell(5)
    assert _told(organisation) == (5, 5)


def test_questions_under_way_together_are_answered_each_with_its_own(organisation: UUID) -> None:
    with within(organisation), in_one_go():
        one, two = put("SELECT %s + 0", [1]), put("SELECT %s + 0", [2])
        assert (two(), one()) == ([(2,)], [(1,)])


def _ask_what_fails(
    organisation: UUID, answered: list[object], *, lasts_s: float, waits_s: float, read_first: str
) -> None:
    with within(organisation), in_one_go():
        wrong = put("SELECT 1 / %s FROM (SELECT pg_sleep(%s)) AS while_it_lasts", [0, lasts_s])
        time.sleep(waits_s)
        right = put("SELECT 3")
        order = (wrong, right) if read_first == "wrong" else (right, wrong)
        answered.extend(read() for read in order)


@pytest.mark.parametrize("read_first", ["wrong", "right"])
@pytest.mark.parametrize(
    ("lasts_s", "waits_s"),
    [
        pytest.param(0.2, 0, id="known when an answer is read"),
        pytest.param(0, 0.2, id="known when the next is put"),
        pytest.param(0, 0, id="known at either"),
    ],
)
def test_a_question_that_fails_leaves_those_behind_it_unanswered_and_says_why(
    organisation: UUID, lasts_s: float, waits_s: float, read_first: str
) -> None:
    answered: list[object] = []
    with pytest.raises(DataError, match="division by zero"):
        _ask_what_fails(
            organisation, answered, lasts_s=lasts_s, waits_s=waits_s, read_first=read_first
        )
    assert answered == []


def test_outside_of_one_go_a_question_is_answered_when_it_is_put(organisation: UUID) -> None:
    with within(organisation):
        answer = put("SELECT count(*) FROM journal_entry")
        _tell(2)
        assert answer() == [(0,)]


def _divide_by_nothing(organisation: UUID, *, asks_afterwards: bool) -> None:
    with within(organisation), in_one_go():
        _tell(1)
        with OpenCursor() as cursor:
            cursor.execute("SELECT 1 / %s", [0])
        _tell(1)
        if asks_afterwards:
            ask("SELECT 1")


@pytest.mark.parametrize("asks_afterwards", [True, False])
def test_one_that_fails_undoes_the_others_and_says_why(
    organisation: UUID, *, asks_afterwards: bool
) -> None:
    with pytest.raises(DataError, match="division by zero"):
        _divide_by_nothing(organisation, asks_afterwards=asks_afterwards)
    assert _told(organisation) == (0, 0)


def _break_off(organisation: UUID) -> None:
    with within(organisation), in_one_go():
        _tell(1)
        raise LookupError


def test_what_goes_wrong_in_between_is_raised_as_it_is(organisation: UUID) -> None:
    with pytest.raises(LookupError):
        _break_off(organisation)
    assert _told(organisation) == (0, 0)


def test_outside_of_a_transaction_it_changes_nothing(organisation: UUID) -> None:
    connection.ensure_connection()
    with in_one_go():
        assert not is_in_one_go()
