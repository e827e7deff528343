"""Takes whatever may belong to a person, or open a door, out of what is about to be logged. Pure.

A field passes by its name and its shape, not by a list of forbidden words: a name or a sentence has
no shape that could be looked for.
"""

import re
from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

REDACTED = "…"
TEXT_FIELDS = frozenset(
    {
        "at", "cause", "event", "kind", "level", "logger", "loop", "method", "outcome", "problem",
        "process", "queue", "setting", "source", "sqlstate", "stage", "state", "timestamp",
    }
)  # fmt: skip
"""Fields whose text is ours: codes, names of things, places in the code."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PLAIN = re.compile(r"[A-Za-z_<][A-Za-z0-9_.:/<>-]{0,79}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|<[^>]*>|\([^)]*\)=\([^)]*\)")
# Also as people spell an address out: "ana @ casa.example", "ana ponto lima arroba casa ponto com".
_MAIL = re.compile(
    r"(?<!\S)\S+@\S+"
    r"|(?<![\w.+-])(?:[\w.+-]+\s+(?:ponto|underline|tra[cç]o|h[ií]fen)\s+){0,4}[\w.+-]+"
    r"\s*[(\[]?\s*(?:@|\barroba\b)\s*[)\]]?\s*[\w.-]+(?:\s+ponto\s+[\w.-]+){0,4}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\+?\d(?:[\s./()-]{0,2}\d){6,}")
_SECRET = re.compile(r"(?<![A-Za-z0-9_+=-])(?=[A-Za-z_+=-]*\d)[A-Za-z0-9_+=-]{20,}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d[/.-]\d\d[/.-]\d{2,4}")
_LARGEST = 10**9


def redact_fields(event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace every value that is not surely plain; fields' names stay."""
    for name, value in event.items():
        event[name] = _field(name, value)
    return event


def _field(name: str, value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_field(name, one) for one in value]
    if not isinstance(value, str):
        return value if is_plain(value) else REDACTED
    if _UUID.fullmatch(value):
        return value
    if name == "timestamp" and _STAMP.fullmatch(value):
        return value
    if name not in TEXT_FIELDS:
        return REDACTED
    return value if name == "event" else _text(value)


def _text(value: str) -> str:
    return value if _PLAIN.fullmatch(value) and scrub(value) == value else REDACTED


def is_plain(value: object) -> bool:
    """Return whether a value that is no text may be shown: small numbers, yes and no, nothing."""
    if value is None or isinstance(value, bool):
        return True
    return isinstance(value, (int, float)) and abs(value) < _LARGEST


def scrub(text: str) -> str:
    """Take quotations, addresses, long digits, dates and secrets out of a library's sentence."""
    for pattern in (_QUOTED, _MAIL, _DAY, _DIGITS, _SECRET):
        text = pattern.sub(REDACTED, text)
    return text
