"""`trato flow check`: explores every path of a conversation before anybody walks it."""

import json
import sys
from pathlib import Path

import click

from trato.speakers.bot.dialogue.check import check
from trato.speakers.bot.dialogue.flow import Flow, FlowBroken
from trato.speakers.bot.flows.load import load, load_text

SHIPPED = ("cobranca", "atendimento")


@click.group("flow", short_help="Os fluxos de conversa.")
def flow_group() -> None:
    """Fluxos: conversas escritas como dados, conferidas como programas."""


@flow_group.command("check", short_help="Explora todos os caminhos de um fluxo.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
def check_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Confere FILES (sem nenhum: os fluxos que vêm com o produto).

    Termina com 0 sem problemas, 1 com problemas, 2 se um arquivo não é um fluxo.
    """
    rows = []
    for name, flow in _flows(files):
        problems = [
            {"code": p.code, "node": p.node, "message": p.message_pt} for p in check(flow)
        ]
        rows.append({"flow": name, "nodes": len(flow.nodes), "problems": problems})
    is_good = not any(row["problems"] for row in rows)
    if as_json:
        click.echo(json.dumps({"valid": is_good, "flows": rows}, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['flow']}: {row['nodes']} nós, {len(row['problems'])} problemas")
            for problem in row["problems"]:
                click.echo(f"  {problem['code']} em {problem['node']}: {problem['message']}")
    sys.exit(0 if is_good else 1)


def _flows(files: tuple[Path, ...]) -> list[tuple[str, Flow]]:
    if not files:
        return [(name, load(name)) for name in SHIPPED]
    found = []
    for file in files:
        try:
            found.append((file.name, load_text(file.read_text(encoding="utf-8"))))
        except (FlowBroken, UnicodeDecodeError) as problem:
            click.echo(f"{file.name} não é um fluxo: {problem}", err=True)
            sys.exit(2)
    return found
