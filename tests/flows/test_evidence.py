"""A copy of a conversation: whole, readable, checkable with nothing but the file, journaled."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pypdf
import pytest
from click.testing import CliRunner

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.world import World
from trato.book.organisations import keys
from trato.book.people.models import Person
from trato.casework.conversations.models import Conversation, InboundMessage, Media
from trato.casework.conversations.write_note import write_note
from trato.door.outbox.models import Decision, Message
from trato.entrypoints.cli.main import main
from trato.foundation.ids import new_id
from trato.insights.archive.values import Source
from trato.insights.evidence import sheet
from trato.insights.evidence.check import check
from trato.insights.evidence.check_bundle import check_bundle
from trato.insights.evidence.export import Copy, Taker, export_conversation
from trato.insights.evidence.values import Form
from trato.journal.facts.casework import MessageReceived
from trato.journal.facts.outbox import MessageDecided
from trato.journal.record import record
from trato.journal.seal import seal_some

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
WHOLE = Taker(name="bia@aurora.example", code="user:7", is_masked=False, notes=(Source.NOTE,))
MASKED = Taker(name="analista", code="user:8", is_masked=True)
PICTURE = hashlib.sha256(b"foto").hexdigest()


class Thread:
    """A thread with a message of each kind."""

    def __init__(self, world: World, phone: str = "+5511987654321") -> None:
        self.world = world
        self.ana = world.person(phone)
        with world.within():
            self.id = UUID(str(Conversation.objects.create(
                organisation_id=world.organisation_id, number_id=world.number_id,
                contact_key=uuid4().bytes, person_id=self.ana[0], contact_point_id=self.ana[1],
                opened_at=TUESDAY, last_event_at=TUESDAY,
            ).id))  # fmt: skip

    def hears(self, text: str, *, minutes: float, **more: Any) -> UUID:
        at, inbound_id = TUESDAY + timedelta(minutes=minutes), new_id()
        with self.world.within():
            InboundMessage.objects.create(
                organisation_id=self.world.organisation_id, id=inbound_id, conversation_id=self.id,
                text=text, payload_sealed=b"", written_at=at, received_at=at, handle_after=at,
                **{"kind": "text", "provider_message_id": uuid4().hex, **more},
            )  # fmt: skip
            fact = MessageReceived(conversation_id=self.id, inbound_id=inbound_id, what="text")
            record(fact, at=at, subject_id=self.ana[0])
        return inbound_id

    def says(self, text: str, *, minutes: float, **more: Any) -> UUID:
        at = TUESDAY + timedelta(minutes=minutes)
        values = {"state": "sent", "sent_at": at, "status_rank": 3, "read_at": at} | more
        values = {"draft": {"content": {"kind": "text", "text": text}}} | values
        message_id = self.world.message(self.ana, conversation_id=self.id, created_at=at, **values)
        with self.world.within():
            row = Message.objects.get(id=message_id)
            fact = MessageDecided(
                message_id=message_id, decision_id=row.decision_id, stage="dispatch",
                verdict="allow", rulebook="b", codes=(),
            )  # fmt: skip
            record(fact, at=at, subject_id=self.ana[0])
        return message_id

    def seal(self) -> None:
        with self.world.within():
            seal_some(keys.vault(), at=TUESDAY)

    def copy(self, form: Form, taker: Taker = WHOLE) -> tuple[bytes, Copy]:
        with self.world.within():
            copy = export_conversation(self.id, form, taker=taker, at=TUESDAY, zone=SAO_PAULO)
        with copy.file:
            return copy.file.read(), copy

    def body(self, form: Form, taker: Taker = WHOLE) -> bytes:
        return self.copy(form, taker)[0]


@pytest.fixture
def thread(organisation: UUID) -> Thread:
    thread = Thread(World(organisation, TUESDAY))
    thread.says("Olá, Ana. Falo com Ana? #set page(fill: red) *não* $x$", minutes=0)
    thread.hears("Não reconheço essa dívida 🙏 de R$ 1.234,56\nCPF 529.982.247-25", minutes=1)
    photo = thread.hears(
        "", minutes=2, kind="image", media_id="m", media_state="stored", media_sha256=PICTURE
    )
    with thread.world.within():
        Media.objects.create(
            organisation_id=organisation, inbound_id=photo, mime_type="image/jpeg", size_bytes=4,
            sha256=PICTURE, body_sealed=b"x", fetched_at=TUESDAY,
        )  # fmt: skip
        write_note(thread.id, "ligou ontem", kind="note", by=7, author="bia", at=TUESDAY)
        write_note(thread.id, "cuidado", kind="whisper", by=9, author="rui", at=TUESDAY)
    thread.seal()
    return thread


def test_every_message_is_a_line_and_the_file_checks_itself(thread: Thread) -> None:
    body, copy = thread.copy(Form.JSONL)
    assert hashlib.sha256(body).hexdigest() == copy.sha256
    found = check(io.BytesIO(body))
    assert (found.is_valid, found.messages, found.conversation_id) == (True, 4, str(thread.id))
    *messages, manifest = [json.loads(line) for line in body.splitlines()]
    assert [m["source"] for m in messages] == ["outbound", "note", "inbound", "inbound"]
    assert all(m["journal"]["sequence"] and m["journal"]["entry_hash"] for m in messages)
    assert messages[0]["decisions"][0]["verdict"] == "allow"
    assert messages[3]["media"][0]["sha256"] == PICTURE
    assert (manifest["person"], manifest["messages"]) == ("Ana", 4)
    (fact,) = thread.world.facts("archive.exported")
    assert fact == {
        "conversation_id": str(thread.id), "by": "user:7", "form": "jsonl", "messages": 4,
        "sha256": copy.sha256, "is_masked": False,
    }  # fmt: skip


def test_any_tampering_is_found(thread: Thread) -> None:
    lines = thread.body(Form.JSONL).splitlines(keepends=True)
    changed = lines[2].replace("reconheço".encode(), "conheço".encode())
    for tampered in (
        [*lines[:2], changed, *lines[3:]], lines[1:], [*lines[:1], *lines[2:]], lines[:-1],
        [lines[1], lines[0], *lines[2:]], [*lines, lines[0]], [*lines[:4], b"{}\n", lines[4]],
        [b"nada\n", *lines],
    ):  # fmt: skip
        assert not check(tampered).is_valid


def test_pages_read_back_as_they_were_said_and_carry_their_lines(thread: Thread) -> None:
    reader = pypdf.PdfReader(io.BytesIO(thread.body(Form.PDF)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in (
        "Registro da conversa", "Ana", "Não reconheço essa dívida [mãos postas] de R$ 1.234,56",
        "#set page(fill: red) *não* $x$", "ligou ontem", "24/11/2026 09:30:00", "529.982.247-25",
        "bia@aurora.example", "diário n.º", PICTURE[:40], "Como conferir",
    ):  # fmt: skip
        assert words in text, words
    assert "cuidado" not in text
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pt-BR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Registro da conversa"
    (attached,) = reader.attachments["conversa.jsonl"]
    found = check(io.BytesIO(attached))
    assert (found.is_valid, found.messages) == (True, 4)
    for line in attached.splitlines()[:-1]:
        assert hashlib.sha256(line).hexdigest() in text.replace("\n", "")


def test_a_masked_copy_names_nobody_and_shows_no_number(thread: Thread) -> None:
    with thread.world.within():
        Person.objects.filter(id=thread.ana[0]).update(name="Ana Conceição")
    thread.hears("aqui é a Ana, meu telefone é 11 98765-4321", minutes=5)
    thread.hears("conceicao, com til e cedilha", minutes=6)
    body = thread.body(Form.JSONL, MASKED)
    assert check(io.BytesIO(body)).is_valid
    text = body.decode()
    for hidden in (
        "Ana,",
        "98765-4321",
        "529.982",
        "987654321",
        "ligou ontem",
        "text_sha256",
        "onceic",
    ):
        assert hidden not in text, hidden
    assert "c***, com til" in text
    assert "dívida" in text
    pdf = pypdf.PdfReader(io.BytesIO(thread.body(Form.PDF, MASKED)))
    pages = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Dados pessoais mascarados" in pages
    assert "98765-4321" not in pages
    assert "onceic" not in pages


def test_a_long_thread_is_volumes_whose_lines_join_to_one_file(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trato.insights.evidence.volumes.VOLUME_MAX", 2)
    body, copy = thread.copy(Form.PDF)
    assert copy.content_type == "application/zip"
    joined = b""
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        names = whole.namelist()
        assert len(names) == 2
        for number, name in enumerate(names, start=1):
            reader = pypdf.PdfReader(io.BytesIO(whole.read(name)))
            assert f"volume {number} de 2" in reader.pages[0].extract_text()
            joined += reader.attachments[f"conversa-{number}.jsonl"][0]
    assert check(io.BytesIO(joined)).is_valid
    assert sheet.VOLUME_MAX == 1000


def test_an_empty_thread_is_a_copy_all_the_same(organisation: UUID) -> None:
    thread = Thread(World(organisation, TUESDAY))
    assert check(io.BytesIO(thread.body(Form.JSONL))).is_valid
    assert pypdf.PdfReader(io.BytesIO(thread.body(Form.PDF))).pages


def test_the_desk_hands_out_copies_to_those_who_may(thread: Thread) -> None:
    for role, status in (
        ("supervisor", 200), ("encarregado", 200), ("analista", 200), ("atendente", 403),
        ("credor", 403),
    ):  # fmt: skip
        client = member(thread.world, role)
        for form in ("pdf", "jsonl"):
            answer = client.post(f"/conversas/{thread.id}/copia/{form}/")
            assert answer.status_code == status, role
            if status == 200:
                body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
                assert hashlib.sha256(body).hexdigest() == answer.headers["X-Content-SHA256"]
                assert (b"ligou ontem" in body) is (form == "jsonl" and role != "analista")
    client = member(thread.world, "supervisor")
    assert client.get(f"/conversas/{thread.id}/copia/pdf/").status_code == 405
    assert client.post(f"/conversas/{thread.id}/copia/exe/").status_code == 404
    assert client.post(f"/conversas/{uuid4()}/copia/pdf/").status_code == 404


def test_the_command_line_takes_a_copy_and_checks_it(thread: Thread, tmp_path: Path) -> None:
    from trato.book.organisations.read import organisation as read_organisation

    with thread.world.within():
        slug = read_organisation().slug
    out = tmp_path / "conversa.jsonl"
    here = ["--organisation", slug, "--json"]
    run = CliRunner().invoke(
        main, ["evidence", "conversation", str(thread.id), "--out", str(out), *here]
    )
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["messages"] == 5
    run = CliRunner().invoke(main, ["evidence", "verify", str(out), "--journal", *here])
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout) | {"file_sha256": ""} == {
        "verified": True, "conversation_id": str(thread.id), "messages": 5, "is_masked": False,
        "file_sha256": "", "journal_entries": 5, "journal_checked": True,
        "erased_here": 0, "problems": [], "exported_here": True, "files": None, "media": None,
    }  # fmt: skip
    with thread.world.within():
        assert Decision.objects.count() == 1
    out.write_bytes(out.read_bytes().replace(b"ontem", b"hoje!"))
    assert CliRunner().invoke(main, ["evidence", "verify", str(out)]).exit_code == 1
    again = CliRunner().invoke(
        main, ["evidence", "conversation", str(thread.id), "--out", str(out), *here]
    )
    assert again.exit_code == 2
    lost = CliRunner().invoke(
        main, ["evidence", "conversation", str(uuid4()), "--out", f"{out}2", *here]
    )
    assert lost.exit_code == 2


def with_files(thread: Thread) -> dict[str, bytes]:
    """Give the thread a real picture from the person and a real document of ours."""
    from trato.door.outbox.attach import attach

    photo, paper = b"\xff\xd8foto de verdade", b"%PDF-1.7 boleto"
    inbound_id = thread.hears(
        "o comprovante", minutes=11, kind="image", media_id="m2", media_state="stored",
        media_sha256=hashlib.sha256(photo).hexdigest(),
    )  # fmt: skip
    with thread.world.within():
        Media.objects.filter(inbound_id__isnull=False).delete()
        InboundMessage.objects.filter(media_sha256=PICTURE).update(media_state="erased")
        Media.objects.create(
            organisation_id=thread.world.organisation_id, inbound_id=inbound_id,
            mime_type="image/jpeg", size_bytes=len(photo), fetched_at=TUESDAY,
            sha256=hashlib.sha256(photo).hexdigest(),
            body_sealed=keys.vault().seal_bytes(photo, place=f"media:{inbound_id}"),
        )  # fmt: skip
        file_id = attach(
            [paper], mime_type="application/pdf", conversation_id=thread.id, at=TUESDAY
        )
    attached = {
        "attachment_id": str(file_id), "mime_type": "application/pdf", "name": "boleto.pdf",
        "size_bytes": len(paper),
    }  # fmt: skip
    thread.says("", minutes=12, draft={"content": {"kind": "document", "attached": attached}})
    return {f"{hashlib.sha256(b).hexdigest()}": b for b in (photo, paper)}


def test_one_file_with_pages_lines_and_every_attachment_checks_itself(
    thread: Thread, tmp_path: Path
) -> None:
    files = with_files(thread)
    body, copy = thread.copy(Form.ZIP)
    assert (copy.content_type, copy.sha256) == ("application/zip", hashlib.sha256(body).hexdigest())
    out = tmp_path / "copia.zip"
    out.write_bytes(body)
    found = check_bundle(out)
    assert (found.lines.problems, found.media, found.files) == ((), 2, 6)
    with zipfile.ZipFile(out) as bundle:
        inside = {name: bundle.read(name) for name in bundle.namelist()}
    there = {Path(n).stem: b for n, b in inside.items() if n.startswith("midia/")}
    assert there == files
    sums = dict(reversed(line.split("  ")) for line in inside["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(inside) - {"SHA256SUMS"}
    assert all(hashlib.sha256(inside[name]).hexdigest() == told for name, told in sums.items())
    reader = pypdf.PdfReader(io.BytesIO(inside["conversa.pdf"]))
    assert reader.attachments["conversa.jsonl"][0] == inside["conversa.jsonl"]
    (fact,) = thread.world.facts("archive.exported")
    assert (fact["form"], fact["sha256"]) == ("zip", copy.sha256)
    masked, _ = thread.copy(Form.ZIP, MASKED)
    out.write_bytes(masked)
    found = check_bundle(out)
    assert (found.lines.problems, found.media, found.lines.is_masked) == ((), 0, True)


@pytest.mark.parametrize("what", ["changed", "removed", "added", "swapped", "no sums", "no media"])
def test_a_bundle_that_was_touched_says_where(thread: Thread, tmp_path: Path, what: str) -> None:
    files = with_files(thread)
    body, _ = thread.copy(Form.ZIP)
    with zipfile.ZipFile(io.BytesIO(body)) as bundle:
        inside = {name: bundle.read(name) for name in bundle.namelist()}
    photo = next(n for n in inside if n.endswith(".jpg"))
    paper = next(n for n in inside if n.endswith("f") and n.startswith("midia/"))
    wanted = {
        "changed": f"changed_file:{photo}", "removed": f"missing_file:{photo}",
        "added": "added_file:midia/outro.jpg", "swapped": f"changed_file:{paper}",
        "no sums": "no_sums", "no media": f"missing_media:{Path(photo).stem}",
    }[what]  # fmt: skip
    if what == "changed":
        inside[photo] = b"outra foto"
    elif what == "removed":
        del inside[photo]
    elif what == "added":
        inside["midia/outro.jpg"] = b"x"
    elif what == "swapped":
        inside[photo], inside[paper] = inside[paper], inside[photo]
    elif what == "no sums":
        del inside["SHA256SUMS"]
    else:
        # Whoever takes a file out and writes the sums anew is told by the lines.
        del inside[photo]
        kept = [s for s in inside["SHA256SUMS"].decode().splitlines() if photo not in s]
        inside["SHA256SUMS"] = ("\n".join(kept) + "\n").encode()
    out = tmp_path / "copia.zip"
    with zipfile.ZipFile(out, "w") as bundle:
        for name, content in inside.items():
            bundle.writestr(name, content)
    assert wanted in check_bundle(out).lines.problems
    assert files
    run = CliRunner().invoke(main, ["evidence", "verify", str(out), "--json"])
    assert (run.exit_code, json.loads(run.stdout)["verified"]) == (1, False)


def test_the_journal_knows_which_bundles_left_the_house(thread: Thread, tmp_path: Path) -> None:
    from trato.book.organisations.read import organisation as read_organisation

    with_files(thread)
    thread.seal()
    with thread.world.within():
        slug = read_organisation().slug
    out = tmp_path / "copia.zip"
    here = ["--organisation", slug, "--json"]
    taken = CliRunner().invoke(
        main,
        ["evidence", "conversation", str(thread.id), "--form", "zip", "--out", str(out), *here],
    )
    assert taken.exit_code == 0, taken.output
    told = json.loads(
        CliRunner().invoke(main, ["evidence", "verify", str(out), "--journal", *here]).stdout
    )
    assert (told["verified"], told["exported_here"], told["media"]) == (True, True, 2)
    with zipfile.ZipFile(out, "a") as bundle:
        bundle.comment = b"a comment changes nothing but the whole"
    run = CliRunner().invoke(main, ["evidence", "verify", str(out), "--journal", *here])
    assert (run.exit_code, json.loads(run.stdout)["problems"]) == (1, ["unknown_export"])


def act(thread: Thread, kind: str, target: str, text: str, *, minutes: float) -> UUID:
    inbound_id = thread.hears(text, minutes=minutes, kind=kind)
    name = "message_id" if kind == "reaction" else "original_message_id"
    with thread.world.within():
        payload = json.dumps({kind: {name: target}}).encode()
        InboundMessage.objects.filter(id=inbound_id).update(
            payload_sealed=keys.vault().seal_bytes(payload, place=f"inbound:{inbound_id}")
        )
    return inbound_id


def test_reactions_edits_and_deletions_say_what_they_are_about(thread: Thread) -> None:
    ours = thread.says("Temos uma proposta", minutes=3, provider_message_id="wamid.ours")
    first = thread.hears("pago dia 5", minutes=4, provider_message_id="wamid.hers")
    act(thread, "reaction", "wamid.ours", "👍", minutes=5)
    gone = act(thread, "reaction", "wamid.ours", "", minutes=6)
    edit = act(thread, "edit", "wamid.hers", "a Ana paga dia 15", minutes=7)
    act(thread, "revoke", "wamid.hers", "", minutes=8)
    lost = act(thread, "reaction", "wamid.elsewhere", "🙏", minutes=9)
    body = thread.body(Form.JSONL)
    assert check(io.BytesIO(body)).is_valid
    rows = {m["message_id"]: m for m in map(json.loads, body.splitlines()[:-1])}
    told = [(one["kind"], one["text"]) for one in rows[str(ours)]["later"]]
    assert told == [("reaction", "👍"), ("reaction", "")]
    assert [one["kind"] for one in rows[str(first)]["later"]] == ["edit", "revoke"]
    assert rows[str(first)]["text"] == "pago dia 5", "what was said first stays as it was said"
    assert (rows[str(edit)]["about"], rows[str(edit)]["text"]) == (str(first), "a Ana paga dia 15")
    assert rows[str(gone)]["about"] == str(ours)
    assert (rows[str(lost)]["about"], rows[str(lost)]["later"]) == (None, [])
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(thread.body(Form.PDF))).pages
    ).replace("\n", " ")
    for words in (
        "Depois: reação [polegar para cima] em 24/11/2026 09:35:00",
        "Depois: reação retirada em 24/11/2026 09:36:00",
        "Depois: editada em 24/11/2026 09:37:00 para: a Ana paga dia 15",
        "Depois: apagada por quem a escreveu em 24/11/2026 09:38:00",
        f"Edição: mensagem de 24/11/2026 09:34:00, id {first}",
        "a mensagem não está nesta conversa",
    ):
        assert words in text
    masked = thread.body(Form.JSONL, MASKED).decode()
    assert '"later":[{"at"' in masked
    assert "Ana paga" not in masked
    assert check(io.BytesIO(masked.encode())).is_valid
