"""Exported chats of both platforms and languages, as people's phones write them."""

from datetime import datetime
from typing import Any

import pytest

from trato.casework.chats.rules import read_chat
from trato.casework.chats.values import BadChat, Kind, Order, Platform

NOW = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001


def read(text: str, **more: Any) -> Any:
    return read_chat(text, now_local=NOW, **more)


ANDROID_PT = """\
13/11/2026 09:30 - As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta.
13/11/2026 09:30 - Ana Souza: Bom dia
13/11/2026 09:31 - Cooperativa: Bom dia, Ana.
Como posso ajudar?

Estamos aqui até as 18:00.
13/11/2026 09:32 - Ana Souza: <Mídia oculta>
13/11/2026 09:33 - Ana Souza: IMG-20261113-WA0001.jpg (arquivo anexado)
o comprovante
13/11/2026 09:34 - Cooperativa: Mensagem apagada
13/11/2026 09:35 - +55 11 98765-4321: segue: 12/11 - às 10:00 <Mensagem editada>
"""


def test_android_in_portuguese() -> None:
    found = read(ANDROID_PT)
    assert (found.platform, found.order) == (Platform.ANDROID, Order.DAY_FIRST)
    kinds = [(m.author, m.kind) for m in found.messages]
    assert kinds == [
        ("", Kind.SYSTEM), ("Ana Souza", Kind.TEXT), ("Cooperativa", Kind.TEXT),
        ("Ana Souza", Kind.HIDDEN), ("Ana Souza", Kind.MEDIA), ("Cooperativa", Kind.DELETED),
        ("+55 11 98765-4321", Kind.TEXT),
    ]  # fmt: skip
    assert found.messages[2].text == (
        "Bom dia, Ana.\nComo posso ajudar?\n\nEstamos aqui até as 18:00."
    )
    photo = found.messages[4]
    assert (photo.media_name, photo.text) == ("IMG-20261113-WA0001.jpg", "o comprovante")
    assert (found.messages[6].text, found.messages[6].is_edited) == (
        "segue: 12/11 - às 10:00",
        True,
    )
    assert found.messages[2].line == 3
    assert found.messages[1].local_at == datetime(2026, 11, 13, 9, 30)  # noqa: DTZ001
    assert found.authors == {"Ana Souza": 3, "Cooperativa": 2, "+55 11 98765-4321": 1}


IOS_PT = """\
\u200e[13/11/2026, 09:30:12] Ana Souza: \u200eLigações têm criptografia de ponta a ponta.
[13/11/2026, 09:30:15] Ana Souza: Ela adicionou meu número sem eu pedir
\u200e[13/11/2026, 09:31:00] Ana Souza: \u200e<anexado: 00000012-PHOTO-2026-11-13-09-31-00.jpg>
\u200e[13/11/2026, 09:31:10] Ana Souza: \u200eáudio ocultado
\u200e[13/11/2026, 09:31:20] Cooperativa: \u200eEssa mensagem foi apagada.
[13/11/2026, 09:31:30] Cooperativa: R$ 1.234,56 \u200e<Esta mensagem foi editada>
"""


def test_ios_in_portuguese() -> None:
    found = read(IOS_PT)
    assert found.platform is Platform.IOS
    assert [m.kind for m in found.messages] == [
        Kind.SYSTEM, Kind.TEXT, Kind.MEDIA, Kind.HIDDEN, Kind.DELETED, Kind.TEXT,
    ]  # fmt: skip
    assert found.messages[1].local_at.second == 15
    assert found.messages[2].media_name == "00000012-PHOTO-2026-11-13-09-31-00.jpg"
    assert (found.messages[5].text, found.messages[5].is_edited) == ("R$ 1.234,56", True)


