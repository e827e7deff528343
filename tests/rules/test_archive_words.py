"""Text as the index sees it, and questions as people type them."""

import pytest

from trato.insights.archive.rules import (
    OnlyExcluded,
    fold,
    for_stemming,
    highlight,
    read_question,
)
from trato.insights.archive.values import Terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Não devo NADA!", "nao devo nada"),
        ("R$ 1.234,56 até 05/12", "r 1 234 56 ate 05 12"),
        ("negociação-já", "negociacao ja"),
        ("a\u0301gua\u200e e ŁÓDŹ", "agua e lodz"),
        ("\U0001d5fb\U0001d5ee\u0303\U0001d5fc", "nao"),
        ("😀 …", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_endings_get_their_accents_back() -> None:
    assert for_stemming("negociacao e negociacoes nao") == "negociação e negociações nao"


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("", Terms()),
        ("  …  ", Terms()),
        ("Pagamento", Terms(stems="pagamento", marked=("pagamento",))),
        ("não devo", Terms(stems="nao & devo", marked=("nao", "devo"))),
        ('"Não devo"', Terms(phrases="'nao_devo'", marked=("nao", "devo"))),
        ("devo -não", Terms(stems="devo & !nao", marked=("devo",))),
        (
            'pix -"chave errada"',
            Terms(stems="pix", phrases="!'chave_errada'", marked=("pix",)),
        ),
        ("nego*", Terms(stems="nego:*", marked=("nego",))),
        ("12/05", Terms(phrases="'12_05'", marked=("12", "05"))),
        (
            "a'b:*|c&!",
            Terms(phrases="'b_c'", exact="(a:B <-> b:B <-> c:B)", marked=("a", "b", "c")),
        ),
        ('"sem fim', Terms(phrases="'sem_fim'", marked=("sem", "fim"))),
    ],
)  # fmt: skip
def test_questions(question: str, terms: Terms) -> None:
    assert read_question(question) == terms


def test_a_question_must_want_something() -> None:
    with pytest.raises(OnlyExcluded):
        read_question("-devo")


def test_highlighting_keeps_every_character() -> None:
    text = "Os PAGAMENTOS (já pagos), não o pagador."
    pieces = highlight(text, ("pagamento", "nao"))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_marked in pieces if is_marked] == ["PAGAMENTOS", "não"]
    assert highlight("", ("a",)) == ()
    assert highlight("abc", ()) == (("abc", False),)
