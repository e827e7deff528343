"""`trato journal`: checks the hash chains."""

import json
import sys
from typing import Any

import click

from trato.entrypoints.cli.counted import counted
from trato.entrypoints.cli.house import housed


@click.group("journal", short_help="O diário de fatos e sua prova.")
def journal_group() -> None:
    """O diário: uma corrente de hashes por organização, sem dados pessoais."""


@journal_group.command("verify", short_help="Confere a corrente inteira.")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@housed
def verify_command(as_json: bool) -> None:
    """Confere cada organização: acha linha mudada, faltando ou acrescentada.

    Termina com 0 se todas as correntes valem, 1 se alguma não.
    """
    from trato.book.organisations import keys
    from trato.book.organisations.read import organisation, organisation_ids
    from trato.foundation.tenancy import within
    from trato.journal.verify import verify

    rows: list[dict[str, Any]] = []
    for organisation_id in organisation_ids():
        with within(organisation_id):
            found = verify(keys.vault())
            rows.append(
                {
                    "organisation": organisation().slug,
                    "events": found.events,
                    "unsealed": found.unsealed,
                    "verified": found.is_valid,
                    "problems": list(found.problems),
                }
            )
    is_valid = all(row["verified"] for row in rows)
    if as_json:
        events = sum(row["events"] for row in rows)
        outcome = {"verified": is_valid, "events": events, "organisations": rows}
        click.echo(json.dumps(outcome, ensure_ascii=False))
    else:
        if not rows:
            click.echo("Não há organizações: nada a conferir.")
        for row in rows:
            word = "íntegra" if row["verified"] else "VIOLADA: " + ", ".join(row["problems"])
            facts = counted(row["events"], "fato", "fatos")
            click.echo(f"{row['organisation']}: {facts}, {row['unsealed']} por selar, {word}")
    sys.exit(0 if is_valid else 1)
