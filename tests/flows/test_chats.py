"""An exported chat is looked at, brought in once, found, watched; harm in a file is refused."""

import hashlib
import io
import re
import stat
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.world import World
from trato.casework.chats import read as chats
from trato.casework.chats import unpack
from trato.casework.chats.bring_in import put_down
from trato.casework.chats.models import Chat
from trato.casework.chats.unpack import open_upload
from trato.casework.chats.values import BadChat
from trato.foundation import clock
from trato.insights.archive.search import search
from trato.insights.archive.take_in import take_in
from trato.insights.archive.values import Source, Wanted
from trato.insights.monitoring.read import alerts
from trato.insights.monitoring.watch import Watch

TEXT = """\
13/11/2024 09:30 - Ana Souza: já paguei o boleto
13/11/2024 09:31 - Cooperativa: Pague hoje ou vamos avisar seu chefe no trabalho
13/11/2024 09:32 - Ana Souza: foto.jpg (arquivo anexado)
13/11/2024 09:33 - Ana Souza: sumiu.pdf (arquivo anexado)
"""
OPEN = "03/04/2024 09:30 - Ana Souza: oi\n"


def zipped(files: dict[str, bytes], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **more) as whole:
        for name, body in files.items():
            whole.writestr(name, body)
    return out.getvalue()


WITH_MEDIA = zipped(
    {"Conversa do WhatsApp com Ana.txt": TEXT.encode(), "foto.jpg": b"JPEG", "lista.txt": b"x"}
)


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def sent(client: Any, body: bytes, name: str = "conversa.zip") -> Any:
    return client.post(
        "/arquivo/conversas/enviar/", {"file": SimpleUploadedFile(name, body)}, follow=True
    )


def test_a_chat_is_looked_at_brought_in_found_and_watched(world: World) -> None:
    ana = world.person("+5511987654321")
    client = member(world, "encarregado")
    page = sent(client, WITH_MEDIA)
    body = page.content.decode()
    assert "Importar 4 mensagens como prova" in body
    assert "Anexos citados que não vieram" in body
    assert "já paguei o boleto" in body
    with world.within():
        (card,) = chats.chats().rows
    assert card.sha256 == hashlib.sha256(WITH_MEDIA).hexdigest()
    assert world.facts("evidence.chat_imported") == []
    where = f"/arquivo/conversas/{card.chat_id}/"
    done = client.post(
        f"{where}importar/", {"ours": ["Cooperativa"], "who": "11 98765-4321"}, follow=True
    )
    assert "4 mensagens importadas como prova" in done.content.decode()
    (fact,) = world.facts("evidence.chat_imported")
    assert (fact["messages"], fact["media"], fact["sha256"]) == (4, 1, card.sha256)

    photo = client.get(f"{where}anexo/3/")
    assert (photo.content, photo.headers["Content-Type"]) == (b"JPEG", "image/jpeg")
    assert client.get(f"{where}anexo/4/").status_code == 404

    assert take_in(world.organisation_id) == 4
    with world.within():
        found = search(Wanted(words="boleto", person_id=ana[0]))
        assert [line.source for line in found.lines] == [Source.CHAT]
    hit = client.post("/arquivo/", {"words": "boleto"}).content.decode()
    assert f"/arquivo/conversas/linha/{found.lines[0].line_id}/" in hit
    led = client.get(f"/arquivo/conversas/linha/{found.lines[0].line_id}/")
    assert led.headers["Location"] == f"{where}?depois=0#m1"

    Watch().watch(world.organisation_id)
    with world.within():
        raised = {(alert.word_class, alert.side) for alert in alerts().rows}
    assert ("harassment", "company") in raised
    assert any(side == "person" for _, side in raised)
    assert (
        "/arquivo/conversas/linha/" in member(world, "supervisor").get("/alertas/").content.decode()
    )


def test_the_same_file_is_there_once(world: World) -> None:
    client = member(world, "supervisor")
    for _ in range(2):
        sent(client, TEXT.encode(), "conversa.txt")
    with world.within():
        (card,) = chats.chats().rows
    for _ in range(2):
        client.post(f"/arquivo/conversas/{card.chat_id}/importar/", {"ours": ["Cooperativa"]})
    again = sent(client, TEXT.encode(), "outro nome.txt")
    assert "já foi importado" in again.content.decode()
    with world.within():
        assert len(chats.chats().rows) == 1
        assert len(chats.lines_of(card.chat_id)) == 4
    assert len(world.facts("evidence.chat_imported")) == 1
    client.post(f"/arquivo/conversas/{card.chat_id}/descartar/")
    with world.within():
        assert chats.chat(card.chat_id).messages == 4


