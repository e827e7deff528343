"""Values into JSON. What is shared stays shared: every list, table and record is written once.

A value becomes itself, a pair of a mark and what it needs, or `{"&": n}` for the n-th record.
"""

import base64
from collections import Counter, deque
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import partial
from inspect import isfunction, ismethod
from typing import Any

from trato.simulator.http import Json
from trato.simulator.snapshot.names import name_of

_PLAIN = (type(None), bool, int, float, str)


class Freezer:
    """Writes values one after the other into one table of records."""

    def __init__(self, parts: dict[str, object]) -> None:
        """Know the world's parts, which are named rather than written."""
        self._parts = {id(part): name for name, part in parts.items()}
        self._seen: dict[int, int] = {}
        self._kept: list[Any] = []
        self.records: list[Json] = []

    def freeze(self, value: Any) -> Any:
        """Return the value as JSON.

        Raises:
            TypeError: it cannot be written.
        """
        if type(value) in _PLAIN:
            return value
        if id(value) in self._parts:
            return {"part": self._parts[id(value)]}
        atom = _atom(value)
        if atom is not None:
            return atom
        if type(value) in (tuple, frozenset):
            return {type(value).__name__: [self.freeze(one) for one in value]}
        return self._deed(value) or self._reference(value)

    def _deed(self, value: Any) -> Json | None:
        if ismethod(value):
            return {"method": [self.freeze(value.__self__), value.__name__]}
        if isfunction(value):
            return {"function": name_of(value)}
        if isinstance(value, partial):
            # Inline, not as a record: a partial copies its keywords when it is made.
            call = (value.func, value.args, tuple(value.keywords.items()))
            return {"call": [self.freeze(part) for part in call]}
        return None

    def _reference(self, value: Any) -> Json:
        if id(value) not in self._seen:
            self._kept.append(value)
            self._seen[id(value)] = at = len(self.records)
            self.records.append({})
            self.records[at] = self._record(value)
        return {"&": self._seen[id(value)]}

    def _record(self, value: Any) -> Json:
        if type(value) in (list, set):
            return {type(value).__name__: [self.freeze(one) for one in value]}
        if isinstance(value, deque):
            return {"deque": [self.freeze(one) for one in value], "most": value.maxlen}
        if type(value) in (dict, Counter):
            pairs = [[self.freeze(key), self.freeze(one)] for key, one in value.items()]
            return {type(value).__name__: pairs}
        if is_dataclass(value) and not isinstance(value, type):
            named = {f.name: self.freeze(getattr(value, f.name)) for f in fields(value)}
            return {"record": name_of(type(value)), "fields": named}
        raise TypeError(f"a {type(value).__name__} cannot be part of a snapshot")


def _atom(value: Any) -> Json | None:
    if isinstance(value, Enum):
        return {"member": [name_of(type(value)), value.value]}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return None
