"""Writes a copy's lines: an object a message, each naming the hash of the one before. Pure."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from trato.insights.evidence.values import FORMAT, Heading, Said

FIRST: Final = "0" * 64
"""What the first line names as the hash of the line before it."""


class Lines:
    """Turns messages into lines, one after the other, and at last the manifest."""

    def __init__(self, *, is_masked: bool) -> None:
        """Have written nothing yet."""
        self._is_masked = is_masked
        self._all = hashlib.sha256()
        self._last = FIRST
        self.count = 0
        self._media = 0

    def add(self, said: Said) -> tuple[bytes, str]:
        """Return one message's line, with its end, and its hash.

        The text's own hash is left out of a masked copy: a short text could be guessed from it.
        """
        self.count += 1
        self._media += len(said.media)
        row = {"type": "message", "position": self.count, "previous": self._last} | plain(said)
        if self._is_masked:
            del row["text_sha256"]
        elif said.erased_at is None:
            row["text_sha256"] = hashlib.sha256(said.text.encode()).hexdigest()
        line = canonical(row)
        self._last = hashlib.sha256(line).hexdigest()
        self._all.update(line + b"\n")
        return line + b"\n", self._last

    def manifest(self, heading: Heading) -> bytes:
        """Return the last line: whose thread, who took the copy, and what all lines hash to."""
        row = {"type": "manifest", "format": FORMAT} | plain(heading)
        row |= {
            "messages": self.count,
            "media": self._media,
            "last": self._last,
            "lines_sha256": self._all.hexdigest(),
        }
        return canonical(row) + b"\n"

    @property
    def lines_sha256(self) -> str:
        """What all lines so far hash to."""
        return self._all.hexdigest()


def canonical(value: dict[str, Any]) -> bytes:
    """Return an object's one way to be written: sorted keys, no blanks, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def plain(value: Any) -> Any:
    """Return JSON values of a frozen value, field by field."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_fields(value))
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    for one in fields(value):
        yield one.name, plain(getattr(value, one.name))
