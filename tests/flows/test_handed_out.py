"""A file is taken in and handed out a part at a time; what is too large is told by name, size."""

import hashlib
import io
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.flows.test_archive_page import member
from tests.flows.test_supervision import BETO, thread_with
from tests.universe import Cooperative, cooperative
from trato.book.files.values import PART_BYTES
from trato.door.outbox.attach import attach
from trato.foundation.veiled import IN_MEMORY_BYTES, Veiled
from trato.speakers.desk.files import add_file

BODY = b"%PDF-1.7 " + hashlib.shake_256(b"paper").digest(2 * PART_BYTES + 500)


class There:
    """A conversation with a document, and an agent who looks at it."""

    def __init__(self, organisation: UUID) -> None:
        self.coop: Cooperative = cooperative(organisation)
        self.thread = thread_with(self.coop, self.coop.debtor())
        with self.coop.inside():
            self.file_id = attach(
                [BODY], mime_type="application/pdf", conversation_id=self.thread,
                at=self.coop.clock(),
            )  # fmt: skip
        self.client: Client = member(SimpleNamespace(within=self.coop.inside), "atendente")

    def get(self, **headers: str) -> Any:
        return self.client.get(
            f"/conversas/{self.thread}/arquivo/{self.file_id}/", headers=headers or None
        )


@pytest.fixture
def there(organisation: UUID) -> There:
    return There(organisation)


def test_whole_it_comes_in_parts_with_its_length_and_hash(there: There) -> None:
    answer = there.get()
    parts = list(answer.streaming_content)
    assert [len(part) for part in parts] == [PART_BYTES, PART_BYTES, 509]
    assert b"".join(parts) == BODY
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(BODY))
    assert answer["ETag"] == f'"{hashlib.sha256(BODY).hexdigest()}"'
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == f'attachment; filename="anexo-{there.file_id}.pdf"'


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-99", 10, 100),
        (f"bytes={PART_BYTES - 3}-{PART_BYTES + 2}", PART_BYTES - 3, PART_BYTES + 3),
        (f"bytes={PART_BYTES}-", PART_BYTES, len(BODY)),
        ("bytes=-7", len(BODY) - 7, len(BODY)),
        (f"bytes=5-{10**12}", 5, len(BODY)),
    ],
)
def test_a_stretch_is_that_stretch(there: There, asked: str, start: int, end: int) -> None:
    answer = there.get(range=asked)
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == BODY[start:end]
    assert answer["Content-Range"] == f"bytes {start}-{end - 1}/{len(BODY)}"
    assert answer["Content-Length"] == str(end - start)


def test_beyond_its_end_there_is_nothing_and_what_is_odd_is_all_of_it(there: There) -> None:
    beyond = there.get(range=f"bytes={len(BODY)}-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(BODY)}")
    for odd in ("bytes=-", "lines=1-2", "bytes=1-2,5-6"):
        assert there.get(range=odd).status_code == 200
    other = there.get(range="bytes=1-2", **{"if-range": '"another"'})
    assert other.status_code == 200


def test_each_kind_has_its_limit_and_the_words_name_file_size_and_limit(there: There) -> None:
    mega = 1024 * 1024

    def put(name: str, head: bytes, size: int) -> str:
        file = SimpleUploadedFile(name, head + b"\0" * (size - len(head)))
        answer = there.client.post(f"/conversas/{there.thread}/anexar/", {"file": file})
        return answer.content.decode().replace("\xa0", " ")

    picture = b"\x89PNG\r\n\x1a\n"
    for name, head, size, words in (
        ("foto.png", picture, 6 * mega, "tem 6,0 MB, e uma imagem pode ter até 5,0 MB"),
        ("voz.ogg", b"OggS", 17 * mega, "tem 17,0 MB, e um áudio pode ter até 16,0 MB"),
        ("rua.mp4", b"\0\0\0\x18ftypmp42", 17 * mega, "tem 17,0 MB, e um vídeo pode ter até 16,0"),
    ):
        body = put(name, head, size)
        assert name in body
        assert words in body
    taken = put("contrato.pdf", b"%PDF-1.7", 26 * mega)
    assert 'role="alert"' not in taken
    assert "26,0 MB" in taken


def test_a_document_has_up_to_100_megabytes() -> None:
    from trato.door.policy.values import Kind
    from trato.speakers.desk.rules import wrong_file

    for kind, mime_type, most in (
        (Kind.DOCUMENT, "application/pdf", 100), (Kind.IMAGE, "image/png", 5),
        (Kind.AUDIO, "audio/ogg", 16), (Kind.VIDEO, "video/mp4", 16),
    ):  # fmt: skip
        assert kind
        assert wrong_file(most * 1024 * 1024, mime_type) == ""
        assert wrong_file(most * 1024 * 1024 + 1, mime_type) == "size"


def test_text_is_text_to_its_end(there: There) -> None:
    from trato.speakers.desk.files import WrongFile

    good = "ação ".encode() * 300_000
    with there.coop.inside():
        at = there.coop.clock()
        (one,) = add_file(there.thread, io.BytesIO(good), "a.txt", by=BETO, at=at)
        assert one.size_bytes == len(good)
        for bad in (good + b"\xff", good + b"\xc3", good + b"\0"):
            with pytest.raises(WrongFile, match="type"):
                add_file(there.thread, io.BytesIO(bad), "b.txt", by=BETO, at=at)


def test_what_waits_on_the_disk_says_nothing(tmp_path: Any) -> None:
    body = hashlib.shake_256(b"upload").digest(2 * IN_MEMORY_BYTES + 33)
    with Veiled() as file:
        for start in range(0, len(body), 70_001):
            file.write(body[start : start + 70_001])
        assert file.seek(0, 2) == len(body)
        for at in (0, 1, 15, 16, 17, IN_MEMORY_BYTES + 5, len(body) - 1):
            file.seek(at)
            assert file.read(40) == body[at : at + 40]
            assert file.read(40) == body[at + 40 : at + 80]
        file._file.seek(0)
        assert body[:64] not in file._file.read(4096)
