"""Every key of an open conversation stands for one button, and every action has one."""

import re
from collections import Counter
from pathlib import Path

import trato.entrypoints.console as console
from trato.entrypoints.console.nav import PLACES
from trato.entrypoints.console.permissions import ROLES, may

PAGES = Path(console.__file__).parent / "templates" / "console"
PARTS = PAGES / "parts"
# What is repeated for each message or instalment: the first one on the page answers.
TAKEN = frozenset("jkrg")
ACTED_IN = (
    "head", "composer", "files", "filters", "views", "narrow", "bubble", "attachment", "beside",
    "deals", "instalment", "options", "reveal", "approval", "timeline", "way_back",
    "floor", "brief", "verdict", "whose",
    "on_record",
)  # fmt: skip
# Reached by Tab or Enter from where a key of their own has just led.
FOLLOWS = {
    "composer": ("data-put", "Enviar", "title=\"{% trans 'Enviar' %}"),
    "narrow": ("Filtrar",),
    "views": ("Guardar",),
    "reveal": ("Mostrar por 5 minutos",),
    "head": ("PDF para ler", "JSONL para conferir", "ZIP com os dois"),
    "whose": ("Ligar a uma pessoa",),
    "on_record": ("data-dialog", "data-close", "btn-primary", 'name="flag"'),
    "options": ("dialog-authority", "Ver a folha"),
}
ACTION = re.compile(r"<(?:button|summary)\b.*?</(?:button|summary)>", re.DOTALL)


def keys_of(pages: Path) -> dict[str, set[str]]:
    return {
        page.stem: set(re.findall(r'data-key="(\w|=)"', page.read_text()))
        for page in sorted(pages.glob("*.html"))
    }


def test_no_key_stands_for_two_buttons() -> None:
    keys = Counter[str]()
    for found in keys_of(PARTS).values():
        keys.update(found)
    # What every page has answers where the conversation has nothing of that key.
    keys.update(keys_of(PAGES)["frame"] | keys_of(PAGES)["conversations"])
    assert {key: n for key, n in keys.items() if n > 1} == {}
    assert not TAKEN & set(keys)


def test_every_key_is_in_the_help() -> None:
    shown = set(re.findall(r"<kbd>(\w|=)</kbd>", (PAGES / "frame.html").read_text()))
    for pages in (PAGES, PARTS):
        for page, keys in keys_of(pages).items():
            assert keys <= shown, page


def test_every_action_has_a_key() -> None:
    without = [
        (part, action)
        for part in ACTED_IN
        for action in ACTION.findall((PARTS / f"{part}.html").read_text())
        if "data-key" not in action and not any(words in action for words in FOLLOWS.get(part, ()))
    ]
    assert without == []


def test_every_place_of_a_role_has_a_key_of_its_own() -> None:
    for role in ROLES:
        keys = Counter(place.key for place in PLACES if may(role, place.act))
        # One's own account.
        keys["u"] += 1
        assert set(keys.values()) == {1}, role
