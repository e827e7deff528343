"""`trato bench` prints one object with computed verdicts, and ends well even where one is short."""

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("suite", "checks", "figures"),
    [
        ("monitor", {"messages_per_second", "terms"}, {"findings", "terms_shipped"}),
        (
            "gate",
            {"decisions_per_second", "times_zen_engine", "times_cedarpy"},
            {"decisions_from_bytes_per_second", "twelve_rules_per_second", "compared_inputs"},
        ),
        (
            "journal",
            {"verified_per_second", "peak_rss_growth_mib"},
            {"events", "postgresql_fsync", "recorded_and_sealed_per_second"},
        ),
    ],
)
def test_a_suite_prints_one_object(suite: str, checks: set[str], figures: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trato", "bench", suite, "--quick", "--json"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert list(report) == ["suite", "machine", "versions", "figures", "checks"]
    assert report["suite"] == suite
    assert report["machine"]["cores"] >= 1
    assert report["machine"]["yardstick_before_ms"] > 0
    assert report["machine"]["yardstick_after_ms"] > 0
    assert {"trato", "python", "psycopg"} <= set(report["versions"])
    assert {check["name"] for check in report["checks"]} == checks
    assert figures <= set(report["figures"])
    compared = {
        ">=": lambda value, limit: value >= limit,
        "<=": lambda value, limit: value <= limit,
        "<": lambda value, limit: value < limit,
        "==": lambda value, limit: value == limit,
    }
    for check in report["checks"]:
        direction, limit = check["bound"].split()
        assert check["value"] is not None
        assert check["holds"] is compared[direction](check["value"], float(limit))
    # What was done is told on the other stream.
    assert done.stderr.strip()
