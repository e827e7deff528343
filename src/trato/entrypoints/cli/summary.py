"""The demo's summary in words a manager understands: shares with their denominators, law, proof."""

from typing import Any

import click

from trato.entrypoints.cli.counted import counted
from trato.foundation.money import brl

_WIDTH = 28
_REASONS_SHOWN = 12


def tell(outcome: dict[str, Any]) -> None:
    """Print the summary of one run."""
    _title("O caminho (cada passo com o seu denominador)")
    for name, count, of, of_name in _steps(outcome):
        _bar(name, count, of, of_name)
    _title("Por que mensagens não saíram (pessoas no plano + mensagens na porta)")
    for law in _reasons(outcome):
        click.echo(f"  {law['count']:>4}  {law['label']}")
        click.echo(f"        {law['citation']} [{law['mark']}]  {law['code']}")
    click.echo("        [V] texto oficial lido  [S] fonte secundária  [D] padrão nosso, não é lei")
    _title("Dinheiro e cuidado")
    click.echo(f"  Recebido por Pix:        {brl(outcome['paid_cents'])}")
    click.echo(f"  Pediram para parar:      {outcome['opt_outs']} (nada mais saiu para eles)")
    click.echo(f"  Números errados:         {outcome['wrong_party']} (retirados do cadastro)")
    click.echo(f"  Contestações:            {outcome['disputes']} (cobrança parada até decidir)")
    click.echo(f"  Passadas a uma pessoa:   {outcome['hand_overs']}")
    _title("Prova (contada dos livros do mundo simulado contra os nossos)")
    proof = (
        ("Enviadas em dobro", outcome["duplicates"], outcome["duplicates"] == 0),
        ("Perdidas", outcome["lost"], outcome["lost"] == 0),
        ("Enviadas sem permissão", outcome["forbidden_sends"], outcome["forbidden_sends"] == 0),
        ("Respostas perdidas, acertadas", outcome["unknown_settled"], True),
    )
    for name, count, is_good in proof:
        click.echo(f"  {'✓' if is_good else '✗'} {name + ':':<32} {count}")
    decisions, journal = outcome["decisions"], outcome["journal"]
    same = decisions["stored"] == decisions["replayed"]
    click.echo(
        f"  {'✓' if same else '✗'} Decisões reproduzidas:            "
        f"{decisions['replayed']} de {decisions['stored']}, byte a byte"
    )
    facts = counted(journal["events"], "fato", "fatos")
    click.echo(
        f"  {'✓' if journal['verified'] else '✗'} Diário:                          "
        f"{facts}, corrente {'íntegra' if journal['verified'] else 'VIOLADA'}"
    )
    if "chaos" in outcome:
        _tell_chaos(outcome["chaos"])
    for problem in outcome["problems"]:
        click.echo(f"    {problem}")
    click.echo(f"\n  Tempo: {outcome['seconds']} s")


def _steps(outcome: dict[str, Any]) -> list[tuple[str, int, int, str]]:
    deals = outcome["agreements"]
    rows = outcome["imported"] + outcome["rejected_rows"]
    reachable = outcome["allowed"]
    return [
        ("Linhas importadas", outcome["imported"], rows, "linhas nos arquivos"),
        ("Podem ser contatadas", reachable, outcome["planned"], "pessoas no plano"),
        ("Aceitas pelo WhatsApp", outcome["submitted"], reachable, "permitidas"),
        ("Entregues", outcome["delivered"], outcome["submitted"], "aceitas"),
        ("Lidas", outcome["read"], outcome["delivered"], "entregues"),
        ("Responderam", outcome["replied"], outcome["delivered"], "entregues"),
        ("Identificadas", outcome["identified"], outcome["replied"], "responderam"),
        ("Acordos aceitos", deals["accepted"], outcome["identified"], "identificadas"),
        ("Acordos ativos (pagos)", deals["active"], deals["accepted"], "aceitos"),
    ]


def _reasons(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    laws = [{**law, "count": outcome["refused"][code]} for code, law in outcome["laws"].items()]
    return sorted(laws, key=lambda law: (-law["count"], law["code"]))[:_REASONS_SHOWN]


def _tell_chaos(chaos: dict[str, Any]) -> None:
    _title("Sob fogo (o que foi feito contra o sistema)")
    kills = ", ".join(f"{name} {n}" for name, n in chaos["kills"].items())
    click.echo(f"  kill -9:                 {kills}; {chaos['revived']} de volta")
    for name, count in chaos["faults"].items():
        click.echo(f"  {count:>4}  {name}")
    if chaos["faults_not_struck"]:
        click.echo(f"  Não ocorreram, por falta de envios: {', '.join(chaos['faults_not_struck'])}")
    post = chaos["webhooks"]
    click.echo(
        f"  Webhooks: {post['delivered']} entregues, {post['repeated']} repetidos, "
        f"{post['batches']} em lote (até {post['largest_batch']}), "
        f"{counted(post['not_taken'], 'recusa e nova tentativa', 'recusas e novas tentativas')}"
    )
    for row in chaos["numbers_restricted"]:
        word = "parou, uma pessoa religou" if row["started_again"] else "não chegou a parar"
        click.echo(f"  Número de {row['organisation']}, erro {row['code']}: {word}")
    click.echo(f"  Sem resposta, com uma pessoa para conferir: {chaos['unknown_to_human']}")


def _title(text: str) -> None:
    click.echo(f"\n{text}\n{'─' * min(len(text), 72)}")


def _bar(name: str, count: int, of: int, of_name: str) -> None:
    share = count / of if of else 0.0
    bar = "█" * round(share * _WIDTH)
    click.echo(f"  {name:<24} {bar:<{_WIDTH}} {count:>5} de {of} {of_name} ({share:.0%})")
