"""One way to say something: a pattern over folded words, with its exceptions."""

import re
from dataclasses import dataclass

from trato.speakers.bot.dialogue.meanings import Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to say something. `detail` tells apart kinds of the same meaning."""

    meaning: Meaning
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    detail: str = ""


def row(meaning: Meaning, pattern: str, unless: str = "", detail: str = "") -> Row:
    """Compile one row; `unless` vetoes it when found anywhere in the utterance."""
    veto = re.compile(unless) if unless else None
    return Row(meaning=meaning, pattern=re.compile(pattern), unless=veto, detail=detail)
