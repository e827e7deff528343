"""`trato flow check`: walk every path of a flow before a person is sent down one."""

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click

from trato.speakers.bot.dialogue.check import Problem, check
from trato.speakers.bot.dialogue.flow import FlowBroken
from trato.speakers.bot.flows.load import SHIPPED, load_text

_PROBLEMS, _UNREADABLE = 1, 2


@click.group("flow")
def flow_group() -> None:
    """Fluxos de conversa do atendimento automático."""


@flow_group.command("check")
@click.argument("paths", metavar="[ARQUIVO]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Escreve o resultado em JSON.")
def check_command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Confere fluxos; sem ARQUIVO, os que acompanham o produto.

    Sai com 0 se tudo estiver certo, 1 se houver problemas e 2 se um arquivo não puder ser lido.
    """
    found: dict[str, tuple[Problem, ...]] = {}
    unread: dict[str, str] = {}
    for name, text in _texts(paths, unread):
        try:
            found[name] = check(load_text(text))
        except FlowBroken as problem:
            unread[name] = f"Não é um fluxo: {problem}"
    if as_json:
        click.echo(json.dumps(_report(found, unread), ensure_ascii=False, indent=2))
    else:
        _write(found, unread)
    if unread:
        sys.exit(_UNREADABLE)
    if any(found.values()):
        sys.exit(_PROBLEMS)


def _texts(paths: tuple[Path, ...], unread: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each flow's name and text; what cannot be read is noted in `unread`."""
    if not paths:
        folder = files("trato.speakers.bot.flows")
        for name in SHIPPED:
            yield name, folder.joinpath(f"{name}.yaml").read_text("utf-8")
    for path in paths:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            unread[str(path)] = "Não consegui ler o arquivo."
            continue
        yield str(path), text


def _report(found: dict[str, tuple[Problem, ...]], unread: dict[str, str]) -> dict[str, object]:
    return {
        "ok": not unread and not any(found.values()),
        "flows": [
            {
                "flow": name,
                "problems": [
                    {"code": p.code, "node": p.node, "message": p.message_pt} for p in problems
                ],
            }
            for name, problems in found.items()
        ],
        "unreadable": [{"flow": name, "message": why} for name, why in unread.items()],
    }


def _write(found: dict[str, tuple[Problem, ...]], unread: dict[str, str]) -> None:
    for name, problems in found.items():
        click.echo(f"{name}: {f'{len(problems)} problema(s)' if problems else 'tudo certo'}")
        for problem in problems:
            click.echo(f"  {problem.code}  {problem.node or '-'}  {problem.message_pt}")
    for name, why in unread.items():
        click.echo(f"{name}: {why}", err=True)
