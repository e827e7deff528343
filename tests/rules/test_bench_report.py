"""What `trato bench` prints: `holds` follows from value and bound; nothing names the machine."""

import getpass
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.machine import machine, versions
from trato.entrypoints.cli.bench.pages import publish, publish_index
from trato.entrypoints.cli.bench.report import Bound, Check, Measured, envelope, percentile
from trato.entrypoints.cli.bench.suites import SUITES, module
from trato.entrypoints.cli.main import main


@pytest.mark.parametrize(
    ("value", "bound", "holds"),
    [
        (5000, ">= 5000", True),
        (4999.9, ">= 5000", False),
        (50, "< 50", False),
        (49.9, "< 50", True),
        (500, "<= 500", True),
        (501, "<= 500", False),
        (0, "== 0", True),
        (1, "== 0", False),
        (float("inf"), "< 400", False),
        (float("nan"), "< 400", False),
        (float("nan"), ">= 400", False),
        (None, ">= 10", False),
        (None, "< 10", False),
    ],
)
def test_holds_follows_from_value_and_bound(value: float | None, bound: str, holds: bool) -> None:
    assert Check("c", value, Bound(bound)).holds is holds


@pytest.mark.parametrize("text", ["5000", "=> 5", "> many", "", "at most 5"])
def test_a_bound_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a bound|could not convert"):
        Bound(text)


def test_the_envelope_has_exactly_its_parts_and_is_json() -> None:
    found = Measured()
    found.note(rows_per_second=12_345.678, share=0.123456, nothing=None, words="on")
    found.check("rows_per_second", 12_345.678, ">= 5000")
    found.check("not_measured", None, ">= 10")
    report = json.loads(json.dumps(envelope("x", found, machine={}, versions={})))
    assert list(report) == ["suite", "machine", "versions", "figures", "checks"]
    assert report["figures"] == {
        "rows_per_second": 12_346, "share": 0.1235, "nothing": None, "words": "on",
    }  # fmt: skip
    assert report["checks"] == [
        {"name": "rows_per_second", "value": 12_346, "bound": ">= 5000", "holds": True},
        {"name": "not_measured", "value": None, "bound": ">= 10", "holds": False},
    ]


def test_the_machine_has_no_name_and_no_folder() -> None:
    told = json.dumps([machine(datetime(2026, 11, 24, tzinfo=UTC)), versions()])
    assert socket.gethostname() not in told
    assert str(Path.cwd()) not in told
    assert "/home" not in told
    assert f"/{getpass.getuser()}" not in told


def test_every_suite_can_be_found() -> None:
    for name in SUITES:
        assert callable(module(name).measure)
        assert module(name).__doc__


def test_a_suite_that_does_not_exist_is_wrong_usage() -> None:
    assert CliRunner().invoke(main, ["bench", "nonsense"]).exit_code == 2


def test_percentiles_are_measured_values() -> None:
    values = [float(n) for n in range(1, 101)]
    assert percentile(values, 0.95) == 95
    assert percentile([7.0], 0.5) == 7
    assert percentile([], 0.5) == float("inf")


def test_a_page_says_what_was_measured_and_shows_it(tmp_path: Path) -> None:
    found = Measured()
    found.note(rows=1_000_000)
    found.check("rows_per_second", 12_000.0, ">= 10000")
    found.check("peak_rss_mib", 900.0, "<= 500")
    found.check("million_rows_peak_rss_mib", None, "<= 500")
    box = machine(datetime(2026, 11, 24, tzinfo=UTC))
    box |= {"yardstick_before_ms": 31.5, "yardstick_after_ms": 62.9}
    report = envelope("import", found, machine=box, versions=versions())
    publish(report, tmp_path)
    publish_index(tmp_path)
    page = (tmp_path / "import.md").read_text()
    assert "| `rows_per_second` | 12\u202f000 | >= 10000 | ✓ holds |" in page
    assert "| `peak_rss_mib` | 900.0 | <= 500 | ✗ short |" in page
    assert "| `million_rows_peak_rss_mib` | not measured | <= 500 | ✗ short |" in page
    assert "2026-11-24" in page
    assert "took 31.5 ms before it and 62.9 ms after" in page
    assert json.loads((tmp_path / "import.json").read_text()) == report
    picture = ElementTree.fromstring((tmp_path / "import.svg").read_text())  # noqa: S314
    bars = picture.findall("{http://www.w3.org/2000/svg}rect")[1:]
    lengths = [float(bar.attrib["width"]) for bar in bars]
    assert lengths == [180.0, 270.0, 0.0]
    assert "import.md" in (tmp_path / "README.md").read_text()


def test_seconds_asked_for_change_how_long_is_measured_and_not_how_many() -> None:
    effort = Effort(tell=print, seconds=60.0)
    assert effort.choose(20.0, quick=4.0) == 60.0
    assert effort.count(200, quick=8) == 200
    assert Effort(tell=print, is_quick=True).count(200, quick=8) == 8
