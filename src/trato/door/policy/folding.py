"""Texts made plain for matching: lower-case ASCII, disguised words written out. Pure.

Most texts are already plain enough for a table; only those that are not pay for the whole way.
"""

import re
import unicodedata
from typing import Final

_INVISIBLE = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Cyrillic and Greek letters that look Latin; a debt word in disguise is still a debt word.
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕԁԛвкмнтАЕОРСУХІЈЅВКМНТαοεικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdqbkmhtaeopcyxijsbkmhtaoeikvptyxabezhikmnoptyx",
)
_LOOKALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_SPLIT_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9@$](?:[ .\-_*|/]{1,2}[a-z0-9@$]){3,}(?![a-z0-9])")
_BROKEN_WORD = re.compile(r"[a-z][.\-_*|'·]+(?=[a-z])")
_LEET_WORD = re.compile(
    r"(?<![a-z0-9])(?=[0134578@$!]*[a-z])(?=[a-z]*[0134578@$!])[a-z0134578@$!]{4,}"
)
_LEET: Final = str.maketrans("013457@8$!", "oieastabsi")
_JOINERS = re.compile(r"[ .\-_*|/']+")
_BLANKS = re.compile(r"[ \t\r\f\v]{2,}")

# What the quick looks below tell apart: letters and signs read as letters; single ones and joiners.
_LEET_SIGNS: Final = b"0134578@!"
SHAPES: Final = bytes.maketrans(b"bcdefghijklmnopqrstuvwxyz" + _LEET_SIGNS, b"a" * 25 + b"0" * 9)
_SINGLES: Final = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwyz0123456789@$.-_*|/", b"x" * 37 + b" " * 6
)
_BREAKS: Final = bytes.maketrans(b"bcdefghijklmnopqrstuvwxyz-_*|'", b"a" * 25 + b"." * 5)


def _fold_anything(text: str) -> str:
    if _LOOKALIKE.search(text):
        text = text.translate(_LOOKALIKES)
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    if not plain.isascii():
        plain = _FOREIGN.sub(" ", plain)
    return plain.lower()


def _table() -> bytes:
    """Return the fold of each Latin-1 character that becomes exactly one, for all others a NUL."""
    folds = [_fold_anything(chr(code)) for code in range(256)]
    # A foreign character is no blank: several in a row fold into one.
    one = [len(f) == 1 and (code < 128 or f != " ") for code, f in enumerate(folds)]
    return bytes(ord(f) if fine else 0 for f, fine in zip(folds, one, strict=True))


_FOLDS: Final = _table()


def fold(text: str) -> str:
    """Return the text in lower-case ASCII: no accents, no invisible or look-alike characters."""
    if text.isascii():
        return text.lower()
    try:
        latin = text.encode("latin-1")
    except UnicodeEncodeError:
        return _fold_anything(text)
    plain = latin.translate(_FOLDS)
    return _fold_anything(text) if 0 in plain else plain.decode("ascii")


def fold_line(text: str) -> str:
    """Return the folded text with each run of blanks as one; line ends stay."""
    folded = fold(text)
    if "  " in folded or not folded.isprintable():
        return _BLANKS.sub(" ", folded)
    return folded


def unmasked(folded: str) -> str:
    """Return the words of a folded text that were spaced out, broken up or written with digits."""
    found = []
    if _may_be_split(folded.encode()):
        found = [_JOINERS.sub("", m.group()) for m in _SPLIT_WORD.finditer(folded)]
    if _BROKEN_WORD.search(folded):
        found.append(_BROKEN_WORD.sub(lambda m: m.group()[0], folded))
    extra = " ".join(found)
    both = f"{folded} {extra}" if extra else folded
    if may_be_leet(both):
        found.extend(m.group().translate(_LEET) for m in _LEET_WORD.finditer(both))
    return " ".join(found)


def is_masked(folded: str) -> bool:
    """Whether a word is spaced out or broken up."""
    return is_split(folded, folded.encode()) or is_broken(folded, folded.encode())


def is_split(folded: str, raw: bytes) -> bool:
    """Whether the letters of a word are spaced out."""
    return _may_be_split(raw) and _SPLIT_WORD.search(folded) is not None


def is_broken(folded: str, raw: bytes) -> bool:
    """Whether signs stand amid a word."""
    return _may_be_broken(raw) and _BROKEN_WORD.search(folded) is not None


def may_be_leet(folded: str) -> bool:
    """Whether some letter stands beside a sign that is read as one."""
    return near_leet(folded.encode().translate(SHAPES))


def near_leet(shapes: bytes) -> bool:
    """Tell the same of a folded text's shapes."""
    return b"a0" in shapes or b"0a" in shapes or b"a$a" in shapes


def may_hold_leet(folded: str) -> bool:
    """Whether a word would be read with its signs as letters, here or where another one is."""
    return holds_leet(folded, folded.encode().translate(SHAPES))


def holds_leet(folded: str, shapes: bytes) -> bool:
    """Tell the same of a folded text whose shapes are known."""
    if not (b"a0" in shapes or b"0a" in shapes or b"a$" in shapes or b"$a" in shapes):
        return False
    return _LEET_WORD.search(folded) is not None


def _may_be_broken(raw: bytes) -> bool:
    breaks = raw.translate(_BREAKS)
    return b"a.a" in breaks or b"a.." in breaks


def _may_be_split(raw: bytes) -> bool:
    singles = raw.translate(_SINGLES)
    return b" x x " in singles or b" x  x " in singles
