"""Which states a debt may move between, what a file may change, and what rules say of people."""

from datetime import date, timedelta

import pytest

from tests.conftest import TUESDAY
from trato.book.people import rules as people
from trato.book.portfolios.rules import (
    OPEN,
    STATES,
    TERMINAL,
    IllegalDebtMove,
    check_move,
    may_move,
    prescription_of,
)

MOVES = {
    ("imported", "active"), ("active", "negotiating"), ("active", "in_agreement"),
    ("negotiating", "in_agreement"), ("negotiating", "active"), ("in_agreement", "active"),
    ("active", "paused"), ("paused", "active"), ("disputed", "active"), ("active", "disputed"),
    ("negotiating", "disputed"), ("in_agreement", "disputed"), ("recalled", "active"),
    ("settled", "active"), ("settled", "overpaid"),
}  # fmt: skip


def test_the_table():
    for before, after in MOVES:
        check_move(before, after)
    for before in OPEN:
        assert all(may_move(before, after) for after in TERMINAL)
        assert not may_move(before, before)
    for before in ("written_off", "transferred", "statute_barred", "cancelled"):
        assert not any(may_move(before, after) for after in STATES)
    for before, after in (("settled", "negotiating"), ("disputed", "in_agreement"),
                          ("paused", "negotiating"), ("recalled", "in_agreement"),
                          ("nowhere", "active")):  # fmt: skip
        with pytest.raises(IllegalDebtMove):
            check_move(before, after)


def test_prescription_is_five_years_to_the_day():
    assert prescription_of(date(2021, 11, 24)) == date(2026, 11, 24)
    assert prescription_of(date(2024, 2, 29)) == date(2029, 2, 28)


def test_majority_comes_on_the_birthday():
    assert people.is_minor(date(2008, 11, 25), date(2026, 11, 24))
    assert not people.is_minor(date(2008, 11, 24), date(2026, 11, 24))
    assert not people.is_minor(None, date(2026, 11, 24))
    assert people.is_minor(date(2008, 2, 29), date(2026, 2, 27))
    assert not people.is_minor(date(2008, 2, 29), date(2026, 2, 28))


def test_names_as_the_person_would_write_them():
    assert people.readable_name("  MARIA  DA SILVA ") == "Maria da Silva"
    assert people.readable_name("Ana McDonald") == "Ana McDonald"
    assert people.first_name("JOÃO SOUZA") == "João"
    assert people.first_name("LeBron James") == "LeBron"


def test_three_failures_lock_for_a_day():
    assert people.locked_until(2, TUESDAY) is None
    assert people.locked_until(3, TUESDAY) == TUESDAY + timedelta(hours=24)
    assert people.initial_state("bureau_enriched") == "candidate"
    assert people.initial_state("debtor_supplied") == "probable"
