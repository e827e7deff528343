"""The demo under fire: everything goes wrong at once, and the books of both sides still agree."""

import json
from typing import Any

import pytest

from tests.demo.test_demo import run

ASKED_FOR = {
    "code 130429", "code 131000", "code 131016", "code 131048", "code 131056", "code 132015",
    "drop_after_accept", "drop_before_accept", "fail_after_accept 131026",
    "fail_after_accept 131047", "fail_after_accept 131049", "gateway_after_accept 504", "http 502",
    "timeout_after_accept", "webhook delay", "webhook duplicate", "webhook gather",
    "webhook reorder",
}  # fmt: skip
PROCESSES = {"dispatcher", "worker-in", "worker-out", "web", "postgresql"}


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    done = run("demo", "--chaos", "--people", "14", "--speed", "150", "--json", timeout=1200)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    return dict(json.loads(done.stdout))


def test_nothing_is_doubled_lost_or_forbidden(outcome: dict[str, Any]) -> None:
    assert outcome["problems"] == []
    assert (outcome["duplicates"], outcome["lost"], outcome["forbidden_sends"]) == (0, 0, 0)
    assert outcome["journal"]["verified"] is True
    assert outcome["decisions"]["stored"] == outcome["decisions"]["replayed"]


def test_everything_was_killed_once_and_came_back(outcome: dict[str, Any]) -> None:
    kills = outcome["chaos"]["kills"]
    assert kills == dict.fromkeys(PROCESSES, 1)
    assert outcome["chaos"]["revived"] == len(PROCESSES)


def test_the_world_was_in_trouble(outcome: dict[str, Any]) -> None:
    struck = outcome["chaos"]["faults"]
    assert struck["code 131048"] == 2
    for kind in ("duplicate", "gather", "reorder", "delay"):
        assert struck[f"webhook {kind}"] > 0
    assert outcome["chaos"]["webhooks"]["batches"] > 0
    # With so few people some of it finds nobody to strike; nothing of it is passed over in silence.
    quiet = set(outcome["chaos"]["faults_not_struck"])
    assert not quiet & set(struck)
    assert quiet | set(struck) >= ASKED_FOR


def test_a_person_started_the_restricted_number_again(outcome: dict[str, Any]) -> None:
    first = outcome["chaos"]["numbers_restricted"][0]
    assert (first["code"], first["stopped"], first["started_again"]) == (131048, True, True)
    assert outcome["submitted"] > 0
