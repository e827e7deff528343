"""What the rules say has its English: every rule's words, every answer's, every holiday's name.

A rule's words stay Portuguese where they are recorded. A new one without its twin in `django.po`
fails here.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from tests import policy_cases as c
from tests.policy_cases import NOW, facts_with, known_person, reply
from tests.rules.test_policy_rules import CASES
from trato.door import policy
from trato.door.policy import asking
from trato.door.policy import values as v
from trato.door.policy.catalogue import all_rules
from trato.door.policy.decide import decide, decide_with
from trato.entrypoints.console.rule_words import in_readers_language, told
from trato.foundation.calendar import holidays_in
from trato.foundation.regions import UFS
from trato.insights.metrics.laws import law_of, laws_by_code

_SAID = frozenset({"reason", "remedy", "message_pt", "remedy_pt"})
_QUOTED = "“dito assim”"
_POLICY = Path(policy.__file__).parent


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(_POLICY.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield f"{file.name}:{node.lineno}", node


def _written() -> Iterator[tuple[str, str]]:
    """Yield all that calls say in so many words; what varies stands there as something quoted."""
    for place, call in _calls():
        for said in (k.value for k in call.keywords if k.arg in _SAID):
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield place, said.value
            elif isinstance(said, ast.JoinedStr):
                parts = (p.value if isinstance(p, ast.Constant) else _QUOTED for p in said.values)
                yield place, "".join(map(str, parts))


def _recorded() -> Iterator[str]:
    for rule in all_rules():
        yield from (rule.message_pt, rule.remedy_pt)
    for law in (*laws_by_code().values(), law_of("RULE_ERROR:br.door.facts")):
        assert law is not None
        yield from (law.message, law.remedy)
    for draft, facts, *now in (case for pair in CASES.values() for case in pair):
        for hit in decide(draft, facts, *(now or [NOW])).hits:
            yield from (hit.reason, hit.remedy)


def test_every_rule_and_everything_that_one_answers_has_english() -> None:
    with translation.override("en"):
        assert sorted({text for text in _recorded() if in_readers_language(text) is None}) == []


def test_every_reason_and_remedy_written_in_the_policy_has_english() -> None:
    written = list(_written())
    assert len(written) > 150
    with translation.override("en"):
        found = {one: in_readers_language(one[1]) for one in written}
    assert [one for one, english in found.items() if english is None] == []
    kept = [
        one for one, english in found.items() if (_QUOTED in one[1]) != (_QUOTED in f"{english}")
    ]
    assert kept == []


def test_no_answer_says_what_cannot_be_looked_for() -> None:
    """Words put together elsewhere would be seen neither here nor by whoever writes the English."""
    hidden = [
        place
        for place, call in _calls()
        if isinstance(call.func, ast.Name) and call.func.id == "Answer"
        for said in (k.value for k in call.keywords if k.arg in _SAID)
        if not isinstance(said, ast.Constant | ast.JoinedStr)
    ]
    assert hidden == []


def test_every_holiday_has_an_english_name() -> None:
    with (settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po").open("rb") as texts:
        known = {m.id for m in read_po(texts)}
    named = {
        name
        for uf in (None, *UFS)
        for year in range(2020, 2041)
        for several in holidays_in(uf, year).values()
        for name in several.split("; ")
    }
    assert len(named) > 40
    assert sorted(named - known) == []


def test_whatever_a_text_may_ask_for_has_an_english_name() -> None:
    asked = asking._ASKING.pattern.partition("(?P<what>")[2].partition(")(?P<after>")[0]
    plain = asked.replace(r"\b", "")
    each = {
        *plain.replace("(?:seu )?", "").split("|"),
        *plain.replace("(?:seu )?", "seu ").split("|"),
    }
    assert len(each) > 15
    with translation.override("en"):
        english = {one: told(f"O texto pede: {one}.") for one in each - {"token"}}
    assert [one for one, words in english.items() if f" {one}." in words] == []


IN_SESSION = facts_with(window={"last_inbound_at": c.PERSON_WROTE})
KNOWN = known_person()


def _reasons(draft: v.DraftFacts, facts: v.Facts, rule_id: str) -> set[str]:
    rules = [rule for rule in all_rules() if rule.id == rule_id]
    return {hit.reason for hit in decide_with(rules, draft, facts, NOW).hits}


@pytest.mark.parametrize(
    ("rule_id", "text", "portuguese", "english"),
    [
        ("br.word.constraint", "Caloteiro, você vai ser preso.", "O texto diz “",
         "The text says “preso”, “caloteiro”."),
        ("br.id.whole-identifiers", "Informe seu CPF. Informe a senha.", "O texto pede: ",
         "The text asks for: CPF, password."),
        ("br.lgpd.sensitive", "Sabemos do seu sindicato.", "O texto traz dado sensível: ",
         "The text contains sensitive data: sindicato."),
        ("br.pay.foreign-key", "Pague por Pix para maria@exemplo.com", "O texto traz chave de ",
         "The text contains a key of another kind: e-mail."),
    ],
)  # fmt: skip
def test_the_words_of_a_text_are_kept(
    rule_id: str, text: str, portuguese: str, english: str
) -> None:
    (reason,) = _reasons(reply(text), KNOWN, rule_id)
    assert reason.startswith(portuguese)
    with translation.override("en"):
        assert told(reason) == english


@pytest.mark.parametrize(
    ("recorded", "english"),
    [
        ("Falta um fato que a regra precisa: contact.ddd.",
         "A fact that the rule needs is missing: contact.ddd."),
        ("Falta dizer no texto: valor original, multa, juros, correção, desconto.",
         "The text does not name: original amount, late fee, interest, correction, discount."),
        ("O texto traz chave de outro tipo: cnpj, cpf, email, evp, phone.",
         "The text contains a key of another kind: CNPJ, CPF, e-mail, random key, phone."),
        ("Fora do horário permitido em SP.", "Outside the permitted hours in SP."),
        ("Fora do horário permitido em SP e RJ.", "Outside the permitted hours in SP and RJ."),
        ("Fora do horário permitido em Brasil.", "Outside the permitted hours in Brazil."),
        ("Hoje é feriado para a pessoa: Sexta-feira Santa; São Jorge.",
         "Today is a holiday for the person: Good Friday; Saint George’s Day."),
        ("Hoje é feriado para a pessoa: feriado municipal.",
         "Today is a holiday for the person: municipal holiday."),
        ("", ""),
        # Of an older rulebook.
        ("O texto diz demais.", "O texto diz demais."),
        ("Fora do horário permitido em .", "Fora do horário permitido em ."),
    ],
)  # fmt: skip
def test_what_varies_is_named_in_english_or_left_as_it_is(recorded: str, english: str) -> None:
    with translation.override("en"):
        assert told(recorded) == english
    with translation.override("pt-br"):
        assert told(recorded) == recorded


def test_portuguese_pages_show_what_was_recorded() -> None:
    with translation.override("pt-br"):
        assert [text for text in _recorded() if told(text) != text] == []


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("pt-br", "Fale <alto>.", "Fale &lt;alto&gt;."),
        ("en", "Fale <alto>.", '<span lang="pt-BR">Fale &lt;alto&gt;.</span>'),
        ("en", "A dívida está paga.", "The debt is paid."),
        ("en", "O texto diz “<b>”.", "The text says “&lt;b&gt;”."),
        ("en", "", "–"),
    ],
)  # fmt: skip
def test_what_nobody_knows_in_english_is_marked_as_portuguese(
    language: str, text: str, shown: str
) -> None:
    page = Template("{% load desk %}{{ text|rule_words|default:'–' }}")
    with translation.override(language):
        assert page.render(Context({"text": text})) == shown
