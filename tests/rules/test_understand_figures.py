"""Amounts, days, birthdays and digits as people type them."""

from datetime import date

import pytest

from trato.speakers.bot.dialogue.dates import birthday, day_of_month, is_vague, when
from trato.speakers.bot.dialogue.numbers import amounts, last_digits

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("150", (15_000,)),
        ("R$ 1.250,50", (125_050,)),
        ("dois mil e trezentos", (230_000,)),
        ("uns 200 conto", (20_000,)),
        ("mil e duzentos reais", (120_000,)),
        ("trezentos e cinquenta reais e vinte centavos", (35_020,)),
        ("2 mil", (200_000,)),
        ("2k", (200_000,)),
        ("cento e dois", (10_200,)),
        ("vinte e dois reais", (2_200,)),
        ("R$150", (15_000,)),
        ("150 dia 10", (15_000,)),
        ("só dia 10", ()),
        ("em 10 vezes", ()),
        ("07/03", ()),
    ],
)
def test_amounts(text: str, cents: tuple[int, ...]) -> None:
    assert amounts(text).cents == cents


@pytest.mark.parametrize(
    ("text", "instalments", "monthly", "upfront"),
    [
        ("consigo 150 por mês", None, 15_000, None),
        ("3x de 200", 3, 20_000, None),
        ("dez vezes de cem", 10, 10_000, None),
        ("200 de entrada e 100 por mês", None, 10_000, 20_000),
        ("dou 300 de entrada e o resto em 5x de 100", 5, 10_000, 30_000),
        ("posso dar 300 de entrada", None, None, 30_000),
        ("à vista por 1.000", None, None, 100_000),
        ("em 10 vezes", 10, None, None),
        ("150", None, None, None),
        ("em 999 vezes", None, None, None),
    ],
)
def test_roles(
    text: str, instalments: int | None, monthly: int | None, upfront: int | None
) -> None:
    got = amounts(text)
    assert (got.instalments, got.monthly_cents, got.upfront_cents) == (
        instalments,
        monthly,
        upfront,
    )


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("dia 10", date(2026, 12, 10)),
        ("dia 25", date(2026, 11, 25)),
        ("hoje", TODAY),
        ("amanhã", date(2026, 11, 25)),
        ("depois de amanhã", date(2026, 11, 26)),
        ("sexta", date(2026, 11, 27)),
        ("sexta que vem", date(2026, 12, 4)),
        ("terça", date(2026, 12, 1)),
        ("segunda-feira", date(2026, 11, 30)),
        ("semana que vem", date(2026, 11, 30)),
        ("mês que vem", date(2026, 12, 1)),
        ("daqui a 3 dias", date(2026, 11, 27)),
        ("daqui a duas semanas", date(2026, 12, 8)),
        ("daqui a 2 meses", date(2027, 1, 24)),
        ("quinto dia útil", date(2026, 12, 7)),
        ("5o dia util do mês que vem", date(2026, 12, 7)),
        ("10/12", date(2026, 12, 10)),
        ("10/03", date(2027, 3, 10)),
        ("10/12/2027", date(2027, 12, 10)),
        ("7 de dezembro", date(2026, 12, 7)),
        ("dia 5 do mês que vem", date(2026, 12, 5)),
        ("fim do mês", date(2026, 11, 30)),
        ("começo do mês", date(2026, 12, 1)),
        ("quando eu receber", None),
        ("31/02", None),
        ("dia 99", None),
        ("segunda parcela", None),
        ("daqui a 999 dias", date(2029, 8, 19)),
    ],
)
def test_days(text: str, on: date | None) -> None:
    assert when(text, today=TODAY) == on


def test_recurring_and_vague_days() -> None:
    assert day_of_month("todo dia 5") == 5
    assert day_of_month("sexta") is None
    assert is_vague("quando eu receber")
    assert not is_vague("dia 10")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("07/03", (7, 3)),
        ("7 de março", (7, 3)),
        ("07031985", (7, 3)),
        ("sete de março", (7, 3)),
        ("7/3/85", (7, 3)),
        ("primeiro de maio", (1, 5)),
        ("7 3", (7, 3)),
        ("0703", (7, 3)),
        ("dia 7 do 3", (7, 3)),
        ("29/02", (29, 2)),
        ("vinte e dois de outubro", (22, 10)),
        ("dois de maio", (2, 5)),
        ("31/02", None),
        ("13/13", None),
        ("não lembro", None),
        ("", None),
        ("99", None),
    ],
)
def test_birthdays(text: str, day: tuple[int, int] | None) -> None:
    assert birthday(text) == day


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123", "123"),
        ("1 2 3", "123"),
        ("final 123", "123"),
        ("um dois três", "123"),
        ("zero quatro sete", "047"),
        ("meia dois zero", "620"),
        ("1-2-3", "123"),
        ("123.456.789-01", "901"),
        ("12", None),
        ("1234", None),
        ("não", None),
        ("", None),
    ],
)
def test_last_digits(text: str, digits: str | None) -> None:
    assert last_digits(text) == digits
