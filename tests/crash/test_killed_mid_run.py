"""I4: processes die at named points as by `kill -9`, and both sides' books still agree."""

import json
import os
import subprocess
import sys

POINTS = (
    "dispatch.before_clear", "dispatch.before_commit_sending", "dispatch.after_commit_sending",
    "dispatch.after_call", "dispatch.before_commit_receipts", "dispatch.after_commit_receipts",
    "answer.before_commit", "answer.after_commit", "unpack.before_commit", "unpack.after_commit",
    "ingest.before_commit", "ingest.after_commit", "issue.after_call",
)  # fmt: skip

SCRIPT = """
import json, secrets, sys
from trato.entrypoints.cli.demo import start_clock, temporary_home, watch
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family
from trato.foundation.crypto import new_master_key

use_environment(
    TRATO_MASTER_KEY=new_master_key(), TRATO_SECRET_KEY=secrets.token_hex(32),
    TRATO_INSECURE_COOKIES="1", TRATO_DATABASE_URL="",
)
start_clock(60)
with temporary_home() as home, open_house(home=home):
    from trato.entrypoints.cli.story import Story

    family = Family(logs=home / "logs", revives=True)
    try:
        story = Story.begin(family, seed=11, unknown_after_seconds=6)
        for child in family.children:
            child.environment["TRATO_FAULT_POINTS"] = sys.argv[1]
        for child in family.children:
            if child.name in {"worker-in", "worker-out", "dispatcher", "web"}:
                child.process.kill()
        story.import_portfolios(people=40, file=None, tell=lambda _: None)
        story.launch(tell=lambda _: None)
        watch(story, family)
        print(json.dumps({**story.end(tell=lambda _: None), "revived": family.revived}))
    finally:
        family.stop()
"""


def test_both_sides_agree_after_many_kills() -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    faults = ",".join(f"{point}=0.02" for point in POINTS)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, faults],
        capture_output=True, text=True, timeout=900, env=clean, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    outcome = json.loads(done.stdout.strip().splitlines()[-1])
    assert outcome["revived"] >= 10
    assert outcome["problems"] == []
    assert (outcome["duplicates"], outcome["lost"], outcome["forbidden_sends"]) == (0, 0, 0)
    assert outcome["journal"]["verified"] is True
    assert outcome["decisions"]["stored"] == outcome["decisions"]["replayed"]
    assert outcome["submitted"] > 0
