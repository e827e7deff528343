"""The labelled messages, in a half to tune on and a half held out, told apart by their hash.

Two people who invent messages invent some alike: what stands among the drafts is not held out.
"""

import hashlib
import re
from dataclasses import dataclass
from importlib import resources

from trato.insights.monitoring.plain import unmask
from trato.insights.monitoring.values import Side, WordClass

MEASURED = "messages.txt"
DRAFTED = "drafted.txt"
"""Written by who wrote the terms: fit to tune on, not to measure with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One message and what a person says it is a sign of."""

    side: Side
    text: str
    classes: frozenset[WordClass]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How often a sign was found where there is one, and only there."""

    hits: int
    false_alarms: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was found, how much is right."""
        return self.hits / max(self.hits + self.false_alarms, 1)

    @property
    def recall(self) -> float:
        """Of what there is, how much was found."""
        return self.hits / max(self.hits + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / max(2 * self.hits + self.false_alarms + self.missed, 1)


def is_held_out(text: str) -> bool:
    """Return which half a text belongs to."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def held_out() -> list[Labelled]:
    """Return what is measured with: never seen by who wrote the terms, in any way of writing it."""
    seen = {as_read(one.text) for one in to_tune_on()}
    return [one for one in _measured_half() if as_read(one.text) not in seen]


def left_out() -> int:
    """Return how many of the measured half stood among the drafts too: fit to tune on alone."""
    return len(_measured_half()) - len(held_out())


def to_tune_on() -> list[Labelled]:
    """Return the messages that terms may be tuned on: the drafts, and half of the others."""
    return messages(DRAFTED) + [one for one in messages() if not is_held_out(one.text)]


def as_read(text: str) -> str:
    """Return the words of a text as the watch reads them: two that differ less are the same."""
    return " ".join(re.findall(r"[a-z0-9]+", unmask(text)))


def _measured_half() -> list[Labelled]:
    return [one for one in messages() if is_held_out(one.text)]


def messages(name: str = MEASURED) -> list[Labelled]:
    """Return every labelled message of a file."""
    folder = resources.files("trato.entrypoints.cli.bench.watched")
    text = (folder / name).read_text(encoding="utf-8")
    found, side, classes = [], Side.PERSON, frozenset[WordClass]()
    for line in text.splitlines():
        if line.startswith("## "):
            who, what = line[3:].split(maxsplit=1)
            side = Side(who)
            classes = frozenset(WordClass(w) for w in what.split(",") if w != "none")
        elif line.strip() and not line.startswith("#"):
            found.append(Labelled(side=side, text=line, classes=classes))
    return found


def score(pairs: list[tuple[bool, bool]]) -> Score:
    """Return the score of pairs: whether a sign was found, whether there is one."""
    return Score(
        hits=sum(found and there for found, there in pairs),
        false_alarms=sum(found and not there for found, there in pairs),
        missed=sum(there and not found for found, there in pairs),
    )
