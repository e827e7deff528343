"""Cents: written and read the Brazilian way, split and shared without losing one."""

from decimal import Decimal

import pytest

from trato.foundation.money import allocate, brl, parse_brl, split_evenly, to_cents, to_reais


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123456),
        ("R$ 1234,56", 123456),
        ("R$\u00a01.234,50", 123450),
        ("1234.56", 123456),
        ("1234", 123400),
        ("1.234", 123400),
        ("1.234.567", 123456700),
        ("1,234.56", 123456),
        ("0,05", 5),
        ("1,5", 150),
        ("-10,00", -1000),
        ("12.5", 1250),
    ],
)
def test_amounts_are_read(text: str, cents: int) -> None:
    assert parse_brl(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "R$",
        "abc",
        "1,234,5",
        "1.23.456",
        "1,2345",
        "--",
        ",50",
        "1.2,3.4",
        "1..2",
        "٣",
        "12,345",
    ],
)
def test_what_is_not_an_amount_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="amount") as caught:
        parse_brl(text)
    assert not text or len(text) < 3 or text not in str(caught.value)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "R$ 0,00"), (5, "R$ 0,05"), (123456789, "R$ 1.234.567,89"), (-150, "-R$ 1,50")],
)
def test_amounts_are_written(cents: int, text: str) -> None:
    assert brl(cents) == text


def test_rounding_is_half_even() -> None:
    assert to_cents(Decimal("0.125")) == 12
    assert to_cents(Decimal("0.135")) == 14
    assert to_reais(123456) == Decimal("1234.56")


def test_split_and_allocate() -> None:
    assert split_evenly(100, 3) == (34, 33, 33)
    assert allocate(100, [1, 1, 1]) == (34, 33, 33)
    assert allocate(10, [0, 1]) == (0, 10)
    with pytest.raises(ValueError, match="part"):
        split_evenly(1, 0)
    with pytest.raises(ValueError, match="weights"):
        allocate(1, [0])
