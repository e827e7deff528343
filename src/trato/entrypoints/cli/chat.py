"""`trato evidence import`: a chat that WhatsApp exported comes in as evidence, by its hash.

Exit codes: 0 brought in, known already, or looked at with `--dry-run`; 2 wrong usage, or a file
that cannot be taken (nothing is kept).
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click

from trato.entrypoints.cli.counted import counted, worded
from trato.entrypoints.cli.house import chosen_organisation, housed
from trato.foundation import clock

_FROM_HERE = 0
"""Who brings it in where no member is named: the command line, no user's number."""


@click.command("import", short_help="Traz uma conversa exportada do WhatsApp (.txt ou .zip).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ours", multiple=True, metavar="NOME",
              help="Autor que é a empresa, como está no arquivo; repita para vários.")  # fmt: skip
@click.option("--order", type=click.Choice(["dmy", "mdy", "ymd"]),
              help="Ordem das datas, se o arquivo serve em mais de uma.")  # fmt: skip
@click.option("--person", metavar="QUEM", help="De quem é: CPF, telefone ou nome do cadastro.")
@click.option("--by", metavar="E-MAIL", help="Membro que responde por isto; entra no diário.")
@click.option("--dry-run", is_flag=True, help="Mostra o que há no arquivo e não guarda nada.")
@click.option("--organisation", metavar="SLUG", help="Dispensável se só há uma.")
@click.option("--json", "as_json", is_flag=True, help="Imprime um objeto JSON na saída padrão.")
@housed
def import_command(file: Path, *, organisation: str | None, as_json: bool, **options: Any) -> None:
    """Traz FILE, tal como o WhatsApp o exportou, como prova: buscada e monitorada como as outras.

    O arquivo fica guardado cifrado, como veio, e é conhecido pelo seu SHA-256: o mesmo de novo não
    muda nada. Diga com --ours quem, dos autores, é a empresa; --dry-run os lista.
    """
    from trato.casework.chats.values import BadChat
    from trato.entrypoints.console.chat_words import told
    from trato.foundation.tenancy import within

    try:
        with within(chosen_organisation(organisation)):
            outcome = _run(file, **options)
    except BadChat as bad:
        _fail(bad.code, told(bad), as_json, line=bad.line)
    except _Refused as refused:
        _fail(refused.code, refused.words, as_json, **refused.more)
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False, default=str))
    else:
        _tell(file, outcome)


class _Refused(Exception):
    def __init__(self, code: str, words: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.words, self.more = code, words, more


def _run(
    file: Path, *, ours: Sequence[str], order: str | None, person: str | None, by: str | None,
    dry_run: bool,
) -> dict[str, Any]:  # fmt: skip
    from django.db import transaction
    from django.utils import timezone

    from trato.casework.chats.bring_in import confirm, look, put_down, throw_away
    from trato.casework.chats.read import chat
    from trato.casework.chats.values import FILE_BYTES_MAX, BadChat, Order

    if file.stat().st_size > FILE_BYTES_MAX:
        raise BadChat("too_large")
    user_id, person_id = _user(by), _person(person)
    now, zone, chosen = (
        clock.now(),
        timezone.get_current_timezone(),
        Order(order) if order else None,
    )
    # What is only looked at, or refused, leaves nothing behind.
    with transaction.atomic():
        put = put_down(file.read_bytes(), file_name=file.name, by_user=user_id, at=now, zone=zone)
        if put.is_known:
            return _told(chat(put.chat_id), is_known=True)
        found = look(put.chat_id, order=chosen, at=now, zone=zone)
        authors = found.read.authors
        unknown = [name for name in ours if name not in authors]
        if unknown:
            words = f"Ninguém no arquivo se chama {unknown[0]}. Autores: {', '.join(authors)}."
            raise _Refused("unknown_author", words, authors=list(authors))
        if dry_run:
            seen = _told(chat(put.chat_id), is_known=False) | {
                "chat_id": None, "messages": len(found.read.messages),
                "media": len(found.attachments), "missing_media": len(found.missing),
                "date_order": found.read.order, "authors": authors, "dry_run": True,
            }  # fmt: skip
            throw_away(put.chat_id)
            return seen
        if not ours:
            words = f"Diga com --ours quem é a empresa. Autores: {', '.join(authors)}."
            raise _Refused("which_author", words, authors=list(authors))
        confirm(
            put.chat_id, order=chosen, ours=ours, person_id=person_id, by_user=user_id, at=now,
            zone=zone,
        )  # fmt: skip
        more = {"missing_media": len(found.missing), "authors": authors}
        return _told(chat(put.chat_id), is_known=False) | more


def _told(card: Any, *, is_known: bool) -> dict[str, Any]:
    return {
        "chat_id": card.chat_id, "sha256": card.sha256, "file": card.file_name,
        "already_imported": is_known, "dry_run": False, "platform": card.platform,
        "date_order": card.date_order or None, "messages": card.messages, "media": card.media,
        "missing_media": None, "authors": None, "ours": list(card.ours),
        "person_id": card.person_id,
    }  # fmt: skip


def _user(email: str | None) -> int:
    from trato.book.organisations.read import people_at_desk

    if email is None:
        return _FROM_HERE
    for user_id, known in people_at_desk():
        if known.casefold() == email.casefold():
            return user_id
    raise _Refused("unknown_member", f"Não há membro {email} nesta organização.")


def _person(who: str | None) -> UUID | None:
    from trato.book.people.read import search

    if who is None:
        return None
    found = search(who)
    if len(found) == 1:
        return found[0].person_id
    if found:
        words = "Mais de uma pessoa se chama assim: use o CPF ou o telefone."
        raise _Refused("which_person", words)
    raise _Refused("unknown_person", "Ninguém no cadastro com esse nome, CPF ou telefone.")


def _tell(file: Path, outcome: dict[str, Any]) -> None:
    if outcome["already_imported"]:
        click.echo(f"{file}: já está aqui, nada mudou (SHA-256 {outcome['sha256']})")
        return
    did = worded(outcome["messages"], "entrou", "entraram")
    if outcome["dry_run"]:
        did = "traria"
    said = counted(outcome["messages"], "mensagem", "mensagens")
    click.echo(f"{file}: {did} {said}, {counted(outcome['media'], 'anexo', 'anexos')}")
    if missing := outcome["missing_media"]:
        lost = counted(missing, "anexo é citado e não veio", "anexos são citados e não vieram")
        click.echo(f"  {lost}", err=True)
    for name, count in (outcome["authors"] or {}).items():
        click.echo(f"  {count:>6}  {name}{' (empresa)' if name in outcome['ours'] else ''}")
    click.echo(f"  SHA-256 {outcome['sha256']}")


def _fail(code: str, words: str, as_json: bool, **more: Any) -> NoReturn:
    if as_json:
        told = {"error": {"code": code, "message": words, **more}}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(words, err=True)
    sys.exit(2)
