"""Commands that need no world: their JSON, their exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "trato", *arguments],
        capture_output=True, text=True, timeout=180, env=clean, check=False,
    )  # fmt: skip


def test_help_names_every_promised_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for command in ("demo", "up", "import", "campaign", "rules", "journal", "flow", "sim", "why"):
        assert f"  {command} " in done.stdout


def test_rules_as_json_carry_law_and_mark() -> None:
    done = run("rules", "--json")
    book = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(book["rules"]) > 40
    marks = {c["mark"] for rule in book["rules"] for c in rule["citations"]}
    assert marks <= {"V", "S", "T", "D", "U"}
    assert {"V", "S", "D"} <= marks
    assert all(rule["citations"] and rule["message"] and rule["remedy"] for rule in book["rules"])


def test_explain_shows_the_law() -> None:
    done = run("rules", "explain", "NAO_ME_LIGUE_SP")
    assert done.returncode == 0
    assert "13.226" in done.stdout


def test_shipped_flows_have_no_problem() -> None:
    done = run("flow", "check", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["ok"] is True


@pytest.mark.parametrize("content", ["isto não é um fluxo", "{}", "a: [1, 2"])
def test_what_is_no_flow_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "fluxo.yaml"
    file.write_text(content, encoding="utf-8")
    done = run("flow", "check", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_new_key_is_a_key() -> None:
    from trato.foundation.crypto import read_master_key

    assert len(read_master_key(run("keys", "new").stdout.strip())) == 32


@pytest.mark.parametrize("process", ["web", "worker", "dispatcher"])
def test_a_process_without_settings_says_which(process: str) -> None:
    done = run(process)
    assert done.returncode == 1
    assert "TRATO_SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr
