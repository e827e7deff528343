"""Decisions to measure with: inputs recorded from the demo, with a new name in every text.

A gate that remembers texts gains nothing here but from texts that are the same for everybody, as
in a real day. `tools/record_decisions.py` makes the file.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "decisions.jsonl.gz"
NAME_MARK: Final = "Nomedapessoa"
_BEGINNINGS = ("Al", "Be", "Ca", "Da", "El", "Fa", "Gu", "He", "Is", "Jo", "Le", "Ma", "Ni", "Ro")
_MIDDLES = ("bi", "le", "ni", "ra", "ri", "vi", "ma", "lu", "sa", "ti", "da", "mi", "no", "re")
_ENDS = ("na", "lia", "nor", "sio", "ra", "no", "lda", "ton", "rio", "ne", "mar", "lo", "sa", "va")


def lines() -> list[bytes]:
    """Return the recorded inputs, each with the mark where a name stood."""
    return gzip.decompress(FILE.read_bytes()).split(b"\n")


def named(recorded: list[bytes]) -> Iterator[list[bytes]]:
    """Yield the inputs again and again, every time with names that were not used before."""
    used = 0
    mark = NAME_MARK.encode()
    while True:
        yield [
            line.replace(mark, name(used + number).encode()) for number, line in enumerate(recorded)
        ]
        used += len(recorded)


def name(number: int) -> str:
    """Return an invented first name, another one for every number below 38 million."""
    rest, end = divmod(number, len(_ENDS))
    rest, middle = divmod(rest, len(_MIDDLES))
    rest, beginning = divmod(rest, len(_BEGINNINGS))
    more = "".join(_MIDDLES[rest // len(_MIDDLES) ** i % len(_MIDDLES)] for i in range(4))
    return _BEGINNINGS[beginning] + _MIDDLES[middle] + (more if rest else "") + _ENDS[end]
