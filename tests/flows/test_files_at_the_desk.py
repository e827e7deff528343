"""A file goes from the agent to the phone once, sealed on the way, or not at all."""

import io
from uuid import UUID

import pytest

from tests.flows.test_offers_at_the_desk import AGENT, Desk
from tests.universe import rejection
from trato.book.files.models import Part
from trato.door.outbox.attach import NoAttachment, attach, open_attachment
from trato.door.outbox.clear import clear_some
from trato.door.outbox.models import Attachment
from trato.door.outbox.provider import Cleared
from trato.door.outbox.values import Attached, ErrorClass, NoAnswer, Receipt, Rejection, Submitted
from trato.door.policy.values import Verdict
from trato.speakers.desk.draft import draft_of, keep_draft
from trato.speakers.desk.files import (
    FILES_MAX,
    WrongFile,
    add_file,
    drop_file,
    file_sayings,
    files_of,
)
from trato.speakers.desk.say import say

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x01" * 2000
PAPER = b"%PDF-1.7 " + b"\x02" * 3000
VOICE = b"OggS\x00" + b"\x03" * 500


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    desk = Desk(organisation)
    files: list[bytes] = []
    carry = desk.coop.provider.send

    async def send(cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        assert cleared.file is not None
        files.append(b"".join([part async for part in cleared.file.parts()]))
        return await carry(cleared)

    desk.coop.provider.send = send  # type: ignore[method-assign]
    desk.carried = files  # type: ignore[attr-defined]
    return desk


def put(desk: Desk, body: bytes, name: str) -> tuple[Attached, ...]:
    with desk.coop.inside():
        file = io.BytesIO(body)
        return add_file(desk.conversation_id, file, name, by=AGENT, at=desk.coop.clock())


def there(desk: Desk) -> tuple[Attached, ...]:
    with desk.coop.inside():
        return files_of(desk.conversation_id, by=AGENT)


def send(desk: Desk, text: str = "") -> list[Submitted]:
    with desk.coop.inside():
        found = file_sayings(text, files_of(desk.conversation_id, by=AGENT))
        return [
            say(desk.conversation_id, one, by=AGENT, at=desk.coop.clock(), key=f"k:{n}")
            for n, one in enumerate(found)
        ]


def carry_all(desk: Desk) -> None:
    for _ in range(4):
        desk.coop.drain()
        desk.coop.clock.pass_(seconds=10)


def test_a_picture_and_a_paper_leave_in_order_with_the_words_under_the_first(desk: Desk) -> None:
    put(desk, PICTURE, "foto.png")
    put(desk, PAPER, "C:\\meus\\contrato.pdf")
    assert [one.name for one in there(desk)] == ["foto.png", "contrato.pdf"]
    first, again = send(desk, "Veja"), send(desk, "Veja")
    assert [m.message_id for m in first] == [m.message_id for m in again]
    carry_all(desk)
    assert [(m.kind, m.state) for m in desk.coop.rows()] == [
        ("image", "sent"), ("document", "sent"),
    ]  # fmt: skip
    assert [c.text for c in desk.coop.provider.log] == ["Veja", ""]
    assert desk.carried == [PICTURE, PAPER]  # type: ignore[attr-defined]
    desk.coop.must_be_lawful()


def test_sound_carries_no_words_so_they_go_before_it(desk: Desk) -> None:
    put(desk, VOICE, "voz.ogg")
    send(desk, "Ouça com calma")
    carry_all(desk)
    assert [m.kind for m in desk.coop.rows()] == ["text", "audio"]


def test_files_lie_sealed_and_are_shown_in_their_conversation_only(desk: Desk) -> None:
    (one,) = put(desk, PICTURE, "foto.png")
    with desk.coop.inside():
        row, part = Attachment.objects.get(), Part.objects.get()
        assert (bytes(row.body_sealed), row.parts, part.file_id) == (b"", 1, row.id)
        assert PICTURE[8:40] not in bytes(part.body_sealed)
        found = open_attachment(one.attachment_id, conversation_id=desk.conversation_id)
        assert (b"".join(found.parts()), found.mime_type) == (PICTURE, "image/png")
        with pytest.raises(NoAttachment):
            open_attachment(one.attachment_id, conversation_id=UUID(int=1))
        ours = attach([PAPER], mime_type="application/pdf", conversation_id=None, at=row.kept_at)
        kept = open_attachment(ours, conversation_id=desk.conversation_id)
        assert b"".join(kept.parts()) == PAPER


def test_what_the_provider_would_not_take_is_not_kept(desk: Desk) -> None:
    for body, name, code in (
        (b"", "vazio.png", "empty"),
        (b"MZ\x90", "virus.pdf", "type"),
        (b"\x1aE\xdf\xa3", "voz.webm", "type"),
        (PICTURE + b"\x00" * (5 * 1024 * 1024), "enorme.png", "size"),
    ):
        with pytest.raises(WrongFile) as wrong:
            put(desk, body, name)
        assert wrong.value.code == code
    for n in range(FILES_MAX):
        put(desk, PICTURE, f"{n}.png")
    with pytest.raises(WrongFile, match="many"):
        put(desk, PICTURE, "mais.png")
    with desk.coop.inside():
        assert Attachment.objects.count() == FILES_MAX


def test_a_file_taken_away_is_gone_and_words_without_it_stay(desk: Desk) -> None:
    (one,) = put(desk, PICTURE, "foto.png")
    with desk.coop.inside():
        keep_draft(desk.conversation_id, "segue", by=AGENT, at=desk.coop.clock())
        keep_draft(desk.conversation_id, "", by=AGENT, at=desk.coop.clock())
        assert len(files_of(desk.conversation_id, by=AGENT)) == 1
        keep_draft(desk.conversation_id, "segue", by=AGENT, at=desk.coop.clock())
        at = desk.coop.clock()
        assert drop_file(desk.conversation_id, one.attachment_id, by=AGENT, at=at) == ()
        assert (Attachment.objects.count(), Part.objects.count()) == (0, 0)
        assert draft_of(desk.conversation_id, by=AGENT) == "segue"


def test_one_whose_answer_was_lost_is_sent_again_and_stays_one(desk: Desk) -> None:
    (one,) = put(desk, PAPER, "contrato.pdf")
    assert put(desk, PAPER, "contrato.pdf") == (one,)
    with desk.coop.inside():
        assert (Attachment.objects.count(), Part.objects.count()) == (1, 1)
    assert len(put(desk, PAPER + b"2", "contrato.pdf")) == 2
    assert len(put(desk, PAPER, "outro nome.pdf")) == 3


def test_no_file_leaves_before_identity(organisation: UUID) -> None:
    desk = Desk(organisation, is_identified=False)
    put(desk, PAPER, "contrato.pdf")
    (refused,) = send(desk)
    assert refused.verdict is Verdict.REFUSE
    assert "FILE_BEFORE_ID" in refused.codes


def test_killed_after_sending_was_written_it_is_never_sent_again(desk: Desk) -> None:
    put(desk, PICTURE, "foto.png")
    (done,) = send(desk)
    with desk.coop.inside():
        assert len(clear_some(now=desk.coop.clock())) == 1
    # The process died here, before or after the upload: nobody can tell.
    carry_all(desk)
    desk.coop.clock.pass_(hours=3)
    carry_all(desk)
    assert desk.coop.provider.log == []
    assert desk.coop.row(done.message_id).state == "sending"


def test_an_answer_that_never_came_is_never_asked_for_again(desk: Desk) -> None:
    put(desk, PICTURE, "foto.png")
    (done,) = send(desk)
    desk.coop.provider.answers.append(NoAnswer(reason="timeout"))
    carry_all(desk)
    assert len(desk.coop.provider.log) == 1
    assert desk.coop.row(done.message_id).state == "unknown"


def test_an_upload_that_failed_is_tried_again_and_arrives_once(desk: Desk) -> None:
    put(desk, PICTURE, "foto.png")
    (done,) = send(desk)
    desk.coop.provider.answers.append(rejection(ErrorClass.RETRY))
    carry_all(desk)
    assert desk.coop.row(done.message_id).state == "sent"
    assert desk.carried == [PICTURE, PICTURE]  # type: ignore[attr-defined]


def test_a_file_that_is_no_longer_there_waits_for_a_person(desk: Desk) -> None:
    put(desk, PICTURE, "foto.png")
    (done,) = send(desk)
    with desk.coop.inside():
        Attachment.objects.all().delete()
    carry_all(desk)
    row = desk.coop.row(done.message_id)
    assert (row.state, row.needs_human) == ("failed", "mensagem malformada")
    assert desk.coop.provider.log == []
