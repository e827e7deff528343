"""The places where a process may be killed: all are named, and one arming kills one process."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import trato
from trato.foundation.faults import POINTS

SOURCE = Path(trato.__file__).parent
SCRIPT = "from trato.foundation.faults import fault_point; fault_point('a'); fault_point('b')"


def run(points: str) -> int:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("TRATO_")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env={**clean, "TRATO_FAULT_POINTS": points}, check=False
    )
    return done.returncode


def test_every_point_of_the_source_is_listed_and_there() -> None:
    text = "\n".join(f.read_text() for f in SOURCE.rglob("*.py") if f.name != "faults.py")
    passed = set(re.findall(r'fault_point\(\s*"([a-z_.]+)"', text))
    passed |= set(re.findall(r'"(tick\.[a-z_]+)"', text))
    assert passed == {name for names in POINTS.values() for name in names}


def test_a_point_strikes_only_where_it_is_armed() -> None:
    assert run("") == 0
    assert run("c=1.0") == 0
    assert run("b=1.0") == -signal.SIGKILL


def test_a_file_kills_one_process_and_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "points"
    assert run(f"@{file}") == 0
    file.write_text("b=1.0")
    assert run(f"@{file}") == -signal.SIGKILL
    assert not file.exists()
    assert file.with_suffix(".struck").read_text() == "b"
    assert run(f"@{file}") == 0
