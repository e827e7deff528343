"""Runs a command of the product as its own process, and watches how much memory it takes."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from trato.entrypoints.cli.bench.report import CouldNotMeasure
from trato.foundation import settings

_LOOK_SECONDS = 0.02
_WORDS_MAX = 600


@dataclass(frozen=True, slots=True)
class Watched:
    """What a command printed, and the most memory that it and its children held at once."""

    output: str
    peak_mib: float


def run_watched(*arguments: str) -> Watched:
    """Run `trato ARGUMENTS…` to its end.

    Raises:
        CouldNotMeasure: it failed; carries the end of what it said.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "trato", *arguments],
        env=settings.process_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        peak, over = [0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, over), daemon=True)
        watcher.start()
        output, words = process.communicate()
        over.set()
        watcher.join()
    if process.returncode:
        raise CouldNotMeasure(f"trato {arguments[0]} terminou mal.\n{words[-_WORDS_MAX:]}")
    return Watched(output, peak[0] / 1024)


def _watch(pid: int, peak: list[int], over: threading.Event) -> None:
    """Note the most kibibytes held at once; a single process keeps its own highest mark."""
    while not over.wait(_LOOK_SECONDS):
        family = [pid, *_children(pid)]
        name = "VmHWM" if len(family) == 1 else "VmRSS"
        peak[0] = max(peak[0], sum(_kib(one, name) for one in family))


def _children(pid: int) -> list[int]:
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(word) for word in file.read_text().split()]
        except OSError:
            continue
    return found


def _kib(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
