"""`trato demo`: the whole way once, from a creditor's file to money and proof, over real HTTP.

It starts its own database, processes and simulated world in a temporary folder, and counts losses
and duplicates from the simulated world's books against ours.
"""

import json
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from trato.entrypoints.cli import trouble
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family, WouldNotStart
from trato.foundation import clock
from trato.foundation.clock import VirtualTime
from trato.foundation.crypto import new_master_key

STARTS_AT = datetime.fromisoformat("2026-11-24T09:30:00-03:00")
# A slow machine with many people must still finish before the evening closes the hours.
_FAST, _STEADY, _MANY_PEOPLE = 100.0, 60.0, 500
_QUIET_ROUNDS = 2
_ROUND_SECONDS = 1.5
_LONGEST_SECONDS = 1500


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Give a folder that the database's own user can reach, and take it away afterwards."""
    home = Path(tempfile.mkdtemp(prefix="trato-demo-"))
    home.chmod(0o755)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@click.command("demo", short_help="O trabalho todo, uma vez, num mundo simulado.")
@click.option("--people", default=300, show_default=True, type=click.IntRange(10, 100_000),
              help="Quantas pessoas (linhas da carteira da cooperativa).")  # fmt: skip
@click.option("--seed", default=7, show_default=True, help="A mesma semente, o mesmo resultado.")
@click.option("--input", "input_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Uma carteira sua (CSV ou XLSX) no lugar do exemplo.")  # fmt: skip
@click.option("--speed", type=click.FloatRange(1, 600),
              help="Segundos do mundo por segundo da máquina; sem ela, 100 ou 60.",
              )  # fmt: skip
@click.option("--chaos", "is_chaos", is_flag=True,
              help="Sob fogo: erros do provedor, webhooks em desordem, kill -9 de cada processo.",
              )  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
def demo_command(
    people: int,
    seed: int,
    input_file: Path | None,
    speed: float | None,
    is_chaos: bool,
    as_json: bool,
) -> None:
    """Importa uma carteira, planeja, envia, conversa, negocia, recebe por Pix e prova tudo.

    Termina com código 0 se nada foi duplicado, perdido ou enviado sem permissão; 1 se algo foi;
    2 se o mundo não pôde ser montado.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    started = time.monotonic()
    try:
        with temporary_home() as home:
            pace = speed or usual_speed(people)
            outcome = _run(home, people, seed, input_file, pace, is_chaos=is_chaos)
    except WouldNotStart as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    outcome["seconds"] = round(time.monotonic() - started, 1)
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        from trato.entrypoints.cli.summary import tell

        tell(outcome)
    sys.exit(0 if is_clean(outcome) else 1)


def usual_speed(people: int) -> float:
    """Return how fast the world runs where nobody says."""
    return _STEADY if people > _MANY_PEOPLE else _FAST


def is_clean(outcome: dict[str, Any]) -> bool:
    """Whether nothing was duplicated, lost or forbidden, and the proof holds."""
    counted = ("duplicates", "lost", "forbidden_sends")
    return not any(outcome[name] for name in counted) and bool(outcome["journal"]["verified"])


def progress(text: str) -> None:
    """Tell how far it is, on the error stream."""
    click.echo(f"  {text}", err=True)


def _run(
    home: Path,
    people: int,
    seed: int,
    input_file: Path | None,
    speed: float,
    *,
    is_chaos: bool,
) -> dict[str, Any]:
    use_environment(
        TRATO_MASTER_KEY=new_master_key(),
        TRATO_SECRET_KEY=secrets.token_hex(32),
        TRATO_INSECURE_COOKIES="1",
        TRATO_DATABASE_URL="",
    )
    start_clock(speed)
    progress("Iniciando PostgreSQL, web, trabalho, despachante e o mundo simulado…")
    with open_house(home=home) as postgres:
        from trato.entrypoints.cli.chaos import Chaos
        from trato.entrypoints.cli.story import UNKNOWN_AFTER_SECONDS, Story

        family = Family(logs=home / "logs")
        patience = trouble.UNKNOWN_AFTER_SECONDS if is_chaos else UNKNOWN_AFTER_SECONDS
        chaos = None
        try:
            story = Story.begin(family, seed=seed, unknown_after_seconds=patience)
            story.import_portfolios(people=people, file=input_file, tell=progress)
            if is_chaos:
                chaos = Chaos.begin(story, family, postgres, people=people, tell=progress)
            story.launch(tell=progress)
            watch(story, family, chaos)
            outcome = story.end(tell=progress)
            return {**outcome, "chaos": chaos.report()} if chaos else outcome
        finally:
            family.stop()


def start_clock(speed: float) -> None:
    """Let the world begin on its Tuesday, now, for this process and all its children."""
    line = VirtualTime(starts_at=STARTS_AT, anchor_epoch=clock.wall_epoch(), speed=speed)
    use_environment(TRATO_CLOCK=line.render())
    clock.set_virtual(line)


def watch(
    story: Any, family: Family, chaos: Any = None, tell: Callable[[str], None] = progress
) -> None:
    """Show progress until nothing is going to happen any more.

    Raises:
        WouldNotStart: a process died, or the world never came to rest.
    """
    deadline = time.monotonic() + _LONGEST_SECONDS
    quiet, shown = 0, ""
    while quiet < _QUIET_ROUNDS:
        time.sleep(_ROUND_SECONDS if chaos is None else _ROUND_SECONDS / 3)
        is_over = chaos is None or chaos.step()
        family.check()
        if time.monotonic() > deadline:
            raise WouldNotStart("O mundo não chegou ao fim no tempo previsto.")
        line, is_quiet = (chaos or story).look()
        quiet = quiet + 1 if is_quiet and is_over else 0
        if line != shown:
            tell(line)
            shown = line
