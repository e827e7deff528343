"""What is shown of a name inside of what was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trato.foundation.masks import without_name


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("Fábio, aqui está o Pix.", "Fábio Souza", "F***, aqui está o Pix."),
        ("FABIO SOUZA aqui", "Fábio Souza", "F*** S*** aqui"),
        ("sou a fabiola", "Fábio Souza", "sou a fabiola"),
        ("Bom dia, José das Neves!", "José das Neves", "Bom dia, J*** das N***!"),
        ("quem é Li?", "Li Wu", "quem é Li?"),
        ("nada", "", "nada"),
        ("Ana-Clara veio", "Ana Clara", "A***-C*** veio"),
    ],
)
def test_a_name_is_masked_where_it_stands_as_a_word(text: str, name: str, shown: str) -> None:
    assert without_name(text, name) == shown


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["Márcia", "JOÃO", "zoé"]))
def test_whatever_stands_around_it_a_name_is_gone(before: str, after: str, name: str) -> None:
    shown = without_name(f"{before} {name} {after}", name)
    assert f" {name} " not in shown
    assert f" {name[0]}*** " in shown
