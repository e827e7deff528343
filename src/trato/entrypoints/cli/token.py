"""`trato token`: tokens with which a CRM or an ERP uses the REST API."""

import json
import sys
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock

_organisation = click.option("--organisation", metavar="SLUG", help="Dispensável se só há uma.")
_as_json = click.option(
    "--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão."
)


@click.group("token", short_help="Tokens da API REST: criar, listar, revogar.")
def token_group() -> None:
    """Tokens da API: só o hash fica guardado; o segredo aparece uma única vez, ao criar."""


@token_group.command("new", short_help="Cria um token e mostra o segredo uma única vez.")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=("read",),
    show_default=True,
    type=click.Choice(["read", "write", "personal"]),
    help="Pode repetir. personal: dados pessoais sem máscara.",
)
@click.option("--days", default=90, show_default=True, help="Validade em dias, no máximo 366.")
@click.option(
    "--per-minute", default=600, show_default=True, help="Pedidos por minuto que o token pode."
)
@_organisation
@_as_json
@housed
def new_command(
    name: str,
    scopes: tuple[str, ...],
    days: int,
    per_minute: int,
    organisation: str | None,
    as_json: bool,
) -> None:
    """Cria o token NAME. Termina com 2 se ele não pode ser criado assim."""
    from trato.book.tokens.issue import BadToken, issue_token
    from trato.book.tokens.values import Scope
    from trato.foundation.tenancy import within

    try:
        with within(chosen_organisation(organisation)):
            issued = issue_token(
                name=name,
                scopes={Scope(scope) for scope in scopes},
                days=days,
                at=clock.now(),
                requests_per_minute=per_minute,
            )
    except BadToken as problem:
        raise click.UsageError(str(problem)) from None
    if as_json:
        _print({"token": asdict(issued.card), "secret": issued.secret})
        return
    click.echo(issued.secret)
    click.echo(
        f"{issued.card.name}: {', '.join(issued.card.scopes)}, até "
        f"{issued.card.expires_at:%d/%m/%Y}. Guarde agora: não será mostrado de novo.",
        err=True,
    )


@token_group.command("list", short_help="Todos os tokens, também os que já não valem.")
@_organisation
@_as_json
@housed
def list_command(organisation: str | None, as_json: bool) -> None:
    """Mostra os tokens da organização, sem os segredos."""
    from trato.book.tokens.read import tokens
    from trato.foundation.tenancy import within

    with within(chosen_organisation(organisation)):
        found = tokens()
    if as_json:
        _print({"tokens": [asdict(card) for card in found]})
        return
    for card in found:
        state = "revogado" if card.revoked_at else f"até {card.expires_at:%d/%m/%Y}"
        click.echo(f"{card.token_id}  {card.name}  {', '.join(card.scopes)}  {state}")


@token_group.command("revoke", short_help="Revoga: do próximo pedido em diante não abre nada.")
@click.argument("token_id", type=click.UUID)
@_organisation
@_as_json
@housed
def revoke_command(token_id: UUID, organisation: str | None, as_json: bool) -> None:
    """Revoga TOKEN_ID. Termina com 2 se não há esse token, ou se já estava revogado."""
    from trato.book.tokens.revoke import revoke_token
    from trato.foundation.tenancy import within

    with within(chosen_organisation(organisation)):
        is_revoked = revoke_token(token_id, at=clock.now())
    if as_json:
        _print({"token_id": token_id, "revoked": is_revoked})
    elif is_revoked:
        click.echo("Token revogado.")
    if not is_revoked:
        click.echo("Não há esse token em vigor nesta organização.", err=True)
        sys.exit(2)


def _print(outcome: dict[str, Any]) -> None:
    click.echo(json.dumps(outcome, ensure_ascii=False, default=str))
