"""`trato rules`: the rulebook with its law and confidence marks; `explain` shows one rule."""

import json
import sys
from typing import Any

import click

from trato.door.policy import catalogue
from trato.door.policy.decide import RULEBOOK
from trato.door.policy.rule import RuleRecord

MARKS = {
    "V": "texto oficial lido",
    "S": "fonte secundária",
    "T": "testado rodando código",
    "D": "padrão nosso, não é lei",
    "U": "não verificado: não tratar como lei",
}


@click.group("rules", invoke_without_command=True, short_help="As regras, com lei e marca.")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@click.pass_context
def rules_group(context: click.Context, as_json: bool) -> None:
    """Lista as regras que decidem se uma mensagem pode sair, com a lei e a marca de confiança."""
    if context.invoked_subcommand:
        return
    records = catalogue.all_rules()
    if as_json:
        rows = [_as_json(record) for record in records]
        click.echo(json.dumps({"rulebook": RULEBOOK, "rules": rows}, ensure_ascii=False))
        return
    click.echo(f"Regras {RULEBOOK}: {len(records)}\n")
    for record in records:
        citation = record.citations[0]
        click.echo(
            f"{record.code:<28} {record.effect.value:<14} [{citation.mark}] {citation.label}"
        )
        click.echo(f"{'':<28} {record.message_pt}")
    click.echo("\n" + " · ".join(f"[{mark}] {text}" for mark, text in MARKS.items()))


@rules_group.command("explain", short_help="Uma regra: lei, efeito, o que a faria passar.")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
def explain_command(code: str, as_json: bool) -> None:
    """Explica a regra CODE (código do motivo ou id da regra). Termina com 2 se não existe."""
    records = catalogue.explain(code)
    if not records:
        click.echo(f"Não há regra com o código {code}. Veja todas com: trato rules", err=True)
        sys.exit(2)
    if as_json:
        rows = [_as_json(record) for record in records]
        click.echo(json.dumps({"rulebook": RULEBOOK, "rules": rows}, ensure_ascii=False))
        return
    for record in records:
        click.echo(f"{record.code}  ({record.id}, versão {record.version})")
        click.echo(f"  O que diz:   {record.message_pt}")
        click.echo(f"  O que fazer: {record.remedy_pt}")
        click.echo(f"  Efeito:      {record.effect.value}; situação: {record.legal_status.value}")
        for citation in record.citations:
            click.echo(f"  Fonte:       {citation.label} [{citation.mark}: {MARKS[citation.mark]}]")
            click.echo(f"               {citation.urn}")


def _as_json(record: RuleRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "version": record.version,
        "code": record.code,
        "effect": record.effect.value,
        "legal_status": record.legal_status.value,
        "message": record.message_pt,
        "remedy": record.remedy_pt,
        "citations": [
            {"urn": c.urn, "label": c.label, "mark": c.mark.value} for c in record.citations
        ],
    }
