"""`trato bench SUITE`: figures of one suite, as a table for people or one JSON object."""

import json
import signal
import sys
from datetime import UTC, datetime
from typing import Any

import click

from trato.entrypoints.cli.bench.machine import machine, versions
from trato.entrypoints.cli.bench.report import CouldNotMeasure, envelope
from trato.entrypoints.cli.bench.suites import SUITES, Effort, suite
from trato.entrypoints.cli.demo import progress
from trato.entrypoints.cli.supervise import WouldNotStart
from trato.foundation import clock

_RIVALS = ("zen-engine", "cedarpy")
_SUITES = "\n\n".join(f"\b\n{name}: {about}" for name, about in SUITES.items())


@click.command("bench", short_help="Mede o produto de verdade contra limites declarados.",
               epilog=_SUITES)  # fmt: skip
@click.argument("name", metavar="SUITE", type=click.Choice(sorted(SUITES)))
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@click.option("--seconds", type=click.FloatRange(0.1, 600), help="Quanto dura cada medição.")
@click.option("--quick", "is_quick", is_flag=True,
              help="Só confere que mede: curto demais para valer como número.")  # fmt: skip
@click.option("--full", "is_full", is_flag=True, help="Inclui o que leva minutos.")
def bench_command(
    name: str, as_json: bool, seconds: float | None, is_quick: bool, is_full: bool
) -> None:
    """Mede uma suíte: banco embutido com fsync, processos e HTTP de verdade, só nesta máquina.

    Termina com 0 se mediu, mesmo que algo fique aquém do limite; 1 se não conseguiu medir.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    effort = Effort(tell=progress, seconds=seconds, is_quick=is_quick, is_full=is_full)
    described = machine(datetime.fromtimestamp(clock.wall_epoch(), UTC))
    try:
        found = suite(name)(effort)
    except (CouldNotMeasure, WouldNotStart) as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    report = envelope(name, found, machine=described, versions=versions(_RIVALS))
    click.echo(json.dumps(report, ensure_ascii=False) if as_json else table(report))


def table(report: dict[str, Any]) -> str:
    """Return a report for reading: the machine, the checks, the figures."""
    box = report["machine"]
    lines = [
        f"{report['suite']}: {box['processor']}, {box['cores']} núcleos, {box['memory_gib']} GiB, "
        f"{box['system']}, carga {box['load_average_1m']} no início",
        "",
    ]
    width = max((len(name) for name in (*report["figures"], *_names(report))), default=0)
    for row in report["checks"]:
        word = "vale" if row["holds"] else "NÃO VALE"
        value = "não medido" if row["value"] is None else _shown(row["value"])
        lines.append(f"  {row['name']:<{width}}  {value:>14}  {row['bound']:<12} {word}")
    lines.append("")
    for name, value in report["figures"].items():
        lines.append(f"  {name:<{width}}  {_shown(value):>14}")
    return "\n".join(lines)


def _names(report: dict[str, Any]) -> list[str]:
    return [row["name"] for row in report["checks"]]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "sim" if value else "não"
    return f"{value:,}".replace(",", " ") if isinstance(value, int | float) else str(value)
