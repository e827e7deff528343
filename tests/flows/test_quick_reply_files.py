"""A quick reply's files: kept once, put beside an agent's words, sent, and taken off again."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.flows.test_archive_page import member
from tests.flows.test_supervision import BETO, CAIO, thread_with
from tests.universe import Cooperative, cooperative
from trato.door.outbox.attach import open_attachment
from trato.door.outbox.models import Attachment
from trato.speakers.desk.files import WrongFile, add_file, drop_file, file_sayings, files_of
from trato.speakers.desk.quick_reply import (
    BadQuickReply,
    attach_to_reply,
    detach_from_reply,
    filled,
    keep_quick_reply,
    put_reply_files,
    quick_replies,
)

PAPER, TEXT = b"%PDF-1.7 como pagar", b"passo a passo"


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def with_reply(coop: Cooperative) -> None:
    with coop.inside():
        keep_quick_reply("prazo", "Segue o passo a passo, {nome}.")
        attach_to_reply("prazo", io.BytesIO(PAPER), "dir/como-pagar.pdf", at=coop.clock())
        attach_to_reply("prazo", io.BytesIO(TEXT), "passos.txt", at=coop.clock())


def test_its_files_stand_beside_the_words_and_are_shared_not_copied(coop: Cooperative) -> None:
    with_reply(coop)
    thread = thread_with(coop, coop.debtor())
    with coop.inside():
        (reply,) = quick_replies()
        assert [f.name for f in reply.attached] == ["como-pagar.pdf", "passos.txt"]
        add_file(thread, io.BytesIO(b"%PDF-1.7 outro"), "outro.pdf", by=BETO, at=coop.clock())
        put = put_reply_files(thread, "prazo", by=BETO, at=coop.clock())
        again = put_reply_files(thread, "prazo", by=BETO, at=coop.clock())
        assert [f.name for f in put] == ["outro.pdf", "como-pagar.pdf", "passos.txt"] == [
            f.name for f in again
        ]  # fmt: skip
        assert files_of(thread, by=CAIO) == ()
        assert Attachment.objects.count() == 3
        first, *_ = file_sayings("Olá", put)
        assert first.content.attached == put[0]
        drop_file(thread, put[1].attachment_id, by=BETO, at=coop.clock())
        found = open_attachment(put[1].attachment_id, conversation_id=thread)
        assert found.mime_type == "application/pdf"
        assert b"".join(found.parts()) == PAPER, "taken away here, kept for the reply"
        keep_quick_reply("prazo", "Outro texto.")
        assert len(quick_replies()[0].attached) == 2
        detach_from_reply("prazo", put[1].attachment_id)
        assert [f.name for f in quick_replies()[0].attached] == ["passos.txt"]


def test_what_does_not_fit_is_refused(coop: Cooperative) -> None:
    with_reply(coop)
    thread = thread_with(coop, coop.debtor())
    with coop.inside():
        attach_to_reply("prazo", io.BytesIO(b"%PDF-1.7 3"), "3.pdf", at=coop.clock())
        wrong = {"many": (PAPER, "4.pdf"), "type": (b"MZ", "a.exe"), "empty": (b"", "")}
        for code, (body, name) in wrong.items():
            with pytest.raises(WrongFile, match=code):
                attach_to_reply("prazo", io.BytesIO(body), name, at=coop.clock())
        with pytest.raises(BadQuickReply):
            attach_to_reply("nada", io.BytesIO(PAPER), "x.pdf", at=coop.clock())
        for n in range(8):
            add_file(thread, io.BytesIO(b"%PDF-1.7"), f"{n}.pdf", by=BETO, at=coop.clock())
        with pytest.raises(WrongFile, match="many"):
            put_reply_files(thread, "prazo", by=BETO, at=coop.clock())
        assert len(files_of(thread, by=BETO)) == 8


def test_the_desk_keeps_puts_and_takes_off(coop: Cooperative) -> None:
    world: Any = SimpleNamespace(organisation_id=coop.organisation_id, within=coop.inside)
    boss, agent = member(world, "supervisor"), member(world, "atendente")
    thread = thread_with(coop, coop.debtor())
    file = SimpleUploadedFile("como-pagar.pdf", PAPER)
    boss.post("/respostas/guardar/", {"code": "prazo", "text": "Segue.", "file": file})
    assert "como-pagar.pdf" in boss.get("/respostas/").content.decode()
    shown = agent.post(f"/conversas/{thread}/anexar/prazo/").content.decode()
    assert "como-pagar.pdf" in shown
    assert agent.post(f"/conversas/{thread}/anexar/nada/").status_code == 404
    assert "data-files=" in agent.get(f"/conversas/{thread}/").content.decode()
    with coop.inside():
        (kept,) = quick_replies()[0].attached
    gone = {"code": "prazo", "file": str(kept.attachment_id)}
    assert agent.post("/respostas/tirar/", gone).status_code == 403
    assert boss.post("/respostas/tirar/", gone).status_code == 302
    assert boss.post("/respostas/tirar/", {"code": "x", "file": str(uuid4())}).status_code == 404
    with coop.inside():
        assert quick_replies()[0].attached == ()
    bad = SimpleUploadedFile("a.exe", b"MZ")
    answer = boss.post(
        "/respostas/guardar/", {"code": "prazo", "text": "x", "file": bad}, follow=True
    )
    assert "não leva este tipo" in answer.content.decode()


def test_variables_are_filled_in_and_unknown_ones_not_kept(coop: Cooperative) -> None:
    text = "{saudacao}, {nome}. Aqui é {atendente}, da {empresa}."
    morning = datetime(2026, 11, 24, 9, tzinfo=UTC)
    known = {"name": "Ana", "agent": "beto", "organisation": "Aurora"}
    assert filled(text, at=morning, **known) == "Bom dia, Ana. Aqui é beto, da Aurora."
    assert filled(text, at=morning.replace(hour=19), **known).startswith("Boa noite, Ana.")
    assert filled("{nome}", at=morning, **known | {"name": "{empresa}"}) == "{empresa}"
    with coop.inside():
        keep_quick_reply("oi", text)
        with pytest.raises(BadQuickReply, match="place"):
            keep_quick_reply("oi", "Seu saldo é {valor}.")
        assert [reply.text for reply in quick_replies()] == [text]