def test_open_dates_are_asked_for_and_a_discarded_file_is_gone(world: World) -> None:
    client = member(world, "supervisor")
    assert "Como este arquivo escreve as datas?" in sent(client, OPEN.encode()).content.decode()
    with world.within():
        (card,) = chats.chats().rows
    where = f"/arquivo/conversas/{card.chat_id}/"
    refused = client.post(f"{where}importar/", {})
    assert refused.status_code == 422
    assert "diga se o dia ou o mês vem primeiro" in refused.content.decode()
    refused = client.post(f"{where}importar/", {"order": "dmy", "who": "Ninguém Assim"})
    assert "Ninguém no cadastro" in refused.content.decode()
    client.post(f"{where}importar/", {"order": "mdy"})
    with world.within():
        assert chats.lines_of(card.chat_id)[0].at.month == 3
    sent(client, OPEN.replace("oi", "olá").encode())
    with world.within():
        waiting = chats.chats().rows[0]
    client.post(f"/arquivo/conversas/{waiting.chat_id}/descartar/")
    assert client.get(f"/arquivo/conversas/{waiting.chat_id}/").status_code == 404


def test_what_waits_is_deleted_after_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from django.utils import timezone

    zone = timezone.get_current_timezone()
    with world.within():
        put_down(TEXT.encode(), file_name="a", by_user=1, at=TUESDAY, zone=zone)
        later = TUESDAY + timedelta(days=2)
        put_down(OPEN.encode(), file_name="b", by_user=1, at=later, zone=zone)
        assert [card.file_name for card in chats.chats().rows] == ["b"]


def test_who_may(world: World) -> None:
    client = member(world, "supervisor")
    sent(client, f"{TEXT}13/11/2024 09:40 - Cooperativa: Bom dia Ana, recebemos\n".encode())
    with world.within():
        (card,) = chats.chats().rows
    where = f"/arquivo/conversas/{card.chat_id}/"
    assert member(world, "atendente").get(where).status_code == 404
    client.post(f"{where}importar/", {"ours": ["Cooperativa"]})
    agent, analyst = member(world, "atendente"), member(world, "analista")
    assert agent.get(where).status_code == 200
    assert sent(agent, OPEN.encode()).status_code == 403
    body = analyst.get(where).content.decode()
    assert "Souza" not in body
    # Nobody filed it under a person: whoever writes in it is masked all the same, also in a file's
    # name, and in what is said to them, whatever the accents.
    assert re.search(r"\bAna\b", body) is None
    assert "***.zip" in body
    assert "conversa.zip" in agent.get(where).content.decode()
    assert "conversa.zip" not in analyst.get("/arquivo/conversas/").content.decode()
    take_in(world.organisation_id)
    found = analyst.post("/arquivo/", {"words": "boleto"}).content.decode()
    assert "já paguei o <mark" in found
    for asked in ("Ana", '"Bom dia Ana"'):
        assert "data-row" in agent.post("/arquivo/", {"words": asked}).content.decode(), asked
        assert "data-row" not in analyst.post("/arquivo/", {"words": asked}).content.decode(), asked
    assert analyst.get(f"{where}anexo/3/").status_code == 403
    assert member(world, "credor").get("/arquivo/conversas/").status_code == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"), (b"nome;cpf", "not_a_chat"), (b"13/11/2024 09:30 - A: \xff", "not_utf8"),
        (b"PK\x03\x04 nothing", "broken_zip"), (zipped({"a.jpg": b"x"}), "no_text"),
        (zipped({"a.txt": b"x", "b.txt": b"y"}), "several_texts"),
        (zipped({"_chat.txt": b"x", "../a.jpg": b""}), "odd_name"),
        (zipped({"_chat.txt": b"x", "/etc/a": b""}), "odd_name"),
        (zipped({"_chat.txt": b"x", "a\\..\\b": b""}), "odd_name"),
        (zipped({"_chat.txt": b"x", "C:/a": b""}), "odd_name"),
    ],
)  # fmt: skip
def test_a_file_that_means_harm_or_nothing_is_refused(world: World, body: bytes, code: str) -> None:
    from django.utils import timezone

    with world.within(), pytest.raises(BadChat) as problem:
        put_down(
            body, file_name="x", by_user=1, at=clock.now(), zone=timezone.get_current_timezone()
        )
    assert problem.value.code == code
    with world.within():
        assert not Chat.objects.exists()
    answer = sent(member(world, "supervisor"), body)
    assert answer.status_code == 422


def test_a_bomb_a_link_and_a_locked_file_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "UNPACKED_BYTES_MAX", 1 << 20)
    bomb = zipped({"_chat.txt": b"x", "a.bin": b"\0" * (2 << 20)})
    assert len(bomb) < 10_000
    with pytest.raises(BadChat, match="too_large_inside"):
        open_upload(bomb)
    # A header that lies about the size is not believed either.
    lying = bytearray(bomb)
    size = (2 << 20).to_bytes(4, "little")
    while (place := lying.find(size)) >= 0:
        lying[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(BadChat):
        open_upload(bytes(lying))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        whole.writestr("_chat.txt", "x")
        link = zipfile.ZipInfo("a.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        whole.writestr(link, "/etc/passwd")
    with pytest.raises(BadChat, match="odd_name"):
        open_upload(out.getvalue())
    locked = bytearray(zipped({"_chat.txt": b"x"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(BadChat, match="locked_zip"):
        open_upload(bytes(locked))
