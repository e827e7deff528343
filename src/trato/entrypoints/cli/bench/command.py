"""`trato bench SUITE`: figures of one suite, as a table for people or one JSON object."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.machine import machine, versions, yardstick_ms
from trato.entrypoints.cli.bench.pages import publish, publish_index
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured, envelope
from trato.entrypoints.cli.bench.suites import SUITES, module
from trato.entrypoints.cli.demo import progress
from trato.entrypoints.cli.supervise import WouldNotStart
from trato.foundation import clock

ALL = "all"
_RIVALS = ("zen-engine", "cedarpy")
_SUITES = "\n\n".join(f"\b\n{name}: {about}" for name, about in SUITES.items())


@click.command("bench", short_help="Mede o produto de verdade contra limites declarados.",
               epilog=_SUITES)  # fmt: skip
@click.argument("name", metavar="SUITE", type=click.Choice([*sorted(SUITES), ALL]))
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@click.option("--seconds", type=click.FloatRange(0.1, 600), help="Quanto dura cada medição.")
@click.option("--quick", "is_quick", is_flag=True,
              help="Só confere que mede: curto demais para valer como número.")  # fmt: skip
@click.option("--pages", type=click.Path(file_okay=False, path_type=Path),
              help="Escreve nesta pasta a página, o gráfico e o relatório.")  # fmt: skip
@click.option("--full", "is_full", is_flag=True, help="Inclui o que leva minutos.")
@click.option("--kills", type=click.IntRange(1), help="Quantas mortes (só crash; 200).")
@click.option("--told", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Onde está o ToLD-Br, em .csv ou .csv.gz (só monitoring).")  # fmt: skip
@click.option("--seed", default=7, show_default=True, help="De onde vem o acaso (só crash).")
def bench_command(name: str, as_json: bool, pages: Path | None, **effort: Any) -> None:
    """Mede uma suíte: banco embutido com fsync, processos e HTTP de verdade, só nesta máquina.

    `all` mede todas, uma depois da outra. Termina com 0 se mediu, mesmo que algo fique aquém do
    limite; 1 se não conseguiu medir.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    reports = []
    problems: list[Exception] = []
    for one in SUITES if name == ALL else [name]:
        try:
            if name == ALL:
                report = _apart(one, effort)
            else:
                report = _report(one, Effort(tell=progress, **effort))
        except (CouldNotMeasure, WouldNotStart) as problem:
            click.echo(str(problem), err=True)
            problems.append(problem)
            continue
        reports.append(report)
        if pages:
            publish(report, pages)
            publish_index(pages)
    if problems and name != ALL:
        sys.exit(1)
    if as_json:
        told = {"suites": reports} if name == ALL else reports[0]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo("\n\n".join(table(report) for report in reports))
    sys.exit(1 if problems else 0)


def _report(name: str, effort: Effort) -> dict[str, Any]:
    described = machine(datetime.fromtimestamp(clock.wall_epoch(), UTC))
    described["yardstick_before_ms"] = yardstick_ms()
    found: Measured = module(name).measure(effort)
    described["yardstick_after_ms"] = yardstick_ms()
    measured = envelope(name, found, machine=described, versions=versions(_RIVALS))
    return found.headline | measured


def _apart(name: str, effort: dict[str, Any]) -> dict[str, Any]:
    """Measure a suite in a process of its own: each sets up a database and a clock for itself."""
    progress(f"— {name}")
    arguments = ["bench", name, "--json"]
    arguments += [f"--seconds={effort['seconds']}"] if effort["seconds"] else []
    arguments += ["--quick"] if effort["is_quick"] else []
    arguments += ["--full"] if effort["is_full"] else []
    arguments += [f"--told={effort['told']}"] if effort["told"] else []
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "trato", *arguments], stdout=subprocess.PIPE
    ) as process:
        try:
            output, _ = process.communicate()
        except BaseException:
            # Asked to end, not killed: it has children of its own to end.
            process.terminate()
            raise
    if process.returncode:
        raise CouldNotMeasure(f"A suíte {name} não pôde ser medida.")
    report: dict[str, Any] = json.loads(output)
    return report


def table(report: dict[str, Any]) -> str:
    """Return a report for reading: the machine, the checks, the figures."""
    box = report["machine"]
    lines = [
        f"{report['suite']}: {box['processor']}, {box['cores']} núcleos, {box['memory_gib']} GiB, "
        f"{box['system']}, carga {box['load_average_1m']} no início; um milhão de somas em "
        f"{box['yardstick_before_ms']} ms antes e {box['yardstick_after_ms']} ms depois",
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
