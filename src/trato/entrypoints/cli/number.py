"""`trato number`: the sending numbers, and starting one again that the provider had stopped."""

import json
import sys
from dataclasses import asdict

import click

from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock

_organisation = click.option("--organisation", metavar="SLUG", help="Dispensável se só há uma.")


@click.group("number", short_help="Os números que enviam; religar um que parou.")
def number_group() -> None:
    """Números: um que o provedor restringiu fica parado até uma pessoa religar."""


@number_group.command("list", short_help="Cada número, seu estado e sua qualidade.")
@_organisation
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@housed
def list_command(organisation: str | None, as_json: bool) -> None:
    """Mostra os números da organização."""
    from trato.book.organisations.read import numbers
    from trato.foundation.tenancy import within

    with within(chosen_organisation(organisation)):
        rows = [asdict(card) for card in numbers()]
    if as_json:
        click.echo(json.dumps({"numbers": rows}, ensure_ascii=False, default=str))
        return
    for row in rows:
        click.echo(f"{row['display']}  {row['state']}  {row['quality']}  {row['phone_number_id']}")


@number_group.command("start", short_help="Religa um número parado, depois de resolvido.")
@click.argument("phone_number_id")
@_organisation
@housed
def start_command(phone_number_id: str, organisation: str | None) -> None:
    """Religa PHONE_NUMBER_ID; as campanhas que esperavam seguem em até uma hora.

    Termina com 0 se voltou a enviar; 2 se não há esse número ou ele não estava parado.
    """
    from trato.book.organisations.change import start_number
    from trato.book.organisations.read import number_at_provider
    from trato.foundation.tenancy import within

    with within(chosen_organisation(organisation)):
        card = number_at_provider(phone_number_id)
        is_started = card is not None and start_number(card.number_id, at=clock.now())
    if not is_started:
        click.echo("Não há esse número parado nesta organização.", err=True)
        sys.exit(2)
    click.echo("Número religado.")
