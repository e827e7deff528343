"""What a phrase is a sign of: disguised, mistyped, denied, quoted, told, and who said it."""

import pytest

from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import BadTerm, compile_term, shipped
from trato.insights.monitoring.values import (
    LEXICONS,
    SIDE_OF,
    Severity,
    Side,
    Term,
    WordClass,
    Written,
)

MATCHER = Matcher(shipped())


def signs(side: str, text: str, *codes: str) -> set[str]:
    found = MATCHER.look([Written(side=Side(side), text=text, codes=codes)])
    return {one.word_class.value for _, one in found}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("JÁ PAGUEI", "already_paid"),
        ("ja   paguei!!!", "already_paid"),
        ("j á  p a g u e i", "already_paid"),
        ("jaaaa pagueeei", "already_paid"),
        ("v0u t3 m4t4r", "threat"),
        ("vou ao pro.con", "lawyer"),
        ("vou no p r o c o n", "lawyer"),
        ("minha mãe faleseu", "death"),
        ("minha mãe faleceu", "death"),
        ("pare\nde me mandar isso", "stop"),
        ("p\u0430r\u0435 de me mandar", "stop"),
        ("Parar, por favor", "stop"),
        ("Não, já paguei", "already_paid"),
        ("não tem jeito vou me matar", "self_harm"),
    ],
)
def test_found_however_it_is_written(text: str, sign: str) -> None:
    assert sign in signs("person", text)


@pytest.mark.parametrize(
    "text",
    [
        "não vou me matar",
        "ainda não: nunca disse que já paguei",
        "não vou procurar advogado",
        "o seu robô escreveu que já paguei, mas não",
        'o boleto mostra "já paguei"',
        "vou matar a saudade",
        "meu celular morreu",
        "vou parar no mercado antes",
        "o procópio mora aqui",
    ],
)
def test_not_found_where_it_is_not_meant(text: str) -> None:
    assert signs("person", text) == set()


def test_a_quote_that_is_never_closed_hides_nothing() -> None:
    assert signs("person", '"já paguei') == {"already_paid"}


def test_who_says_it_counts() -> None:
    assert signs("company", "já paguei") == set()
    assert signs("person", "o senhor é um caloteiro") == set()
    assert signs("company", "o senhor é um caloteiro") == {"improper_language"}
    assert signs("company", "A senhora relatou que a chamaram de caloteira") == set()


def test_a_condition_is_no_denial() -> None:
    assert signs("company", "se não pagar, você pode ser preso") == {"harassment"}
    assert signs("company", "você não pode ser preso") == set()


def test_what_the_door_knew_is_a_sign_too() -> None:
    text = "Segue a chave para o pagamento"
    assert signs("company", text) == set()
    assert signs("company", text, "FOREIGN_PIX_KEY") == {"fraud"}
    assert signs("company", text, "ID_BEFORE_DEBT") == {"disclosure"}
    assert signs("company", text, "QUIET_HOURS") == set()


def test_many_at_once_are_found_as_each_alone() -> None:
    texts = ["já paguei", "bom dia", "v0u t3 m4t4r", "", "minha mãe faleseu", "a|b", "\x01"]
    texts *= 700
    written = [Written(side=Side.PERSON, text=text) for text in texts]
    together = MATCHER.look(written)
    alone = [(n, one) for n, w in enumerate(written) for _, one in MATCHER.look([w])]
    assert together == alone


def test_every_class_has_words_a_side_and_a_severity() -> None:
    assert {term.word_class for term in shipped()} == set(LEXICONS)
    assert all(cls in SIDE_OF for cls in WordClass)
    (found,) = MATCHER.look([Written(side=Side.PERSON, text="quero morrer")])
    assert found[1].severity is Severity.URGENT


@pytest.mark.parametrize("text", ["", "...", "já ...", "*", "a", "x" * 81, "!!"])
def test_a_term_must_say_what_to_look_for(text: str) -> None:
    with pytest.raises(BadTerm):
        compile_term(Term(word_class=WordClass.STOP, text=text))


def test_gaps_endings_and_excuses() -> None:
    words = ["ligar ... trabalho", "advog*", "! ligar ... trabalho social"]
    own = Matcher([Term(word_class=WordClass.HARASSMENT, text=text) for text in words])

    def found(text: str) -> list[str]:
        return [f.sign for _, f in own.look([Written(side=Side.COMPANY, text=text)])]

    assert found("vou ligar lá no seu trabalho") == ["ligar ... trabalho"]
    assert found("vou ligar e depois de amanhã cedo ir ao trabalho") == []
    assert found("vou ligar no trabalho social") == []
    assert found("ADVOGÁDAS") == ["advog*"]
    assert found("desadvogar") == []
