"""Checks a copy's lines with nothing but the file: changed, missing, added or swapped. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from trato.insights.evidence.lines import FIRST
from trato.insights.evidence.values import FORMAT

_PROBLEMS_MAX: Final = 20
_MISSHAPEN: Final = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found; `problems` are codes with a line's number: empty means the copy holds.

    `entries` names, for each journal entry that the lines speak of, its place and hash; `texts`
    each message's hash of its words; `media` are the hashes of attachments that were there.
    """

    messages: int
    conversation_id: str
    is_masked: bool
    file_sha256: str
    entries: dict[str, tuple[int | None, str]]
    texts: dict[str, str]
    media: frozenset[str]
    problems: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing was changed, removed, added or swapped."""
        return not self.problems


class _Walk:
    def __init__(self) -> None:
        self.count = 0
        self.last = FIRST
        self.all = hashlib.sha256()
        self.entries: dict[str, tuple[int | None, str]] = {}
        self.texts: dict[str, str] = {}
        self.media: set[str] = set()
        self.problems: list[str] = []
        self.manifest: dict[str, Any] | None = None

    def follow(self, number: int, line: bytes) -> None:
        """Check one line against what the ones before it lead to."""
        row = _read(line)
        if self.manifest is not None:
            self.problems.append(f"after_manifest:{number}")
        elif row is None:
            self.problems.append(f"unreadable:{number}")
        elif row.get("type") == "manifest":
            self.manifest = row
        else:
            try:
                named = _named(row)
            except _MISSHAPEN:
                self.problems.append(f"unreadable:{number}")
            else:
                self._message(number, line, row, named)

    def _message(self, number: int, line: bytes, row: dict[str, Any], named: "_Named") -> None:
        self.count += 1
        if row.get("previous") != self.last or row.get("position") != self.count:
            self.problems.append(f"broken_link:{number}")
        told = row.get("text_sha256")
        is_there = told is not None and not row.get("erased_at")
        if is_there and told != named.text_sha256:
            self.problems.append(f"changed_text:{number}")
        self.texts |= named.texts
        self.media |= named.media
        self.last = hashlib.sha256(line).hexdigest()
        self.all.update(line + b"\n")
        self.entries |= named.entries

    def end(self) -> list[str]:
        """Return every problem, the manifest's included."""
        if self.manifest is None:
            return [*self.problems, "no_manifest"]
        told = self.manifest
        wanted = {"messages": self.count, "last": self.last, "lines_sha256": self.all.hexdigest()}
        problems = [f"manifest:{name}" for name, value in wanted.items() if told.get(name) != value]
        if told.get("format") != FORMAT:
            problems.append("unknown_format")
        return self.problems + problems


def check(lines: Iterable[bytes]) -> Checked:
    """Walk a copy's lines, as a file gives them; memory stays flat but for the journal's places."""
    walk, whole = _Walk(), hashlib.sha256()
    for number, line in enumerate(lines, start=1):
        whole.update(line)
        if len(walk.problems) < _PROBLEMS_MAX:
            walk.follow(number, line.rstrip(b"\n"))
    told = walk.manifest or {}
    return Checked(
        messages=walk.count,
        conversation_id=str(told.get("conversation_id", "")),
        is_masked=bool(told.get("is_masked")),
        file_sha256=whole.hexdigest(),
        entries=walk.entries,
        texts=walk.texts,
        media=frozenset(walk.media),
        problems=tuple(walk.end()[:_PROBLEMS_MAX]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What one line names elsewhere, and the hash of the words that it holds."""

    text_sha256: str
    texts: dict[str, str]
    media: frozenset[str]
    entries: dict[str, tuple[int | None, str]]


def _named(row: dict[str, Any]) -> _Named:
    """Return what a line names; where it has not the shape of a line, one of `_MISSHAPEN`."""
    told = row.get("text_sha256")
    places = [row.get("journal"), *(d.get("journal") for d in row.get("decisions") or ())]
    return _Named(
        text_sha256=hashlib.sha256(str(row.get("text", "")).encode()).hexdigest(),
        texts={str(UUID(row["message_id"])): str(told)} if told else {},
        media=frozenset(
            str(one.get("sha256")) for one in row.get("media") or () if one.get("state") == "stored"
        ),
        entries={
            str(UUID(place["entry_id"])): (place["sequence"], place["entry_hash"])
            for place in places
            if place
        },
    )


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None
