"""Who is killed: one at a time, only at work, by a point's own word or from outside."""

import random
import signal
import time
from pathlib import Path
from typing import Any

from trato.entrypoints.cli.bench.reaper import Reaper
from trato.entrypoints.cli.supervise import Family
from trato.foundation.faults import POINTS

LIVING = "import time; time.sleep(60)"
PASSING = (
    "import time\nfrom trato.foundation.faults import POINTS, fault_point\n"
    "while True:\n    [fault_point(n) for ns in POINTS.values() for n in ns]; time.sleep(0.01)"
)


class Database:
    """A server that is never down, and counts how often it was killed."""

    def __init__(self) -> None:
        self.killed = 0

    def has_died(self) -> bool:
        return False

    def kill(self) -> None:
        self.killed += 1


def reap(folder: Path, script: str, *, kills: int, boot_seconds: float = 0.0) -> Reaper:
    database: Any = Database()
    file = folder / "points"
    family = Family(logs=folder, environment={"TRATO_FAULT_POINTS": f"@{file}"}, revives=True)
    reaper = Reaper(
        family=family, postgres=database, file=file, chance=random.Random(3),
        boot_seconds=boot_seconds,
    )  # fmt: skip
    try:
        family.start("one", "-c", script)
        family.start("two", "-c", script)
        until = time.monotonic() + 60
        while reaper.kills < kills and time.monotonic() < until:
            reaper.step()
            time.sleep(0.01)
        reaper.rest()
        family.check()
        assert reaper.kills >= kills
        processes = reaper.kills - database.killed
        assert processes - 1 <= family.kills.total() <= processes
        assert family.revived == family.kills.total()
    finally:
        family.stop()
    return reaper


def test_processes_die_both_ways_and_come_back(tmp_path: Path) -> None:
    reaper = reap(tmp_path, PASSING, kills=10)
    known = {name for names in POINTS.values() for name in names}
    assert reaper.at_points.total() > 0
    assert reaper.from_outside.total() > 0
    assert set(reaper.at_points) <= known
    assert not (tmp_path / "points").exists()


def test_what_has_just_been_started_is_left_to_start(tmp_path: Path) -> None:
    reaper = reap(tmp_path, LIVING, kills=1, boot_seconds=30)
    assert set(reaper.from_outside) == {"postgresql"}


def test_a_child_that_ends_by_itself_is_no_kill(tmp_path: Path) -> None:
    family = Family(logs=tmp_path, revives=True)
    child = family.start("one", "-c", LIVING)
    family.kill("one")
    assert child.process.returncode == -signal.SIGKILL
    family.check()
    assert family.kills == {"one": 1}
    assert child.process.poll() is None
    family.stop()
