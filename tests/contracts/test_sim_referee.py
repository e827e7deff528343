"""The world's own judgement of what should never have been sent."""

from datetime import datetime

import pytest

from trato.simulator.books.referee import Case, is_decent_hour, judge, speaks_of_debt

TUESDAY = datetime.fromisoformat("2026-11-24T10:00:00-03:00")


def case(**more: object) -> Case:
    values: dict[str, object] = {
        "at": TUESDAY,
        "phone": "5511980000001",
        "text": "Olá, Maria. Falo com Maria?",
        "is_template": False,
        "is_initiated": False,
        "role": "original_creditor",
        "had_identity": False,
        "knew_stop": False,
        "knew_wrong_person": False,
        "said_after": 0,
        "already_initiated_today": False,
    }
    return Case(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({}, ()),
        ({"text": "Sua dívida de R$ 900,00"}, ("debt_before_identity",)),
        ({"text": "Sua dívida de R$ 900,00", "had_identity": True}, ()),
        ({"knew_stop": True}, ()),
        ({"knew_stop": True, "said_after": 1}, ("after_stop",)),
        ({"knew_stop": True, "is_template": True}, ("after_stop",)),
        ({"knew_wrong_person": True, "said_after": 1}, ("after_wrong_person",)),
        ({"is_initiated": True, "role": "third_party_collector"}, ("third_party_initiated",)),
        ({"role": "third_party_collector"}, ()),
        ({"is_initiated": True, "already_initiated_today": True}, ("initiated_twice_in_a_day",)),
        (
            {"is_initiated": True, "at": datetime.fromisoformat("2026-11-24T20:00:00-03:00")},
            ("outside_hours",),
        ),
        ({"at": datetime.fromisoformat("2026-11-24T23:00:00-03:00")}, ()),
    ],
)
def test_judgement(more: dict[str, object], reasons: tuple[str, ...]) -> None:
    assert judge(case(**more)) == reasons


@pytest.mark.parametrize(
    ("at", "phone", "decent"),
    [
        ("2026-11-24T08:00:00-03:00", "5511980000001", True),
        ("2026-11-24T07:59:59-03:00", "5511980000001", False),
        ("2026-11-24T08:30:00-03:00", "5592980000001", False),
        ("2026-11-24T20:30:00-03:00", "5592980000001", True),
        ("2026-11-24T21:30:00-03:00", "5568980000001", True),
        ("2026-11-28T13:59:00-03:00", "5511980000001", True),
        ("2026-11-28T14:00:00-03:00", "5511980000001", False),
        ("2026-11-29T10:00:00-03:00", "5511980000001", False),
    ],
)
def test_hours(at: str, phone: str, decent: bool) -> None:
    assert is_decent_hour(datetime.fromisoformat(at), phone) is decent


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("um assunto do seu interesse", False),
        ("Aqui é o assistente virtual da Cooperativa de Crédito Sol.", False),
        ("de acordo com o seu pedido", False),
        ("dia e mês (por exemplo, 07/03)", False),
        ("seu acordo", True),
        ("sua DÍVIDA", True),
        ("parcelas em atraso", True),
        ("R$ 10,00", True),
        ("o valor de 1.234,56", True),
    ],
)
def test_words_that_give_a_debt_away(text: str, speaks: bool) -> None:
    assert speaks_of_debt(text) is speaks