@pytest.mark.parametrize(
    ("head", "hour"),
    [
        ("11/13/26, 9:30\u202fAM - ", 9), ("11/13/26, 9:30\u202fPM - ", 21),
        ("11/13/26, 12:05 AM - ", 0), ("11/13/26, 12:05 PM - ", 12),
        ("[11/13/26, 9:30:01\u202fPM] ", 21), ("[13/11/26 21:30:01] ", 21),
        ("13/11/26 21:30 - ", 21), ("13/11/2026, 9:30 p. m. - ", 21),
        ("13.11.26, 21:30 - ", 21), ("2026-11-13, 21:30 - ", 21), ("\ufeff13/11/2026 21:30 - ", 21),
    ],
)  # fmt: skip
def test_every_way_to_write_a_time(head: str, hour: int) -> None:
    (message,) = read(f"{head}Ana: oi\n").messages
    assert (message.author, message.text, message.local_at.hour) == ("Ana", "oi", hour)
    assert message.local_at.date() == datetime(2026, 11, 13).date()  # noqa: DTZ001


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (("13/11/2026",), Order.DAY_FIRST), (("11/13/2026",), Order.MONTH_FIRST),
        (("05/05/2026", "06/06/2026"), Order.DAY_FIRST),
        (("01/02/2026", "02/02/2026", "03/02/2026"), None),
        (("10/02/2026", "02/03/2026"), Order.DAY_FIRST),
        (("02/10/2026", "03/02/2026"), Order.MONTH_FIRST),
        (("01/12/2026",), Order.MONTH_FIRST), (("03/04/2026",), None),
    ],
)  # fmt: skip
def test_day_and_month_are_told_apart_by_the_whole_file(
    days: tuple[str, ...], order: Order | None
) -> None:
    text = "\n".join(f"{day} 09:30 - Ana: oi" for day in days)
    assert read(text).order is order


def test_where_nothing_tells_the_order_is_asked_for() -> None:
    text = "03/04/2026 09:30 - Ana: oi"
    (first,), (second,) = (
        read(text, order=order).messages for order in (Order.DAY_FIRST, Order.MONTH_FIRST)
    )
    assert (first.local_at.month, second.local_at.month) == (4, 3)
    with pytest.raises(BadChat) as problem:
        read("13/11/2026 09:30 - Ana: oi", order=Order.MONTH_FIRST)
    assert problem.value.code == "other_order"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 0), ("\n \n", "empty", 0),
        ("nome;cpf\nAna;1", "not_a_chat", 1),
        ("13/11/2026 09:30 - Ana: oi\n11/13/2026 09:31 - Ana: oi", "no_order", 2),
        ("13/11/2026 25:30 - Ana: oi", "no_order", 1),
        ("31/11/2026 09:30 - Ana: oi", "no_order", 1),
        ("13/11/2027 09:30 - Ana: oi", "to_come", 1),
        ("2026-13-40 09:30 - Ana: oi", "no_such_time", 1),
    ],
)  # fmt: skip
def test_a_bad_file_names_the_line(text: str, code: str, line: int) -> None:
    with pytest.raises(BadChat) as problem:
        read(text)
    assert (problem.value.code, problem.value.line) == (code, line)


@pytest.mark.parametrize(
    "said",
    [
        "<Media omitted>", "<Mídia oculta>", "imagem omitida", "image omitted", "vídeo ocultado",
        "GIF omitted", "documento omitido", "Contact card omitted", "figurinha omitida",
    ],
)  # fmt: skip
def test_media_that_was_left_out(said: str) -> None:
    (message,) = read(f"13/11/2026 09:30 - Ana: {said}").messages
    assert message.kind is Kind.HIDDEN


@pytest.mark.parametrize(
    "notice",
    [
        "Ana mudou o assunto de “A” para “B: C”", "Você criou o grupo",
        'Ana changed the subject from "A: B" to "C"', "Seu código de segurança com Ana mudou.",
    ],
)  # fmt: skip
def test_what_the_app_says_is_nobodys(notice: str) -> None:
    (message,) = read(f"13/11/2026 09:30 - {notice}").messages
    assert (message.author, message.kind, message.text) == ("", Kind.SYSTEM, notice)
