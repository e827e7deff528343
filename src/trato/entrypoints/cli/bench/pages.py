"""The published pages: one per suite, made of its report alone, with the report kept beside it."""

import inspect
import json
from pathlib import Path
from typing import Any

from trato.entrypoints.cli.bench.chart import chart, shown
from trato.entrypoints.cli.bench.suites import module


def publish(report: dict[str, Any], folder: Path) -> None:
    """Write a suite's page, its chart and its report."""
    folder.mkdir(parents=True, exist_ok=True)
    name = report["suite"]
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(chart(name, report["checks"]), encoding="utf-8")
    (folder / f"{name}.md").write_text(page(report), encoding="utf-8")


def page(report: dict[str, Any]) -> str:
    """Return a suite's page in Markdown."""
    name, box = report["suite"], report["machine"]
    about = inspect.getdoc(module(name)) or ""
    versions = ", ".join(f"{package} {number}" for package, number in report["versions"].items())
    lines = [
        f"# Benchmark: {name}",
        "",
        about,
        "",
        f"![Values against their bounds]({name}.svg)",
        "",
        *_checks(report["checks"]),
        "",
        "## Where and when",
        "",
        f"{box['measured_at'][:10]}, {box['processor']}, {box['cores']} cores, "
        f"{box['memory_gib']} GiB, {box['system']}; load average {box['load_average_1m']} before "
        "it started. Figures taken beside other work are too low; ratios suffer less."
        f"{_yardstick(box)}",
        "",
        f"Versions: {versions}.",
        "",
        "## Figures",
        "",
        "| figure | value |",
        "|---|---:|",
        *(f"| `{figure}` | {shown(value)} |" for figure, value in report["figures"].items()),
        "",
        f"Written by `trato bench {name} --pages docs/benchmarks`; the report is "
        f"[{name}.json]({name}.json).",
        "",
    ]
    return "\n".join(lines)


def _yardstick(box: dict[str, Any]) -> str:
    """Return how fast the machine was; reports from before it was asked do not say."""
    if "yardstick_before_ms" not in box:
        return ""
    return (
        f" A million additions in Python took {box['yardstick_before_ms']} ms before it and "
        f"{box['yardstick_after_ms']} ms after: a machine that shares its processor with others "
        "changes its pace, and every figure in seconds with it."
    )


def publish_index(folder: Path) -> None:
    """Write the page that lists every suite that was published here, with its checks."""
    files = sorted(folder.glob("*.json"))
    reports = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    lines = [
        "# Benchmarks",
        "",
        "Measured with the real product: embedded PostgreSQL with fsync on, processes as in "
        "production, HTTP on loopback, the simulated world as provider. `holds` follows from value "
        "and bound. `make benchmarks` writes these pages anew; `trato bench SUITE` prints one.",
        "",
        "| suite | measured | check | value | bound | |",
        "|---|---|---|---:|---|---|",
        *(_index_row(report, check) for report in reports for check in report["checks"]),
        "",
    ]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")


def _index_row(report: dict[str, Any], check: dict[str, Any]) -> str:
    name, measured_on = report["suite"], report["machine"]["measured_at"][:10]
    return f"| [{name}]({name}.md) | {measured_on} {_row(check)}"


def _checks(checks: list[dict[str, Any]]) -> list[str]:
    return ["| check | value | bound | |", "|---|---:|---|---|", *map(_row, checks)]


def _row(check: dict[str, Any]) -> str:
    value = "not measured" if check["value"] is None else shown(check["value"])
    word = "✓ holds" if check["holds"] else "✗ short"
    return f"| `{check['name']}` | {value} | {check['bound']} | {word} |"
