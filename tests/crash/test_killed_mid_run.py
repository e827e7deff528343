"""I4: processes and the database die under load, and both sides' books still agree."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

KILLS = 20


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    done = subprocess.run(
        [
            sys.executable, "-m", "trato", "bench", "crash", "--kills", str(KILLS), "--seed", "11",
            "--json",
        ],
        capture_output=True, text=True, timeout=1500, env=clean, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout))


def test_both_sides_agree_after_many_kills(report: dict[str, Any]) -> None:
    assert report["kills"] >= KILLS
    assert (report["duplicates"], report["lost"]) == (0, 0)
    assert [check["name"] for check in report["checks"] if not check["holds"]] == []


def test_they_died_in_the_middle_of_work(report: dict[str, Any]) -> None:
    figures = report["figures"]
    assert figures["kills_at_points"] >= 1
    assert figures["kills_from_outside"] >= 1
    assert figures["submitted"] > 0, figures
    assert figures["replied"] > 0, figures
    assert figures["world_statuses"] > figures["world_sends"] > figures["people"] / 2
