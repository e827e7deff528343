"""A template as the person reads it: every place once, and no place in what fills another."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import trato
from trato.book.organisations.rules import read_with
from trato.entrypoints.console.thread import text_of
from trato.foundation.ids import new_id


@pytest.mark.parametrize(
    ("body", "parameters", "read"),
    [
        ("Olá, {{1}}. Aqui é a {{2}}.", ("Ana", "Aurora"), "Olá, Ana. Aqui é a Aurora."),
        ("{{1}} e {{1}}", ("Ana",), "Ana e Ana"),
        ("{{2}}, {{1}}", ("Ana", "Aurora"), "Aurora, Ana"),
        ("Olá, {{1}}. Aqui é a {{2}}.", ("{{2}}", "Aurora"), "Olá, {{2}}. Aqui é a Aurora."),
        ("{{1}}{{2}}", ("{{", "1}}"), "{{1}}"),
        ("{{1}}", (r"\1 \g<0>",), r"\1 \g<0>"),
        ("{{1}} {{2}} {{3}}", ("Ana", ""), "Ana {{2}} {{3}}"),
        ("{{0}} {{01}}", ("Ana",), "{{0}} Ana"),
        ("{{10}}", tuple("abcdefghij"), "j"),
        ("nada", ("Ana",), "nada"),
        ("", ("Ana",), ""),
    ],
)
def test_places(body: str, parameters: tuple[str, ...], read: str) -> None:
    assert read_with(body, parameters) == read


def test_the_thread_reads_it_so() -> None:
    card: Any = SimpleNamespace(
        template_id=new_id(), template_parameters=("{{2}}", "Aurora"), text="?"
    )
    assert text_of(card, {card.template_id: "{{1}} da {{2}}"}) == "{{2}} da Aurora"
    assert text_of(card, {}) == "?"


def test_nobody_else_fills_places_in() -> None:
    source = Path(trato.__file__).parent
    once = [
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if "{{{{" in path.read_text() and "simulator" not in path.parts
    ]
    assert once == []
