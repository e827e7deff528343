"""Serves the console's few static files from memory, before Django is asked.

Django's file responses are synchronous streams, which an asynchronous server has to buffer in a
thread each; these files are small, never change while the process runs, and are read once.
"""

import hashlib
import mimetypes
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_REVALIDATE = b"public, max-age=0, must-revalidate"
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    body: bytes
    content_type: bytes
    etag: bytes


class StaticFiles:
    """Answers GET and HEAD below `prefix` from `folder`; the rest goes to the application."""

    def __init__(self, application: Application, *, folder: Path, prefix: str) -> None:
        """Read every file of the folder."""
        self.application = application
        self.prefix = prefix
        self.files = {
            prefix + path.relative_to(folder).as_posix(): _read(path)
            for path in folder.rglob("*")
            if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file, or pass the request on."""
        found = self.files.get(scope["path"]) if scope["type"] == "http" else None
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            await self.application(scope, receive, send)
            return
        known = dict(scope["headers"]).get(b"if-none-match") == found.etag
        await send(
            {
                "type": "http.response.start",
                "status": 304 if known else 200,
                "headers": [
                    (b"content-type", found.content_type),
                    (b"content-length", b"0" if known else str(len(found.body)).encode()),
                    (b"cache-control", _REVALIDATE),
                    (b"etag", found.etag),
                    (b"x-content-type-options", b"nosniff"),
                ],
            }
        )
        is_empty = known or scope["method"] == "HEAD"
        await send({"type": "http.response.body", "body": b"" if is_empty else found.body})


def _read(path: Path) -> _File:
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    text = "; charset=utf-8" if kind.startswith("text/") else ""
    return _File(
        body=body,
        content_type=f"{kind}{text}".encode(),
        etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"'.encode(),
    )
