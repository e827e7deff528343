"""Everything that simulated people say where missing it would do harm is read as what it is."""

import unicodedata

import pytest

from trato.simulator.people.values import Intent
from trato.simulator.people.wordings import WORDINGS, say
from trato.speakers.bot.dialogue.lexicon.care import BEREAVED
from trato.speakers.bot.dialogue.meanings import INTERRUPTS, Meaning
from trato.speakers.bot.dialogue.understand import understand

M = Meaning
EXPECTED: dict[Intent, frozenset[Meaning]] = {
    Intent.STOP: frozenset({M.OPT_OUT}),
    Intent.RESUME: frozenset({M.BACK_IN}),
    Intent.WRONG_PERSON: frozenset({M.WRONG_PERSON}),
    Intent.RELATIVE: frozenset({M.THIRD_PARTY}),
    Intent.RELATIVE_REFUSES: frozenset({M.THIRD_PARTY, M.WITHHOLD}),
    Intent.DECEASED: frozenset({M.DECEASED}),
    Intent.LAWYER: frozenset({M.LAWYER, M.LEGAL_THREAT}),
    Intent.HUMAN: frozenset({M.HUMAN}),
    Intent.VULNERABLE: frozenset({M.ILLNESS, M.OVER_INDEBTED}),
    Intent.PRIVACY: frozenset({M.PRIVACY}),
    Intent.ALREADY_PAID: frozenset({M.ALREADY_PAID}),
    Intent.DISPUTE: frozenset({M.DISPUTE}),
    Intent.DISPUTE_WHY: frozenset({M.DISPUTE}),
    Intent.CONFIRM: frozenset({M.YES}),
    Intent.YES: frozenset({M.YES}),
    Intent.COUNTER: frozenset({M.COUNTER}),
    Intent.SMALL: frozenset({M.COUNTER}),
    Intent.ASK_CASH: frozenset({M.CASH_PRICE}),
    Intent.ASK_LESS: frozenset({M.DISCOUNT}),
    Intent.HARDSHIP: frozenset({M.HARDSHIP}),
    Intent.WHO: frozenset({M.WHO, M.STATEMENT}),
}
VALUES = {"amount": "150", "day": 10, "option": "3x"}
SAID = [(intent, text.format(**VALUES)) for intent in EXPECTED for text in WORDINGS[intent]]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize(("intent", "text"), SAID)
def test_the_first_meaning_is_of_the_family(intent: Intent, text: str) -> None:
    for spelt in (text, text.lower(), text.upper(), plain(text).lower(), f"Oi. {text}!"):
        found = understand(spelt)
        assert found, spelt
        # A relative's death is the debtor's until someone proves to be the debtor.
        first = M.DECEASED if found[0].detail == BEREAVED else found[0].meaning
        assert first in EXPECTED[intent], (spelt, found)


@pytest.mark.parametrize("text", WORDINGS[Intent.INJECT])
def test_an_order_to_the_machine_is_no_wish_of_weight(text: str) -> None:
    assert not {u.meaning for u in understand(text)} & set(INTERRUPTS)


@pytest.mark.parametrize("intent", [Intent.STOP, Intent.RESUME, Intent.WRONG_PERSON])
def test_as_they_are_typed_on_a_hurried_phone(intent: Intent) -> None:
    for k in range(200):
        text = say(intent, "hurried", k, **VALUES)
        assert understand(text)[0].meaning in EXPECTED[intent], text
