"""Pure: what fits into one message of the channel, and whose files it takes. Codes, never words."""

import codecs
from collections.abc import Iterable
from typing import Final

from trato.book.files.values import FILE_BYTES_MAX
from trato.door.outbox.values import Content
from trato.door.policy.values import ATTACHED, Kind

TEXT_MAX: Final = 4096
SHORT_TEXT_MAX: Final = 1024
"""Of text above buttons and lists, and of captions."""
TITLE_MAX: Final = 20
BUTTONS_MAX: Final = 3
ROWS_MAX: Final = 10
ROW_TITLE_MAX: Final = 24
ROW_DESCRIPTION_MAX: Final = 72
PARAMETER_MAX: Final = 1024
FILE_NAME_MAX: Final = 120
_MEGABYTE: Final = 1024 * 1024

SIZES_MAX: Final = {
    Kind.IMAGE: 5 * _MEGABYTE,
    Kind.AUDIO: 16 * _MEGABYTE,
    Kind.VIDEO: 16 * _MEGABYTE,
    Kind.DOCUMENT: FILE_BYTES_MAX,
}
"""Bytes: the provider's limits. Stickers are received, never sent: of the desk, at least."""
HEAD_BYTES: Final = 4096
"""So many of a file's first bytes tell what it is."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
KINDS_OF_FILE: Final = {
    "image/jpeg": Kind.IMAGE,
    "image/png": Kind.IMAGE,
    "audio/aac": Kind.AUDIO,
    "audio/amr": Kind.AUDIO,
    "audio/mpeg": Kind.AUDIO,
    "audio/mp4": Kind.AUDIO,
    "audio/ogg": Kind.AUDIO,
    "video/mp4": Kind.VIDEO,
    "video/3gpp": Kind.VIDEO,
    "application/pdf": Kind.DOCUMENT,
    "text/plain": Kind.DOCUMENT,
    f"{_OFFICE}.wordprocessingml.document": Kind.DOCUMENT,
    f"{_OFFICE}.spreadsheetml.sheet": Kind.DOCUMENT,
    f"{_OFFICE}.presentationml.presentation": Kind.DOCUMENT,
}
_OFFICE_BY_ENDING: Final = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pptx": f"{_OFFICE}.presentationml.presentation",
}
_HEADS: Final = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
)


def type_of(start: bytes, name: str) -> str:
    """Return a file's type by its own first bytes, never by what it is said to be; "" if unknown.

    Only office files, which are all archives, and plain text are told apart by their ending; of
    text, `is_text` reads the rest.
    """
    for head, mime_type in _HEADS:
        if start.startswith(head):
            return mime_type
    if start[4:8] == b"ftyp":
        return _by_brand(start[8:12])
    if len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0:
        # Frames of MPEG audio: layer bits 00 mark AAC.
        return "audio/aac" if start[1] & 0x06 == 0 else "audio/mpeg"
    ending = name.rpartition(".")[2].lower()
    if start.startswith(b"PK\x03\x04"):
        return _OFFICE_BY_ENDING.get(ending, "")
    may_be_text = ending == "txt" and is_text([start], is_whole=len(start) < HEAD_BYTES)
    return "text/plain" if may_be_text else ""


def _by_brand(brand: bytes) -> str:
    if brand.startswith(b"3g"):
        return "video/3gpp"
    return "audio/mp4" if brand == b"M4A " else "" if brand[:2] == b"he" else "video/mp4"


def is_text(pieces: Iterable[bytes], *, is_whole: bool = True) -> bool:
    """Tell whether a file is UTF-8 text; of its beginning alone, whether it may be."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces:
            decoder.decode(piece)
            if b"\x00" in piece:
                return False
        decoder.decode(b"", final=is_whole)
    except UnicodeDecodeError:
        return False
    return True


def wrong_file(body_bytes: int, mime_type: str) -> str:
    """Return why a file cannot be sent (`empty`, `type`, `size`), or nothing."""
    if not body_bytes:
        return "empty"
    kind = KINDS_OF_FILE.get(mime_type)
    if kind is None:
        return "type"
    return "size" if body_bytes > SIZES_MAX[kind] else ""


def wrong_content(content: Content) -> str:
    """Return what the channel would not take of a message, or nothing."""
    check = _CHECKS.get(content.kind)
    return check(content) if check else ""


def _text(content: Content) -> str:
    return "" if 0 < len(content.text) <= TEXT_MAX else "text"


def _buttons(content: Content) -> str:
    titles = [button.title for button in content.buttons]
    if not 0 < len(content.text) <= SHORT_TEXT_MAX:
        return "short_text"
    if not 1 <= len(titles) <= BUTTONS_MAX:
        return "buttons"
    if any(not 0 < len(title) <= TITLE_MAX for title in titles):
        return "button_title"
    return "same_title" if len(set(titles)) < len(titles) else ""


def _list(content: Content) -> str:
    titles = [row.title for row in content.rows]
    if not 0 < len(content.text) <= SHORT_TEXT_MAX:
        return "short_text"
    if not 1 <= len(titles) <= ROWS_MAX:
        return "rows"
    if any(not 0 < len(title) <= ROW_TITLE_MAX for title in titles):
        return "row_title"
    if any(len(row.description) > ROW_DESCRIPTION_MAX for row in content.rows):
        return "row_description"
    if len(set(titles)) < len(titles):
        return "same_title"
    return "" if 0 < len(content.list_title) <= TITLE_MAX else "list_title"


def _template(content: Content) -> str:
    lengths = [len(value.strip()) for value in content.template_parameters]
    return "" if all(0 < n <= PARAMETER_MAX for n in lengths) else "parameters"


def _location(content: Content) -> str:
    place = content.place
    if place is None or not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return "place"
    return ""


def _attached(content: Content) -> str:
    if content.attached is None:
        return "file"
    if content.kind is Kind.AUDIO and content.text:
        return "audio_caption"
    return "" if len(content.text) <= SHORT_TEXT_MAX else "caption"


_CHECKS: Final = {
    Kind.TEXT: _text,
    Kind.BUTTONS: _buttons,
    Kind.LIST: _list,
    Kind.TEMPLATE: _template,
    Kind.LOCATION: _location,
    **dict.fromkeys(ATTACHED, _attached),
}
