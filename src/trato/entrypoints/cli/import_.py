"""`trato import`: a creditor's file becomes people and debts; every bad row gets a reason.

Exit codes: 0 taken (rows turned away are in the report), 2 wrong usage or a file that cannot be
taken (nothing is kept), 3 with `--strict` when any row was turned away.
"""

import json
import sys
from collections.abc import Sequence
from copy import copy
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import click
import django

from trato.entrypoints.cli.counted import counted, worded
from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock
from trato.foundation.tenancy import within

_DOUBTFUL = 0.6
_SHOWN = 20
_Mapping = dict[str, list[str]]


@click.command("import", short_help="Importa a carteira de um credor (CSV ou XLSX).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--creditor", required=True, help="Nome curto (slug) do credor.")
@click.option("--portfolio", default="Carteira", show_default=True, help="Nome da carteira.")
@click.option(
    "--mapping",
    multiple=True,
    help="Mapeamento salvo, arquivo JSON, ou campo=coluna (repita para vários).",
)
@click.option("--save-mapping", metavar="NOME", help="Salva o mapeamento usado com este nome.")
@click.option("--organisation", metavar="SLUG", help="Organização; dispensável se só há uma.")
@click.option("--legal-basis", default="", help="Base legal das linhas sem a coluna: contract…")
@click.option("--partial", is_flag=True, help="Remessa parcial: nada é devolvido por ausência.")
@click.option("--allow-recall", is_flag=True, help="Aceita devolver mais da metade da carteira.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path),
              help="Grava aqui o CSV das linhas recusadas.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Mostra o que aconteceria e não grava nada.")
@click.option("--yes", is_flag=True, help="Aceita o palpite das colunas sem perguntar.")
@click.option("--strict", is_flag=True, help="Termina com código 3 se houver linha recusada.")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
def import_command(file: Path, *, as_json: bool, strict: bool, **options: Any) -> None:
    """Importa o arquivo FILE para a carteira de um credor.

    Nada é gravado se o arquivo não puder ser lido; o mesmo arquivo de novo não muda nada.
    """
    django.setup()
    # Tables exist only from here on: Django must be set up before they are imported.
    from trato.book.portfolios.read import UnknownCreditor
    from trato.book.portfolios.refusal import ImportRefused

    started = clock.monotonic()
    try:
        outcome = _run(file, **options)
    except ImportRefused as refused:
        _fail(refused.code, refused.message, refused.remedy, as_json)
    except UnknownCreditor:
        _fail(
            "unknown_creditor",
            "Não há credor com esse nome curto nesta organização.",
            "Confira --creditor.",
            as_json,
        )
    outcome["seconds"] = round(clock.monotonic() - started, 2)
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False, default=str))
    else:
        _tell(outcome)
    if strict and outcome["rejected"]:
        sys.exit(3)


def _run(
    file: Path,
    *,
    creditor: str,
    portfolio: str,
    mapping: Sequence[str],
    save_mapping: str | None,
    organisation: str | None,
    legal_basis: str,
    partial: bool,
    allow_recall: bool,
    report: Path | None,
    dry_run: bool,
    yes: bool,
) -> dict[str, Any]:
    from trato.book.portfolios import read
    from trato.book.portfolios.import_file import import_file
    from trato.book.portfolios.preview import preview
    from trato.book.portfolios.report import rejected_csv
    from trato.book.portfolios.save_mapping import save_mapping as keep_mapping
    from trato.book.portfolios.values import ConsentRow
    from trato.door.consent.grant import Word, grant
    from trato.door.outbox.cancel import cancel_for_debts

    now = clock.now()

    def opted_in(rows: list[ConsentRow]) -> None:
        words = [
            Word(
                person_id=row.person_id,
                channel="whatsapp",
                state="granted",
                source=row.source,
                notice=row.notice,
                at=row.granted_at,
            )
            for row in rows
        ]
        grant(words, at=now)

    with within(chosen_organisation(organisation)):
        chosen = _mapping(mapping)
        seen = preview(file, file.name, chosen, now=now)
        if chosen is None and not (yes or dry_run):
            _confirm([c for c in seen.columns if c.field], file.name)
        result = import_file(
            creditor_slug=creditor,
            portfolio_name=portfolio,
            path=file,
            at=now,
            mapping=seen.mapping,
            legal_basis=legal_basis,
            is_full_placement=not partial,
            allow_mass_recall=allow_recall,
            dry_run=dry_run,
            on_consents=opted_in,
            on_progress=lambda rows: click.echo(f"… {counted(rows, 'linha', 'linhas')}", err=True),
        )
        if not dry_run:
            # What the creditor took back or was paid must not be asked for: not even once more.
            cancel_for_debts(result.closed_debt_ids, reason="closed_by_creditor", at=now)
        if save_mapping and not dry_run:
            keep_mapping(save_mapping, seen.mapping, at=now)
        rejected = result.rejected_rows
        if not rejected and not dry_run:
            rejected = read.rejected_rows(result.placement_id)
        if report is not None:
            whole = rejected if dry_run else read.rejected_rows(result.placement_id)
            _write(report, rejected_csv(whole))
    outcome = asdict(result) | {"rejected_rows": [asdict(row) for row in rejected]}
    outcome["closed_debts"] = len(outcome.pop("closed_debt_ids"))
    return {"file": file.name, "columns": [asdict(c) for c in seen.columns], **outcome}


