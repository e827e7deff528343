"""`trato campaign`: plan, approve, watch and stop campaigns from scripts."""

import json
import sys
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock

_NAME_MAX = 120
_organisation = click.option("--organisation", metavar="SLUG", help="Dispensável se só há uma.")
_as_json = click.option(
    "--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão."
)


@click.group("campaign", short_help="Planejar, aprovar e acompanhar campanhas.")
def campaign_group() -> None:
    """Campanhas: a porta é perguntada no plano, ao liberar e de novo na hora de enviar."""


@campaign_group.command("plan", short_help="Congela o público e pergunta à porta; nada sai.")
@click.argument("name")
@click.option("--portfolio", required=True, help="Nome da carteira.")
@click.option("--template", required=True, help="Nome do modelo aprovado.")
@_organisation
@_as_json
@housed
def plan_command(
    name: str, portfolio: str, template: str, organisation: str | None, as_json: bool
) -> None:
    """Planeja a campanha NAME: quantos podem ser contatados, e por que não os demais."""
    from trato.book.organisations import read as organisations
    from trato.book.portfolios import read as portfolios
    from trato.foundation.tenancy import within
    from trato.speakers.campaigns.plan import plan_campaign

    if not 0 < len(name.strip()) <= _NAME_MAX:
        raise click.UsageError(f"O nome da campanha vai de 1 a {_NAME_MAX} caracteres.")
    with within(chosen_organisation(organisation)):
        card = next((p for p in portfolios.portfolios() if p.name == portfolio), None)
        model = next((t for t in organisations.templates() if t.name == template), None)
        if card is None or model is None:
            missing = "carteira" if card is None else "modelo"
            raise click.UsageError(f"Não há {missing} com esse nome nesta organização.")
        campaign_id = plan_campaign(
            name=name,
            portfolio_id=card.portfolio_id,
            template_id=model.template_id,
            at=clock.now(),
        )
        outcome = _state(campaign_id)
    _print(outcome, as_json)


@campaign_group.command("approve", short_help="Deixa a campanha sair, em ondas.")
@click.argument("campaign_id", type=click.UUID)
@click.option("--by", required=True, help="Quem aprova (fica no registro).")
@_organisation
@_as_json
@housed
def approve_command(campaign_id: UUID, by: str, organisation: str | None, as_json: bool) -> None:
    """Aprova CAMPAIGN_ID. Termina com 2 se ela não está em rascunho."""
    from trato.speakers.campaigns.approve import approve_campaign

    _act(organisation, campaign_id, as_json, approve_campaign, by)


@campaign_group.command("pause", short_help="Para de liberar novas ondas.")
@click.argument("campaign_id", type=click.UUID)
@click.option("--by", required=True, help="Quem pausa (fica no registro).")
@_organisation
@_as_json
@housed
def pause_command(campaign_id: UUID, by: str, organisation: str | None, as_json: bool) -> None:
    """Pausa CAMPAIGN_ID; o que já foi liberado segue pela porta."""
    from trato.speakers.campaigns.pause import pause_campaign

    _act(organisation, campaign_id, as_json, pause_campaign, by)


@campaign_group.command("resume", short_help="Continua de onde parou.")
@click.argument("campaign_id", type=click.UUID)
@click.option("--by", required=True, help="Quem retoma (fica no registro).")
@_organisation
@_as_json
@housed
def resume_command(campaign_id: UUID, by: str, organisation: str | None, as_json: bool) -> None:
    """Retoma CAMPAIGN_ID."""
    from trato.speakers.campaigns.pause import resume_campaign

    _act(organisation, campaign_id, as_json, resume_campaign, by)


@campaign_group.command("cancel", short_help="Encerra e retira o que ainda não saiu.")
@click.argument("campaign_id", type=click.UUID)
@click.option("--by", required=True, help="Quem cancela (fica no registro).")
@_organisation
@_as_json
@housed
def cancel_command(campaign_id: UUID, by: str, organisation: str | None, as_json: bool) -> None:
    """Cancela CAMPAIGN_ID de vez."""
    from trato.speakers.campaigns.pause import cancel_campaign

    _act(organisation, campaign_id, as_json, cancel_campaign, by)


@campaign_group.command("status", short_help="Onde está cada mensagem da campanha.")
@click.argument("campaign_id", type=click.UUID)
@_organisation
@_as_json
@housed
def status_command(campaign_id: UUID, organisation: str | None, as_json: bool) -> None:
    """Mostra o plano e o andamento de CAMPAIGN_ID."""
    _act(organisation, campaign_id, as_json, None, "")


def _act(organisation: str | None, campaign_id: UUID, as_json: bool, verb: Any, by: str) -> None:
    from trato.foundation.tenancy import within
    from trato.speakers.campaigns.pause import NotThere
    from trato.speakers.campaigns.read import UnknownCampaign

    try:
        with within(chosen_organisation(organisation)):
            outcome = _state(campaign_id)
            if verb is not None:
                verb(campaign_id, by=by, at=clock.now())
                outcome = _state(campaign_id)
    except UnknownCampaign:
        click.echo("Não há campanha com esse id nesta organização.", err=True)
        sys.exit(2)
    except NotThere as problem:
        click.echo(f"A campanha não pode mudar assim: {problem}.", err=True)
        sys.exit(2)
    _print(outcome, as_json)


def _state(campaign_id: UUID) -> dict[str, Any]:
    from trato.door.outbox.read import progress
    from trato.speakers.campaigns.read import campaign, reasons

    card = campaign(campaign_id)
    return {
        "campaign": asdict(card),
        "reasons": [asdict(reason) for reason in reasons(campaign_id)],
        "messages": progress(campaign_id),
    }


def _print(outcome: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False, default=str))
        return
    card = outcome["campaign"]
    click.echo(f"{card['name']}: {card['state']}  ({card['campaign_id']})")
    for reason in outcome["reasons"]:
        click.echo("  " + " · ".join(f"{k}: {v}" for k, v in reason.items()))
    for state, count in sorted(outcome["messages"].items()):
        click.echo(f"  {state}: {count}")
