"""`trato up`: the demo's world, left running, with a console to look at."""

import secrets
import signal
import time

import click

from trato.entrypoints.cli.demo import progress, start_clock, temporary_home
from trato.entrypoints.cli.house import announce_world, open_house, use_environment
from trato.entrypoints.cli.supervise import Family, WouldNotStart, is_free
from trato.foundation.crypto import new_master_key


@click.command("up", short_help="O mesmo mundo da demonstração, deixado no ar.")
@click.option("--port", default=8000, show_default=True, help="Porta do console.")
@click.option("--people", default=300, show_default=True, type=click.IntRange(10, 2600))
@click.option("--seed", default=7, show_default=True)
@click.option("--speed", default=60.0, show_default=True, type=click.FloatRange(1, 600))
def up_command(port: int, people: int, seed: int, speed: float) -> None:
    """Deixa o console, o robô e o mundo simulado no ar até Ctrl+C.

    Tudo fica numa pasta temporária que some no fim; nada sai desta máquina. Enquanto está no ar,
    `trato why`, `trato journal verify` e `trato campaign`, na mesma pasta, falam com este mundo.
    """
    if not is_free(port):
        raise click.UsageError(f"A porta {port} está ocupada; escolha outra com --port.")
    with temporary_home() as home:
        use_environment(
            TRATO_MASTER_KEY=new_master_key(),
            TRATO_SECRET_KEY=secrets.token_hex(32),
            TRATO_INSECURE_COOKIES="1",
            TRATO_DATABASE_URL="",
        )
        start_clock(speed)
        progress("Iniciando…")
        with open_house(home=home):
            from trato.entrypoints.cli.crew import CREW
            from trato.entrypoints.cli.story import Story

            family = Family(logs=home / "logs")
            try:
                story = Story.begin(family, seed=seed, web_port=port)
                story.import_portfolios(people=people, file=None, tell=progress)
                story.launch(tell=progress)
                click.echo(f"\n  Console:  http://127.0.0.1:{port}")
                click.echo(f"  Usuário:  {CREW[0][0]} ({CREW[0][1]})")
                click.echo(f"  Senha:    {story.password}")
                others = ", ".join(f"{email} ({role})" for email, role in CREW[1:])
                click.echo(f"  Com a mesma senha: {others}")
                click.echo(
                    f"  Telefone: {story.outside.base_url}/phone (responda como as pessoas)\n"
                )
                click.echo("  Ctrl+C encerra.")
                word = announce_world()
                try:
                    _wait(family)
                finally:
                    word.unlink(missing_ok=True)
            except WouldNotStart as problem:
                raise click.ClickException(str(problem)) from None
            finally:
                family.stop()


def _wait(family: Family) -> None:
    stopped: list[int] = []
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _: stopped.append(number))
    while not stopped:
        family.check()
        time.sleep(0.3)
