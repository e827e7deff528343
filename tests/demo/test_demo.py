"""The main job, end to end, as a newcomer runs it: real processes, HTTP and PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEYS = {
    "imported", "rejected_rows", "planned", "refused", "submitted", "delivered", "read", "replied",
    "identified", "agreements", "paid_cents", "opt_outs", "wrong_party", "disputes", "hand_overs",
    "duplicates", "lost", "forbidden_sends", "unknown_settled", "journal", "seconds",
}  # fmt: skip


def run(*arguments: str, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "trato", *arguments],
        capture_output=True, text=True, timeout=timeout, env=clean, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def outcome() -> dict[str, Any]:
    done = run("demo", "--people", "60", "--seed", "7", "--json")
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    assert len(done.stdout.strip().splitlines()) == 1
    return dict(json.loads(done.stdout))


def test_one_json_object_with_the_promised_fields(outcome: dict[str, Any]) -> None:
    assert set(outcome) >= KEYS


def test_nothing_is_doubled_lost_or_forbidden(outcome: dict[str, Any]) -> None:
    assert outcome["problems"] == []
    assert (outcome["duplicates"], outcome["lost"], outcome["forbidden_sends"]) == (0, 0, 0)
    assert outcome["set_aside"] == 0


def test_the_proof_holds(outcome: dict[str, Any]) -> None:
    assert outcome["journal"]["verified"] is True
    assert outcome["journal"]["events"] > 500
    assert outcome["decisions"]["stored"] == outcome["decisions"]["replayed"] > 100


def test_the_whole_way_is_walked(outcome: dict[str, Any]) -> None:
    assert outcome["planned"] >= outcome["submitted"] > 20
    assert outcome["replied"] >= outcome["identified"] > 5
    assert outcome["agreements"]["accepted"] >= outcome["agreements"]["active"] > 0
    assert outcome["paid_cents"] > 0
    assert outcome["unknown_settled"] > 0


def test_the_law_is_at_work(outcome: dict[str, Any]) -> None:
    assert outcome["refused"]["WHATSAPP_THIRD_PARTY"] > 0
    assert outcome["refused"]["OPT_IN_MISSING"] > 0
    assert all(law["citation"] and law["mark"] for law in outcome["laws"].values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["demo", "--people", "2601"], "O exemplo tem"),
        (["demo", "--input", "/nonexistent.csv"], "nonexistent"),
        (["rules", "explain", "NAO_EXISTE"], "Não há regra"),
    ],
)
def test_bad_input_is_answered_clearly(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_portfolio_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "foto.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    done = run("demo", "--people", "10", "--input", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
