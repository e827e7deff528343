"""A count of one is said in the singular, in both languages, wherever a page counts."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

CONSOLE = Path(__file__).parents[2] / "src/trato/entrypoints/console"
COUNTING = re.compile(
    r"\{% (?:blocktrans|blocktranslate)([^%]*) count (\w+)=[^%]*%\}"
    r"(.*?)\{% plural %\}(.*?)\{% end(?:blocktrans|blocktranslate) %\}",
    re.DOTALL,
)
# A number, and behind it words that are worded for many whatever it is.
_FOR_MANY = re.compile(
    r"\{% blocktrans(?:late)?(?![^%]* count )[^%]*%\}[^{]*\{\{ (?:n|m|t|r|count|total) \}\} "
    r"(?:[a-zç]+(?:s|ões|ens)\b)"
)
_TRANS_FOR_MANY = re.compile(
    r"\|number \}\}(?:</?\w[^>]*>|\s)*\{% trans \"[a-zç]+(?:s|ões|ens)\b[^\"]*\" %\}"
)
# The rulebook is never one rule, a deal shown as several accounts never one account.
_NEVER_ONE = ("{{ n }} regras", "{{ n }} contas")


def blocks() -> list[tuple[str, re.Match[str]]]:
    found = []
    for path in sorted((CONSOLE / "templates").rglob("*.html")):
        found += [(path.name, m) for m in COUNTING.finditer(path.read_text(encoding="utf-8"))]
    return found


def say(block: re.Match[str], number: int) -> str:
    names: dict[str, Any] = dict.fromkeys(re.findall(r"\{\{ (\w+) \}\}", block[0]), number)
    counter, one, many = block[2], block[3], block[4]
    held = " ".join(f"{name}={name}" for name in names)
    text = (
        "{% load i18n %}{% blocktrans " + (f"with {held} " if held else "")
        + f"count {counter}=the_count %}}{one}{{% plural %}}{many}{{% endblocktrans %}}"
    )  # fmt: skip
    return Template(text).render(Context({**names, "the_count": number}))


@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_every_count_has_words_for_one_and_for_many(language: str) -> None:
    assert len(blocks()) > 50
    same_for_both = []
    with translation.override(language):
        for where, block in blocks():
            one, many = say(block, 1), say(block, 2)
            assert one.strip()
            assert "{" not in one
            if one == many.replace("2", "1"):
                same_for_both.append((where, one))
    # English says some of them alike; Portuguese none.
    assert language == "en" or same_for_both == []


def test_no_page_words_a_count_for_many_alone() -> None:
    wrong = []
    for path in sorted((CONSOLE / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for pattern in (_FOR_MANY, _TRANS_FOR_MANY):
            wrong += [
                (path.name, m[0][-60:])
                for m in pattern.finditer(text)
                if not any(word in m[0] for word in _NEVER_ONE)
            ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("pt-br", "1 pagamento, R$ 10,00"), ("en", "1 payment, R$ 10,00")],
)
def test_a_creditors_one_payment_is_one(language: str, said: str) -> None:
    source = (CONSOLE / "templates/console/creditor/payments.html").read_text(encoding="utf-8")
    (block,) = [m for m in COUNTING.finditer(source) if "pagamento, " in m[3]]
    whole = "{% load i18n desk %}" + block[0]
    with translation.override(language):
        shown = Template(whole).render(Context({"found": {"found": 1, "paid_cents": 1000}}))
    assert shown.replace("\xa0", " ") == said


def test_a_word_that_is_counted_somewhere_is_still_translated_where_it_is_not() -> None:
    with translation.override("en"):
        assert [translation.gettext(w) for w in ("recusada", "recusadas", "conversa", "texto")] == [
            "refused", "refused", "conversation", "text",
        ]  # fmt: skip
