"""Every process, told to stop under load, ends within its budget, and nothing is left unknown."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
# Seconds; the units and the composition give at least as much (docs/operations.md).
BUDGETS = {"web": 12, "worker-in": 12, "worker-out": 12, "dispatcher": 30}

SCRIPT = """
import json, secrets, signal, sys, time
from trato.entrypoints.cli.demo import start_clock, temporary_home, watch
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family, _spawn
from trato.foundation.crypto import new_master_key

use_environment(
    TRATO_MASTER_KEY=new_master_key(), TRATO_SECRET_KEY=secrets.token_hex(32),
    TRATO_INSECURE_COOKIES="1", TRATO_DATABASE_URL="",
)
start_clock(60)
with temporary_home() as home, open_house(home=home):
    from trato.door.outbox.models import Attempt, Message
    from trato.entrypoints.cli import story as stories
    from trato.foundation.tenancy import within

    # Nobody's answer is lost on purpose: whatever is unknown, the stopping made it so.
    stories.LOST_ANSWER_EVERY = 10**12
    family = Family(logs=home / "logs")
    stops = []

    def counted(**state):
        total = 0
        for cast in story.casts:
            with within(cast.organisation_id):
                total += Message.objects.filter(**state).count()
        return total

    def attempts():
        total = 0
        for cast in story.casts:
            with within(cast.organisation_id):
                total += Attempt.objects.count()
        return total

    def stop(child):
        began = time.monotonic()
        child.process.send_signal(signal.SIGTERM)
        code = child.process.wait(60)
        took = time.monotonic() - began
        found = {"name": child.name, "code": code, "seconds": took}
        if child.name == "dispatcher":
            found |= {"sending": counted(state="sending"), "unknown": counted(state="unknown")}
        stops.append(found)
        child.process = _spawn(child.arguments, child.environment, child.log)

    try:
        story = stories.Story.begin(family, seed=3)
        story.import_portfolios(people=60, file=None, tell=lambda _: None)
        story.launch(tell=lambda _: None)
        ours = [c for c in family.children if c.name in sys.argv[1:]]
        for goal in (5, 60):
            deadline = time.monotonic() + 60
            while attempts() < goal and time.monotonic() < deadline:
                time.sleep(0.05)
            at_work = attempts()
            for child in sorted(ours, key=lambda c: c.name != "dispatcher"):
                stop(child)
                family.check()
                time.sleep(0.5)
        watch(story, family)
        outcome = story.end(tell=lambda _: None)
        left = {"unknown": counted(state="unknown"), "sending": counted(state="sending")}
        print(json.dumps({**outcome, "stops": stops, "left": left, "at_work": at_work}))
    finally:
        family.stop()
"""


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *sorted(BUDGETS)],
        capture_output=True, text=True, timeout=900, env=clean, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = dict(json.loads(done.stdout.strip().splitlines()[-1]))
    print(found["stops"], found["at_work"])
    return found


def test_each_ends_within_its_budget_and_in_good_order(outcome: dict[str, Any]) -> None:
    assert sorted(s["name"] for s in outcome["stops"]) == sorted([*BUDGETS, *BUDGETS])
    for stop in outcome["stops"]:
        # The web server ends by the signal it was sent, after it has put everything away.
        assert stop["code"] in (0, -15), stop
        assert stop["seconds"] < BUDGETS[stop["name"]], stop


def test_a_dispatcher_that_was_told_leaves_no_call_behind(outcome: dict[str, Any]) -> None:
    stops = [s for s in outcome["stops"] if s["name"] == "dispatcher"]
    assert outcome["at_work"] >= 20
    assert [(s["sending"], s["unknown"]) for s in stops] == [(0, 0), (0, 0)]
    assert outcome["left"] == {"unknown": 0, "sending": 0}
    assert outcome["unknown_settled"] == 0


def test_nothing_is_lost_doubled_or_set_aside(outcome: dict[str, Any]) -> None:
    assert outcome["problems"] == []
    assert (outcome["duplicates"], outcome["lost"], outcome["forbidden_sends"]) == (0, 0, 0)
    assert outcome["set_aside"] == 0
    assert outcome["journal"]["verified"] is True
    assert outcome["agreements"]["accepted"] > 0
