"""What an address holds of a search: a token for one user of one organisation, or no search."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.said_in import holds
from trato.entrypoints.console.choice import choice_of
from trato.entrypoints.console.sealed_search import Unopenable, opened, sealed
from trato.foundation.crypto import Vault

WORDS = "Ana Beatriz Conceição"
AURORA, VIZINHA = (Vault.create(b"t" * 32)[0] for _ in range(2))


@pytest.fixture(autouse=True)
def enter(monkeypatch: pytest.MonkeyPatch) -> Callable[[Vault], None]:
    def into(vault: Vault) -> None:
        monkeypatch.setattr("trato.book.organisations.keys.vault", lambda: vault)

    into(AURORA)
    return into


def test_a_token_opens_for_its_user_in_its_organisation_alone(
    enter: Callable[[Vault], None],
) -> None:
    token = sealed(f"  {WORDS} ", user_id=7)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)
    assert opened(token, user_id=7) == WORDS
    for other in (8, 70, 0):
        with pytest.raises(Unopenable):
            opened(token, user_id=other)
    enter(VIZINHA)
    with pytest.raises(Unopenable):
        opened(token, user_id=7)


def test_a_token_tells_nothing_of_its_words() -> None:
    token = sealed(WORDS, user_id=7)
    assert not holds(token, WORDS)
    assert sealed(WORDS, user_id=7) != token, "nor that somebody was looked for again"
    lengths = {len(sealed(one, user_id=7)) for one in ("Ana", "529.982.247-25", "11 98888-7777")}
    assert len(lengths) == 1


def test_words_have_a_length() -> None:
    assert sealed("   ", user_id=7) == opened("", user_id=7) == ""
    assert opened(sealed("\U0001f600" * 300, user_id=7), user_id=7) == "\U0001f600" * 80


def test_no_token_that_was_changed_opens() -> None:
    token = sealed(WORDS, user_id=7)
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(len(token))
    ]
    odd = [token[:-4], token + "AAAA", token + "=", f"{token[:9]}!{token[9:]}", token * 9]
    for one in (*changed, *odd, token.swapcase(), "é", "A", "\ud800"):
        with pytest.raises(Unopenable):
            opened(one, user_id=7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_for_a_token_is_no_search_and_is_told(text: str) -> None:
    choice = choice_of({"busca": text, "estado": "fila", "pagina": "x"}, user_id=7)
    assert choice.is_unopened is bool(text)
    assert choice.words == ""
    assert choice.query == "estado=fila"
    assert choice.place == ("" if text else "x")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=90))
def test_what_is_sealed_is_read_as_it_was_typed(words: str) -> None:
    kept = words[:80].strip()
    assert opened(sealed(kept, user_id=7), user_id=7) == kept
    choice = choice_of({"busca": sealed(kept, user_id=7)}, user_id=7)
    assert (choice.words, choice.is_unopened) == (kept, False)


def test_who_may_not_look_for_people_is_refused_whatever_the_token_says() -> None:
    for token in (sealed(WORDS, user_id=7), "x"):
        choice = choice_of({"busca": token, "pagina": "x"}, user_id=7, may_find_people=False)
        assert choice.is_refused
        assert (choice.words, choice.query, choice.place) == ("", "", "")
