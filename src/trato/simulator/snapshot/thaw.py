"""JSON back into values: records are made empty first, then filled: they may know each other."""

import base64
from collections import Counter, deque
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from trato.simulator.http import Json
from trato.simulator.snapshot.names import (
    dataclass_named,
    function_named,
    member_named,
    method_named,
)


class Thawer:
    """Reads one table of records."""

    def __init__(self, parts: dict[str, object], records: list[Json]) -> None:
        """Build every record.

        Raises:
            ValueError: a record is not one of ours.
        """
        self._parts = parts
        self._made = [_empty(record) for record in records]
        for made, record in zip(self._made, records, strict=True):
            self._fill(made, record)

    def thaw(self, value: Any) -> Any:
        """Return the value that was written.

        Raises:
            ValueError: it is not one that this world writes.
        """
        if not isinstance(value, dict):
            return value
        mark, held = next(iter(value.items()))
        read = _ATOMS.get(mark)
        if read:
            return read(held)
        if mark == "&":
            return self._made[held]
        if mark == "part":
            return self._parts[held]
        return self._composed(mark, held)

    def _composed(self, mark: str, held: Any) -> Any:
        if mark == "tuple":
            return tuple(self.thaw(one) for one in held)
        if mark == "frozenset":
            return frozenset(self.thaw(one) for one in held)
        if mark == "method":
            return method_named(self.thaw(held[0]), str(held[1]))
        if mark == "call":
            function, arguments, named = (self.thaw(part) for part in held)
            return partial(function, *arguments, **dict(named))
        raise ValueError(f"{mark} is not a mark of a snapshot")

    def _fill(self, made: Any, record: Json) -> None:
        if "record" in record:
            for name, value in record["fields"].items():
                object.__setattr__(made, name, self.thaw(value))
            return
        held = next(iter(record.values()))
        if isinstance(made, dict):
            made.update({self.thaw(key): self.thaw(value) for key, value in held})
        elif isinstance(made, set):
            made.update(self.thaw(one) for one in held)
        else:
            made.extend(self.thaw(one) for one in held)


_ATOMS: dict[str, Callable[[Any], Any]] = {
    "bytes": base64.b64decode,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
    "function": function_named,
    "member": lambda pair: member_named(pair[0], pair[1]),
}
_EMPTY: dict[str, Callable[[], Any]] = {"list": list, "set": set, "dict": dict, "Counter": Counter}


def _empty(record: Json) -> Any:
    if "record" in record:
        return object.__new__(dataclass_named(str(record["record"])))
    if "deque" in record:
        return deque(maxlen=record["most"])
    make = _EMPTY.get(next(iter(record), ""))
    if make is None:
        raise ValueError("a record of the snapshot is of no known kind")
    return make()
