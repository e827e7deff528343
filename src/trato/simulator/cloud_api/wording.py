"""Whether a template's words may be submitted at all: Meta's checks before any review."""

import re

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.http import Json

BODY_MAX, SHORT_MAX = 1024, 60
_VARIABLE = re.compile(r"\{\{\s*[A-Za-z0-9_]+\s*\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
_BAD_HEADER = re.compile(r"[\n*_~`]")
# Fewer words than this for each variable, and the text says too little by itself.
_WORDS_PER_VARIABLE = 2


def check_name(name: str, language: str, category: str, components: list[Json]) -> Failure | None:
    """Return what is missing or malformed about the frame."""
    if not _NAME.fullmatch(name):
        return Failure(code=100, details="name must be lower-case letters, digits and _.")
    if not language or category not in _CATEGORIES:
        return Failure(code=100, details="language and category are required.")
    if not _text(components, "BODY") and category != "AUTHENTICATION":
        return Failure(code=100, details="A BODY component with text is required.")
    return None


def check_wording(components: list[Json]) -> Failure | None:
    """Return what Meta would not take up for review."""
    return _body(_text(components, "BODY")) or _edges(components)


def _body(text: str) -> Failure | None:
    variables = _VARIABLE.findall(text)
    bare = text.strip()
    if len(text) > BODY_MAX:
        return Failure(code=2388040, details=f"BODY is longer than {BODY_MAX}.")
    if variables and (bare.startswith(variables[0]) or bare.endswith(variables[-1])):
        return Failure(code=2388299, details="A variable cannot stand at the start or the end.")
    words = len(_VARIABLE.sub(" ", text).split())
    if words < len(variables) * _WORDS_PER_VARIABLE:
        return Failure(code=2388293, details="Too many variables for so short a text.")
    return None


def _edges(components: list[Json]) -> Failure | None:
    header, footer = _text(components, "HEADER"), _text(components, "FOOTER")
    if len(header) > SHORT_MAX or len(footer) > SHORT_MAX:
        return Failure(code=2388040, details=f"HEADER or FOOTER is longer than {SHORT_MAX}.")
    if _BAD_HEADER.search(header) or len(_VARIABLE.findall(header)) > 1:
        return Failure(code=2388047, details="HEADER has no formatting and one variable at most.")
    if _VARIABLE.search(footer):
        return Failure(code=2388073, details="FOOTER has no variables.")
    return None


def _text(components: list[Json], kind: str) -> str:
    found = (c for c in components if str(c.get("type", "")).upper() == kind)
    return str(next(found, {}).get("text") or "")
