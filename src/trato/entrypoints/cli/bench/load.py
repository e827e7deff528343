"""Who used the processors while something was measured: our processes by name, and others."""

import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from trato.entrypoints.cli.bench.place import Place
from trato.entrypoints.cli.bench.report import Figure

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class _Reading:
    at_seconds: float
    busy_ticks: int
    by_name: Counter[str]


class Load:
    """Counts processor time from its making until `figures` is asked."""

    def __init__(self, place: Place) -> None:
        """Start counting."""
        self._place = place
        self._before = _read(place)

    def seconds_of(self, name: str) -> float:
        """Return the processor seconds that one of our processes has used."""
        return (_read(self._place).by_name[name] - self._before.by_name[name]) / _TICKS_PER_SECOND

    def figures(self) -> dict[str, Figure]:
        """Return cores used by each of our processes, and by anything else on the machine.

        What others use is missing to us: figures taken beside busy neighbours are too low.
        """
        after, before = _read(self._place), self._before
        seconds = after.at_seconds - before.at_seconds
        used = {name: n - before.by_name[name] for name, n in after.by_name.items()}
        others = after.busy_ticks - before.busy_ticks - sum(used.values())
        cores = {f"{name}_cores": n for name, n in used.items()} | {"others_cores": max(others, 0)}
        return {name: round(n / _TICKS_PER_SECOND / seconds, 3) for name, n in cores.items()}


def _read(place: Place) -> _Reading:
    parents = _parents()
    names = {child.process.pid: child.name for child in place.family.children}
    names |= {os.getpid(): "bench"}
    if place.database_pid:
        names[place.database_pid] = "postgresql"
    by_name: Counter[str] = Counter()
    for pid in parents:
        owner = pid
        while owner not in names and owner in parents:
            owner = parents[owner]
        if owner in names:
            by_name[names[owner]] += _ticks(pid)
    return _Reading(time.monotonic(), _busy_ticks(), by_name)


def _parents() -> dict[int, int]:
    found = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (fields := _fields(int(folder.name))):
            found[int(folder.name)] = int(fields[1])
    return found


def _ticks(pid: int) -> int:
    """Return a process's own time and that of its children that have ended."""
    fields = _fields(pid)
    return sum(map(int, fields[11:15])) if fields else 0


def _fields(pid: int) -> list[str]:
    try:
        # The name, in brackets, may hold spaces: what is wanted comes after it.
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _busy_ticks() -> int:
    words = list(map(int, (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]))
    idle, waiting = words[3], words[4]
    return sum(words) - idle - waiting
