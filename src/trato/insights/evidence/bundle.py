"""Writes a copy with everything in one ZIP: pages, lines, attachments, and the hash of each file.

`sha256sum -c SHA256SUMS` checks it with nothing of ours; `trato evidence verify` also checks the
lines, and that every attachment they name is there.
"""

import hashlib
import mimetypes
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import IO, Final
from uuid import UUID

from trato.book.files.read import KeptFile, NoPart
from trato.casework.conversations.read_media import NoMedia, open_media
from trato.door.outbox.attach import NoAttachment, open_attachment
from trato.door.outbox.read import cards
from trato.foundation.crypto import Undecipherable
from trato.foundation.veiled import Veiled
from trato.insights.archive.values import Source
from trato.insights.evidence.lines import Lines
from trato.insights.evidence.values import (
    LINES_NAME,
    MEDIA_FOLDER,
    READ_ME_NAME,
    SUMS_NAME,
    Heading,
    Said,
)
from trato.insights.evidence.volumes import name_of, volume, volumes_of

_READ_BYTES: Final = 1 << 20
_IN_MEMORY_BYTES: Final = 8 << 20
# Python knows no ending for what WhatsApp sends most.
_ENDINGS: Final = {"audio/ogg": ".ogg", "image/webp": ".webp", "audio/amr": ".amr"}

Progress = Callable[[int, int], None]
"""Told how many of how many steps are done."""


def nobody_watches(_done: int, _total: int) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    source: str
    message_id: UUID
    sha256: str
    mime_type: str


def write_bundle(
    out: IO[bytes], said: Iterator[Said], lines: Lines, heading: Heading, zone: tzinfo,
    progress: Progress,
) -> str:  # fmt: skip
    """Write the ZIP and return its kind."""
    wanted: dict[str, _Wanted] = {}
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole,
        tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as all_lines,
    ):
        into = _Into(whole, heading, zone)
        noted = _noting(said, wanted)
        total = volumes_of(heading)
        for number in range(1, total + 1):
            pages, part = volume(noted, lines, heading, zone, number)
            into.add("conversa.pdf" if total == 1 else name_of(heading, number), pages)
            all_lines.write(part)
        all_lines.seek(0)
        into.copy(LINES_NAME, all_lines)
        steps = heading.messages + len(wanted)
        if not heading.is_masked:
            _add_media(into, heading.conversation_id, wanted, progress, steps)
        into.add(READ_ME_NAME, _READ_ME.encode())
        into.add(SUMS_NAME, into.sums.encode())
    return "zip"


def hash_of(out: IO[bytes]) -> str:
    """Return the SHA-256 of a file, and stand at its beginning again."""
    digest = hashlib.sha256()
    out.seek(0)
    while block := out.read(_READ_BYTES):
        digest.update(block)
    out.seek(0)
    return digest.hexdigest()


class _Into:
    """A ZIP being written, and the hashes of what is in it so far."""

    def __init__(self, whole: zipfile.ZipFile, heading: Heading, zone: tzinfo) -> None:
        self._whole = whole
        at = heading.exported_at.astimezone(zone)
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self.sums = ""

    def add(self, name: str, body: bytes) -> None:
        with self._whole.open(self._entry(name), "w", force_zip64=True) as file:
            file.write(body)
        self.sums += f"{hashlib.sha256(body).hexdigest()}  {name}\n"

    def copy(self, name: str, source: IO[bytes] | Veiled) -> None:
        digest = hashlib.sha256()
        with self._whole.open(self._entry(name), "w", force_zip64=True) as file:
            while block := source.read(_READ_BYTES):
                digest.update(block)
                file.write(block)
        self.sums += f"{digest.hexdigest()}  {name}\n"

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._at)
        entry.external_attr = 0o644 << 16
        is_text = name.endswith((".jsonl", ".txt"))
        entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
        return entry


def _noting(said: Iterator[Said], wanted: dict[str, _Wanted]) -> Iterator[Said]:
    for one in said:
        for media in one.media:
            if media.state == "stored" and media.sha256:
                found = _Wanted(one.source, one.message_id, media.sha256, media.mime_type)
                wanted.setdefault(media.sha256, found)
        yield one


def _add_media(
    into: _Into, conversation_id: UUID, wanted: dict[str, _Wanted], progress: Progress, steps: int
) -> None:  # fmt: skip
    done = steps - len(wanted)
    for one in wanted.values():
        with Veiled() as body:
            if _copied(one, conversation_id, body):
                into.copy(f"{MEDIA_FOLDER}{one.sha256}{_ending(one.mime_type)}", body)
        done += 1
        progress(done, steps)


def _copied(one: _Wanted, conversation_id: UUID, into: Veiled) -> bool:
    """Copy an attachment's bytes; False if they were just erased, or our keys do not open them.

    Whoever checks the copy is told that it is missing: no half of one gets into it.
    """
    try:
        file = _found(one, conversation_id)
        for part in file.parts() if file else ():
            into.write(part)
    except (NoMedia, NoAttachment, NoPart, Undecipherable):
        return False
    into.seek(0)
    return file is not None


def _found(one: _Wanted, conversation_id: UUID) -> KeptFile | None:
    if one.source == Source.INBOUND:
        return open_media(conversation_id, one.message_id)
    (card,) = cards([one.message_id])
    if card.attached is None:
        return None
    return open_attachment(card.attached.attachment_id, conversation_id=conversation_id)


def _ending(mime_type: str) -> str:
    kind = mime_type.partition(";")[0].strip().lower()
    return _ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ".bin"


_READ_ME: Final = """\
Cópia de uma conversa, com tudo o que é preciso para conferi-la.

conversa.pdf     para ler (conversas longas: vários volumes)
conversa.jsonl   uma linha por mensagem, cada uma com o SHA-256 da anterior; a última é o manifesto
midia/           os anexos; o nome de cada um é o seu SHA-256, citado na linha da mensagem
SHA256SUMS       o SHA-256 de cada arquivo

Sem instalar nada:  sha256sum -c SHA256SUMS
Com o Trato:        trato evidence verify ESTE.zip
Com o diário:       trato evidence verify ESTE.zip --journal

O diário de quem exportou guarda o SHA-256 deste ZIP inteiro: quem, quando, quantas mensagens.
Numa cópia mascarada não há anexos.
"""
