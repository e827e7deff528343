"""Opens what was uploaded: a text, or a ZIP of one text and media, and nothing that is not.

Nothing is written to disk and no name inside is followed. What an entry really holds is counted
while it is read; what its header claims is not believed.
"""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from trato.casework.chats.values import FILE_BYTES_MAX, Attachment, BadChat, Opened

TEXT_BYTES_MAX: Final = 20 << 20
UNPACKED_BYTES_MAX: Final = 256 << 20
ENTRIES_MAX: Final = 5_000
_BLOCK: Final = 1 << 16
_ZIP: Final = b"PK\x03\x04"
_WHOLE_NAMES: Final = ("_chat.txt",)
_BEGINNINGS: Final = (
    "conversa do whatsapp com",
    "conversa com",
    "whatsapp chat with",
    "whatsapp chat -",
)


def open_upload(body: bytes) -> Opened:
    """Return the chat's text and what came with it.

    Raises:
        BadChat: too large, not such a file, or a ZIP that means harm.
    """
    if not body:
        raise BadChat("empty")
    if len(body) > FILE_BYTES_MAX:
        raise BadChat("too_large")
    if not body.startswith(_ZIP):
        return Opened(text=_decoded(body))
    with _zip(body) as whole:
        entries = [entry for entry in whole.infolist() if not entry.is_dir()]
        _refuse_harm(entries)
        chat = _chat_of(entries)
        left = [UNPACKED_BYTES_MAX]
        text = _decoded(b"".join(_read(whole, chat, left, most=TEXT_BYTES_MAX)))
        found = [_attachment(whole, entry, left) for entry in entries if entry is not chat]
    return Opened(text=text, attachments=tuple(found))


def open_entry(body: bytes, entry: str) -> bytes:
    """Return one attachment's bytes.

    Raises:
        BadChat: it is not there.
    """
    with _zip(body) as whole:
        try:
            info = whole.getinfo(entry)
        except KeyError:
            raise BadChat("no_entry") from None
        return b"".join(_read(whole, info, [UNPACKED_BYTES_MAX], most=UNPACKED_BYTES_MAX))


def _zip(body: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(body))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise BadChat("broken_zip") from None


def _refuse_harm(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES_MAX:
        raise BadChat("too_many_files")
    names = set()
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if (
            path.is_absolute()
            or ".." in path.parts
            or ":" in path.parts[0]
            or "\0" in entry.filename
        ):
            raise BadChat("odd_name")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise BadChat("odd_name")
        if entry.flag_bits & 1:
            raise BadChat("locked_zip")
        if entry.filename in names:
            raise BadChat("odd_name")
        names.add(entry.filename)
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES_MAX:
        raise BadChat("too_large_inside")


def _chat_of(entries: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    texts = [e for e in entries if PurePosixPath(e.filename).suffix.lower() == ".txt"]
    named = [e for e in texts if _is_chat(PurePosixPath(e.filename).name.lower())]
    likely = named or texts
    if len(likely) != 1:
        raise BadChat("no_text" if not likely else "several_texts")
    return likely[0]


def _is_chat(name: str) -> bool:
    return name in _WHOLE_NAMES or name.startswith(_BEGINNINGS)


def _attachment(whole: zipfile.ZipFile, entry: zipfile.ZipInfo, left: list[int]) -> Attachment:
    digest, size = hashlib.sha256(), 0
    for block in _read(whole, entry, left, most=UNPACKED_BYTES_MAX):
        digest.update(block)
        size += len(block)
    name = PurePosixPath(entry.filename.replace("\\", "/")).name
    return Attachment(
        entry=entry.filename, name=name, sha256=digest.hexdigest(), size_bytes=size
    )  # fmt: skip


def _read(
    whole: zipfile.ZipFile, entry: zipfile.ZipInfo, left: list[int], *, most: int
) -> Iterator[bytes]:
    size = 0
    try:
        with whole.open(entry) as file:
            while block := file.read(_BLOCK):
                size += len(block)
                left[0] -= len(block)
                if size > most or left[0] < 0:
                    raise BadChat("too_large_inside")
                yield block
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError):
        raise BadChat("broken_zip") from None


def _decoded(body: bytes) -> str:
    if len(body) > TEXT_BYTES_MAX:
        raise BadChat("too_large_inside")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadChat("not_utf8", line=body[: problem.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise BadChat("not_a_chat", line=text[: text.index("\0")].count("\n") + 1)
    return text
