"""The simulator's page names tests that exist, and its first steps work as they are written."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from sim_harness import World

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "simulator.md").read_text()


@pytest.fixture
def world() -> Iterator[World]:
    world = World(speed=1.0)
    yield world
    world.close()


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    written = "".join(path.read_text() for path in (ROOT / "tests" / "contracts").glob("test_*.py"))
    missing = {name for name in named if f"def {name}(" not in written}
    assert not missing
    assert len(named) > 40


def test_the_quick_start_does_what_it_says(world: World) -> None:
    """Every `curl` of the page, in order, without a shell."""
    block = PAGE.split("In another terminal")[1].split("```")[1]
    answers = []
    for part in re.split(r"\ncurl ", block)[1:]:
        words = shlex.split(part, comments=True)
        path = next(word for word in words if word.startswith("$W")).removeprefix("$W")
        body = json.loads(words[words.index("-d") + 1]) if "-d" in words else None
        token = "t" if "-H" in words else None
        method = "POST" if body is not None else "GET"
        answers.append(world.call(method, path, body, token=token))
    assert [status for status, _ in answers] == [201, 201, 201, 200, 200, 400, 200]
    assert answers[5][1]["error"]["code"] == 131047
