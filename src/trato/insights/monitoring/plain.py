"""Messages made plain by the thousand, and those written so as not to be found. Pure."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import ahocorasick_rs

from trato.door.policy.folding import fold

_SEPARATOR: Final = "\x01"
_BETWEEN: Final = f" {_SEPARATOR} "
# One sign of another alphabet makes its companions be folded the long way.
_TOGETHER: Final = 32
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789"
_PLAIN: Final = bytes(
    code if code in _KEPT else (ord("|") if code == 1 else ord(" ")) for code in range(256)
)
_SIGNS = b"0134578@$"
_SHAPES: Final = bytes(
    ord("0") if code in _SIGNS
    else ord("a") if code in b"abcdefghijklmnopqrstuvwxyz"
    else ord(".") if code in b".*_|'"
    else code if code in b"\x01"
    else ord(" ")
    for code in range(256)
)  # fmt: skip
# A digit inside a word, a word broken by points, letters one by one.
_DISGUISES: Final = ahocorasick_rs.AhoCorasick(
    ["a0a", " 0aaa", "aaa0 ", "a.a", " a a a a"], store_patterns=False
)
# Laughter and addresses have them by nature.
_STRETCHED: Final = re.compile(r"([abcdefgijlmnopqrstuvxyz])\1{2,}")
_TRIPLES: Final = tuple(letter * 3 for letter in "abcdefgijlmnopqrstuvxyz")
_SPACED = re.compile(r"(?<![a-z0-9])[a-z0-9@$](?:[ .\-_*|/][a-z0-9@$])+(?![a-z0-9])")
_BROKEN = re.compile(r"(?<=[a-z])[.\-_*|'·]+(?=[a-z])")
_LEET_WORD = re.compile(
    r"(?<![a-z0-9])(?=[0134578@$]*[a-z])(?=[a-z]*[0134578@$])[a-z0134578@$]{2,}"
)
_LEET: Final = str.maketrans("013457@8$", "oieastabs")


def fold_many(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words of texts, `|` between them, and which texts might be in disguise."""
    some = [_fold_some(texts[i : i + _TOGETHER]) for i in range(0, len(texts), _TOGETHER)]
    joined = _BETWEEN.join(some)
    octets = joined.encode()
    odd = _DISGUISES.find_matches_as_indexes(octets.translate(_SHAPES).decode())
    disguised: list[int] = []
    if odd:
        starts = [0, *accumulate([len(one) + 3 for one in joined.split(_BETWEEN)])]
        disguised = sorted({bisect_right(starts, start) - 1 for _, start, _ in odd})
    return octets.translate(_PLAIN).decode().split(), disguised


def _fold_some(texts: Sequence[str]) -> str:
    """Fold a few texts at one stroke: most are in an alphabet that a table folds."""
    joined = _BETWEEN.join(texts)
    if joined.count(_SEPARATOR) >= len(texts):
        joined = _BETWEEN.join([text.replace(_SEPARATOR, " ") for text in texts])
    return fold(joined)


def triples() -> tuple[str, ...]:
    """Return what a stretched word has in it: a letter three times."""
    return _TRIPLES


def unmask(text: str) -> str:
    """Return a text with words written out that were spaced, broken, stretched or in digits."""
    folded = fold(text)
    spaced = [m.group() for m in _SPACED.finditer(folded)]
    if any(len(group) >= 7 for group in spaced):
        folded = _SPACED.sub(lambda m: re.sub(r"[ .\-_*|/]", "", m.group()), folded)
    folded = _BROKEN.sub("", folded)
    folded = _LEET_WORD.sub(lambda m: m.group().translate(_LEET), folded)
    return _STRETCHED.sub(r"\1", folded)