def _write(report: Path, content: str) -> None:
    """Write the report; one that cannot be written takes the whole import back."""
    from trato.book.portfolios.refusal import ImportRefused

    try:
        report.write_text(content, encoding="utf-8-sig")
    except OSError as problem:
        raise ImportRefused(
            "report_unwritable",
            f"Não consegui gravar o relatório ({problem.strerror}); nada foi importado.",
            "Indique em --report um arquivo numa pasta que existe e aceita escrita.",
        ) from None


def _mapping(given: Sequence[str]) -> _Mapping | None:
    """Read `--mapping`: pairs, one JSON file, or the name of a saved one."""
    from trato.book.portfolios.read import saved_mapping

    if not given:
        return None
    if all("=" in one for one in given):
        pairs: _Mapping = {}
        for one in given:
            name, _, column = one.partition("=")
            pairs.setdefault(name.strip(), []).append(column.strip())
        return pairs
    if len(given) > 1:
        raise click.UsageError("Use um só --mapping, ou vários na forma campo=coluna.")
    saved = saved_mapping(given[0])
    return saved if saved is not None else _mapping_file(Path(given[0]))


def _mapping_file(path: Path) -> _Mapping:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(f): [c] if isinstance(c, str) else list(map(str, c)) for f, c in content.items()
        }
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        raise click.UsageError(
            "O mapeamento não é o nome de um salvo, nem um arquivo JSON {campo: coluna}."
        ) from None


def _confirm(guesses: Sequence[Any], file_name: str) -> None:
    """Ask before a guessed mapping is used; without anybody to ask, only a sure one passes."""
    from trato.book.portfolios.columns import REQUIRED, label
    from trato.book.portfolios.refusal import ImportRefused

    doubtful = [g for g in guesses if g.field in REQUIRED and g.confidence < _DOUBTFUL]
    if not doubtful:
        return
    for guess in guesses:
        words = f"  {guess.column} → {label(guess.field)} ({guess.confidence:.0%})"
        click.echo(words, err=True)
    if sys.stdin.isatty() and click.confirm(f"As colunas de {file_name} são essas?", err=True):
        return
    raise ImportRefused(
        "mapping_unclear",
        "O palpite das colunas não é seguro.",
        "Confirme com --yes, ou indique as colunas com --mapping campo=coluna.",
    )


def _tell(outcome: dict[str, Any]) -> None:
    if outcome["already_imported"]:
        click.echo("Este arquivo já foi importado; nada mudou.")
        return
    head = "Ensaio (nada foi gravado)" if outcome["dry_run"] else "Importado"
    click.echo(f"{head}: {outcome['file']}, {counted(outcome['rows'], 'linha', 'linhas')}.")
    for name, one, many in (
        ("imported", "dívida nova", "dívidas novas"),
        ("updated", "atualizada", "atualizadas"),
        ("unchanged", "sem mudança", "sem mudança"),
        ("rejected", "linha recusada", "linhas recusadas"),
        ("recalled", "devolvida (saiu do arquivo)", "devolvidas (saíram do arquivo)"),
        ("settled", "paga segundo o credor", "pagas segundo o credor"),
        ("consents", "com opt-in", "com opt-in"),
    ):
        click.echo(f"  {outcome[name]:>8}  {worded(outcome[name], one, many)}")
    for row in outcome["rejected_rows"][:_SHOWN]:
        where = f"linha {row['row']}, {row['column'] or 'linha inteira'}"
        click.echo(f"  {where}: {row['masked_value']} — {row['reason']} {row['remedy']}")
    if outcome["rejected"] > _SHOWN:
        click.echo(f"  … e mais {outcome['rejected'] - _SHOWN}; veja todas com --report ARQUIVO.")


def _fail(code: str, message: str, remedy: str, as_json: bool) -> NoReturn:
    if as_json:
        error = {"code": code, "message": message, "remedy": remedy}
        click.echo(json.dumps({"error": error}, ensure_ascii=False))
    click.echo(f"{message} {remedy}", err=True)
    sys.exit(2)


# The command opens the house; its tests are inside one already.
housed_import_command = copy(import_command)
if import_command.callback:
    housed_import_command.callback = housed(import_command.callback)
