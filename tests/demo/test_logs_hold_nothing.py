"""A whole small world, logged as loudly as it goes: nothing in any log belongs to a person.

All processes' logs, PostgreSQL's own included, are searched for everybody's name, document, phone,
e-mail and birth date in every usual spelling, for what was said, and for every secret.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

SCRIPT = """
import json, secrets, sys
from trato.entrypoints.cli.demo import start_clock, temporary_home, watch
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family
from trato.foundation.crypto import new_master_key

use_environment(
    TRATO_MASTER_KEY=new_master_key(), TRATO_SECRET_KEY=secrets.token_hex(32),
    TRATO_INSECURE_COOKIES="1", TRATO_DATABASE_URL="", TRATO_LOG_LEVEL="DEBUG",
    TRATO_OPS_PORT="",
)
start_clock(60)
with temporary_home() as home, open_house(home=home) as postgres:
    from tests.demo.identifiers import everything_of, found_in
    from tests.demo.trouble import make_trouble
    from trato.entrypoints.cli.story import Story

    family = Family(logs=home / "logs")
    told = {}
    try:
        story = Story.begin(family, seed=5)
        for child in family.children:
            told |= child.environment
        story.import_portfolios(people=30, file=None, tell=lambda _: None)
        story.launch(tell=lambda _: None)
        watch(story, family)
        make_trouble(story, postgres)
        outcome = story.end(tell=lambda _: None)
        wanted = everything_of(story, told)
    finally:
        family.stop()
    files = [*sorted((home / "logs").glob("*.log")), postgres.home / "postgres.log"]
    hits, sizes = {}, {}
    for file in files:
        text = file.read_text(errors="replace")
        sizes[file.name] = len(text)
        hits |= {f"{file.name}: {kind}": n for kind, n in found_in(text, wanted).items()}
    if "--keep" in sys.argv:
        import shutil
        shutil.copytree(home / "logs", sys.argv[-1], dirs_exist_ok=True)
        shutil.copy(postgres.home / "postgres.log", sys.argv[-1])
    print(json.dumps({
        "hits": hits, "sizes": sizes, "wanted": {k: len(v) for k, v in wanted.items()},
        "replied": outcome["replied"],
        "planted": found_in(sorted(wanted["documents"])[0], wanted),
    }))
"""


@pytest.fixture(scope="module")
def searched() -> dict[str, Any]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True, text=True, timeout=900, env=clean, cwd=ROOT,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def test_no_log_holds_anything_of_a_person_or_a_secret(searched: dict[str, Any]) -> None:
    assert searched["hits"] == {}


def test_the_search_had_something_to_look_for_and_to_look_through(
    searched: dict[str, Any],
) -> None:
    assert searched["replied"] > 0
    assert searched["planted"] != {}
    wanted = searched["wanted"]
    for kind in ("names", "documents", "phones", "births", "texts", "secrets", "pix"):
        assert wanted[kind] > 5 or kind == "pix", (kind, wanted)
    assert wanted["pix"] >= 1
    for name in ("web.log", "worker-in.log", "worker-out.log", "dispatcher.log", "postgres.log"):
        assert searched["sizes"][name] > 0, searched["sizes"]
