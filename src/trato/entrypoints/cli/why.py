"""`trato why`: why a message was (not) sent, replayed from the stored decision."""

import json
import sys
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from trato.entrypoints.cli.house import housed


@click.command("why", short_help="Por que a mensagem foi (ou não foi) enviada.")
@click.argument("message_id", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@housed
def why_command(message_id: UUID, as_json: bool) -> None:
    """Mostra as decisões sobre MESSAGE_ID, o que se sabia, as regras com a lei, e as reproduz.

    Termina com 0 se cada decisão se reproduz byte a byte, 1 se alguma não, 2 se não há a mensagem.
    """
    found = _find(message_id)
    if found is None:
        click.echo("Nenhuma organização tem mensagem com esse id.", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        _tell(found)
    sys.exit(0 if all(d.replays or d.is_erased for d in found.decisions) else 1)


def _find(message_id: UUID) -> Any:
    from trato.book.organisations.read import organisation_ids
    from trato.door.outbox.explain import UnknownMessage, explain
    from trato.foundation.tenancy import within

    for organisation_id in organisation_ids():
        with within(organisation_id):
            try:
                return explain(message_id)
            except UnknownMessage:
                continue
    return None


def _tell(found: Any) -> None:
    click.echo(
        f"Mensagem {found.message_id}: {found.state} ({found.message_class}, {found.author})"
    )
    for decision in found.decisions:
        stage = "ao submeter" if decision.stage == "submit" else "na hora de enviar"
        same = "reproduzida: bytes idênticos" if decision.replays else "NÃO se reproduz"
        if decision.is_erased:
            same = "entradas apagadas pela política de guarda"
        click.echo(f"\n  {decision.at:%d/%m/%Y %H:%M:%S} UTC, {stage}: {decision.verdict}")
        click.echo(f"  regras {decision.rulebook}; {same}")
        for hit in decision.hits:
            click.echo(f"    {hit['code']} ({hit['effect']}): {hit['reason']}")
            for citation in hit["citations"]:
                click.echo(f"      {citation['label']} [{citation['mark']}]")
            click.echo(f"      O que fazer: {hit['remedy']}")
        if not decision.hits:
            click.echo("    nenhuma regra se opôs")
        click.echo(
            "    o que se sabia: " + json.dumps(decision.inputs["facts"], ensure_ascii=False)
        )
