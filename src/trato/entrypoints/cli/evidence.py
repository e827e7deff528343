"""`trato evidence`: copies of conversations that hold up outside, taken and checked."""

import json
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from trato.entrypoints.cli.chat import import_command
from trato.entrypoints.cli.counted import counted
from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock
from trato.insights.evidence.check import Checked, check
from trato.insights.evidence.check_bundle import check_bundle

_as_json = click.option(
    "--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão."
)


@click.group("evidence", short_help="Conversas como prova: tirar, conferir, trazer de fora.")
def evidence_group() -> None:
    """Provas: conversas inteiras para ler, conferir ou guardar, e as que vêm de fora."""


evidence_group.add_command(import_command)


@evidence_group.command("conversation", short_help="Tira a cópia de uma conversa.")
@click.argument("conversation_id", type=click.UUID)
@click.option(
    "--form", type=click.Choice(["pdf", "jsonl", "zip"]), default="jsonl", show_default=True
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Arquivo a escrever.")
@click.option("--masked", is_flag=True, help="Mascara os dados pessoais e deixa as notas de fora.")
@click.option("--organisation", metavar="SLUG", help="Dispensável se só há uma.")
@_as_json
@housed
def conversation_command(
    conversation_id: UUID,
    form: str,
    out: Path,
    masked: bool,
    organisation: str | None,
    as_json: bool,
) -> None:
    """Escreve a conversa CONVERSATION_ID num arquivo e registra a cópia no diário.

    zip leva os dois, os anexos e o SHA-256 de cada arquivo. Um PDF de mais de 1.000 mensagens é um
    ZIP de volumes. Termina com 2 se não há a conversa ou o
    arquivo já existe.
    """
    from django.utils import timezone

    from trato.casework.conversations.read import UnknownConversation
    from trato.foundation.tenancy import within
    from trato.insights.archive.values import Source
    from trato.insights.evidence.export import Taker, export_conversation
    from trato.insights.evidence.values import Form

    taker = Taker(
        name="linha de comando",
        code="command_line",
        is_masked=masked,
        notes=() if masked else (Source.NOTE, Source.WHISPER),
    )
    try:
        with within(chosen_organisation(organisation)), out.open("xb") as file:
            copy = export_conversation(
                conversation_id,
                Form(form),
                taker=taker,
                at=clock.now(),
                zone=timezone.get_current_timezone(),
            )
            with copy.file:
                shutil.copyfileobj(copy.file, file)
    except UnknownConversation:
        out.unlink()
        click.echo("Não há conversa com esse id nesta organização.", err=True)
        sys.exit(2)
    except FileExistsError:
        raise click.UsageError(f"{out} já existe.") from None
    except OSError as problem:
        raise click.UsageError(f"Não consegui gravar {out}: {problem.strerror}.") from None
    told = {
        "conversation_id": str(conversation_id),
        "form": form,
        "file": str(out),
        "content_type": copy.content_type,
        "messages": copy.messages,
        "sha256": copy.sha256,
        "is_masked": masked,
    }
    click.echo(
        json.dumps(told, ensure_ascii=False)
        if as_json
        else f"{out}: {counted(copy.messages, 'mensagem', 'mensagens')}, SHA-256 {copy.sha256}"
    )


@evidence_group.command("verify", short_help="Confere uma cópia JSONL ou ZIP.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--journal", "with_journal", is_flag=True, help="Confere também com o diário.")
@click.option("--organisation", metavar="SLUG", help="Com --journal; dispensável se só há uma.")
@_as_json
def verify_command(file: Path, with_journal: bool, organisation: str | None, as_json: bool) -> None:
    """Confere FILE: linha mudada, faltando, acrescentada ou trocada. Não precisa de banco de dados.

    De um ZIP, cada arquivo contra o seu SHA-256 e cada anexo que as linhas citam. Com --journal,
    cada lugar citado é comparado com o diário deste banco, e o ZIP com o que o diário guardou dele.
    Termina com 0 se vale, 1 se não.
    """
    bundle = check_bundle(file) if zipfile.is_zipfile(file) else None
    if bundle is None:
        with file.open("rb") as lines:
            found = check(lines)
    else:
        found = bundle.lines
    problems, erased, exported_here = list(found.problems), 0, None
    if with_journal:
        more, erased, exported_here = _compared(found, organisation)
        problems += more
        if bundle is not None and not exported_here:
            problems.append("unknown_export")
    told: dict[str, Any] = {
        "verified": not problems,
        "conversation_id": found.conversation_id,
        "messages": found.messages,
        "is_masked": found.is_masked,
        "file_sha256": found.file_sha256,
        "journal_entries": len(found.entries),
        "journal_checked": with_journal,
        "erased_here": erased,
        "exported_here": exported_here,
        "files": bundle.files if bundle else None,
        "media": bundle.media if bundle else None,
        "problems": problems,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        word = "íntegra" if not problems else "VIOLADA: " + ", ".join(problems)
        texts = counted(erased, "texto já apagado", "textos já apagados")
        gone = f" ({texts} aqui, com o mesmo hash)" if erased else ""
        media = f", {counted(bundle.media, 'anexo', 'anexos')}" if bundle else ""
        said = counted(found.messages, "mensagem", "mensagens")
        click.echo(f"{file}: {said}{media}, {word}{gone}")
    sys.exit(1 if problems else 0)


@housed
def _compared(found: Checked, organisation: str | None) -> tuple[list[str], int, bool]:
    """Return what the journal says otherwise, and how many of the texts were erased here since.

    And whether the journal tells of a copy with this very hash.
    """
    from trato.foundation.tenancy import within
    from trato.insights.retention.read import remains_of
    from trato.journal.read import count
    from trato.journal.show import sealed

    with within(chosen_organisation(organisation)):
        known = sealed([UUID(entry_id) for entry_id in found.entries])
        gone = remains_of([UUID(message_id) for message_id in found.texts])
        is_known = count("archive.exported", sha256=found.file_sha256) > 0
    problems = [
        f"other_text:{message_id}"
        for message_id, remains in gone.items()
        if remains.text_sha256 != found.texts[str(message_id)]
    ]
    for entry_id, (sequence, entry_hash) in found.entries.items():
        place = known.get(UUID(entry_id))
        if place is None:
            problems.append(f"unknown_entry:{entry_id}")
        elif sequence is not None and (place.sequence, place.entry_hash) != (sequence, entry_hash):
            problems.append(f"other_entry:{entry_id}")
    return problems[:20], len(gone), is_known
