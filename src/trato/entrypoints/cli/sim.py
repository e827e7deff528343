"""`trato sim`: the simulated outside world, whole or one of its parts, as a server of its own."""

from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from trato.foundation.settings import SettingError

PORT_TAKEN = 2
_OPTIONS = (
    click.option("--host", default="127.0.0.1", show_default=True),
    click.option("--port", default=8900, show_default=True, type=click.IntRange(0, 65_535)),
    click.option("--seed", default=7, show_default=True, help="A mesma semente, o mesmo mundo."),
)


class Unusable(click.ClickException):
    """What was asked for cannot be had with these options."""

    exit_code = PORT_TAKEN


def _listening(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group(
    "sim",
    invoke_without_command=True,
    short_help="O mundo de fora, simulado: WhatsApp, PSP e pessoas.",
)
@_listening
@click.pass_context
def sim_command(context: click.Context, host: str, port: int, seed: int) -> None:
    """Atende a Cloud API, a API Pix do Bacen e as pessoas simuladas até receber SIGTERM.

    Com um subcomando, só aquela parte. Termina com 2 se a porta estiver ocupada.
    """
    if context.invoked_subcommand is None:
        _serve(host, port, seed, "whatsapp", "psp")
        return
    for name in ("host", "port", "seed"):
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(f"Ponha --{name} depois de {context.invoked_subcommand}.")


@sim_command.command("whatsapp", short_help="Só a Cloud API do WhatsApp.")
@_listening
def sim_whatsapp(host: str, port: int, seed: int) -> None:
    """Atende a Cloud API simulada, com as pessoas que se mudarem para este mundo."""
    _serve(host, port, seed, "whatsapp")


@sim_command.command("psp", short_help="Só o PSP, com a API Pix do Bacen.")
@_listening
def sim_psp(host: str, port: int, seed: int) -> None:
    """Atende a API Pix simulada; pague uma cobrança com POST /_sim/pay."""
    _serve(host, port, seed, "psp")


@sim_command.command("people", short_help="Põe pessoas num mundo que já está no ar.")
@click.option("--url", default="http://127.0.0.1:8900", show_default=True, help="O mundo.")
@click.option("--count", default=10, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seed", default=7, show_default=True, help="A mesma semente, as mesmas pessoas.")
@click.option("--persona", default="", help="Um só temperamento; sem isto, todos.")
@click.option("--writes-first-to", default="", metavar="PHONE_NUMBER_ID", help="Elas escrevem.")
def sim_people(url: str, count: int, seed: int, persona: str, writes_first_to: str) -> None:
    """Muda pessoas para um mundo simulado e mostra uma por linha, em JSON."""
    from trato.simulator.people.populate import NoWorld, Wanted, populate

    wanted = Wanted(count=count, seed=seed, persona=persona, writes_first_to=writes_first_to)
    try:
        for line in populate(url, wanted):
            click.echo(line)
    except NoWorld as problem:
        raise Unusable(str(problem)) from None


def _serve(host: str, port: int, seed: int, *parts: str) -> None:
    from trato.simulator.run import PortTaken, serve

    click.echo(f"Mundo simulado em http://{host}:{port} (livros em /_sim/books)", err=True)
    try:
        serve(host, port, seed, frozenset(parts))
    except (PortTaken, SettingError) as problem:
        raise Unusable(str(problem)) from None
