"""Hands out files that somebody sent: a part at a time, all of one or a stretch of it.

It runs nothing of them, and only harmless kinds are shown in place.
"""

import mimetypes
import re
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from trato.book.files.read import KeptFile
from trato.foundation import tenancy

# What a browser shows without running anything in it.
SHOWN: Final = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg",
        "audio/mp4", "audio/aac", "audio/amr", "video/mp4", "video/3gpp",
    }
)  # fmt: skip
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_ENDINGS: Final = {"audio/ogg": ".ogg", "image/webp": ".webp", "audio/amr": ".amr"}


def as_answer(body: bytes, *, kind: str, name: str) -> HttpResponse:
    """Answer bytes that somebody sent: shown only where showing them runs nothing."""
    response = HttpResponse(body)
    _dress(response, _plain(kind), name)
    return response


def handed_out(request: HttpRequest, file: KeptFile, *, name: str) -> HttpResponseBase:
    """Answer a file, or the stretch that `Range` asks for; `name` without its ending.

    Each part is read in a transaction of its own when the one before is on its way.
    """
    kind, tag = _plain(file.mime_type), f'"{file.sha256}"'
    response: HttpResponseBase
    try:
        found = _wanted(request, file.size_bytes, tag)
    except ValueError:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{file.size_bytes}"
    else:
        start, end = found or (0, file.size_bytes)
        parts = _stretch(tenancy.current(), file, start, end)
        response = StreamingHttpResponse(parts, status=206 if found else 200)
        response.headers["Content-Length"] = str(end - start)
        if found:
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size_bytes}"
    _dress(response, kind, name + (_ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ""))
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    return response


def _wanted(request: HttpRequest, size_bytes: int, tag: str) -> tuple[int, int] | None:
    """Return from where to where (not included), or nothing for all of it.

    Raises:
        ValueError: the file does not reach so far.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    if request.headers.get("If-Range", tag) != tag:
        return None
    first, last = asked.groups()
    if not first:
        start, end = max(size_bytes - int(last), 0), size_bytes
    else:
        start, end = int(first), min(int(last) + 1, size_bytes) if last else size_bytes
    if start >= end:
        raise ValueError("nothing is there")
    return start, end


def _stretch(here: UUID, file: KeptFile, start: int, end: int) -> Iterator[bytes]:
    at = start
    while at < end:
        number = at // file.part_bytes
        begins = number * file.part_bytes
        with tenancy.within(here):
            part = file.part(number)
        piece = part[at - begins : end - begins]
        if not piece:
            raise EOFError("a file is shorter than it was said to be")
        at += len(piece)
        yield piece


def _plain(kind: str) -> str:
    return kind.partition(";")[0].strip().lower()


def _dress(response: HttpResponseBase, kind: str, name: str) -> None:
    is_shown = kind in SHOWN
    where = "inline" if is_shown else "attachment"
    response.headers["Content-Type"] = kind if is_shown else "application/octet-stream"
    response.headers["Content-Disposition"] = f'{where}; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
