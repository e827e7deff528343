"""Every key of an open conversation stands for one button."""

import re
from collections import Counter
from pathlib import Path

import trato.entrypoints.console as console

PARTS = Path(console.__file__).parent / "templates" / "console" / "parts"
# What is repeated for each message or instalment: the first one on the page answers.
TAKEN = frozenset("jkrg")


def test_no_key_stands_for_two_buttons() -> None:
    keys = Counter[str]()
    for part in sorted(PARTS.glob("*.html")):
        keys.update(set(re.findall(r'data-key="(\w)"', part.read_text())))
    assert {key: n for key, n in keys.items() if n > 1} == {}
    assert not TAKEN & set(keys)


def test_every_key_is_in_the_help() -> None:
    shown = set(re.findall(r"<kbd>(\w)</kbd>", (PARTS.parent / "frame.html").read_text()))
    keys = {k for p in PARTS.glob("*.html") for k in re.findall(r'data-key="(\w)"', p.read_text())}
    assert keys <= shown
