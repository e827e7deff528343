"""A form with a file that is sent a part at a time, its length told beforehand."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from trato.door.outbox.provider import Carried


class Form(aiohttp.MultipartWriter):
    """A multipart form: short fields first, then files."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Begin with these fields."""
        super().__init__("form-data")
        for name, value in fields.items():
            self._add(aiohttp.StringPayload(value), {"name": name})

    def add_file(self, field: str, file: Carried, *, name: str, mime_type: str) -> None:
        """Add a file; it is read when the form is sent."""
        self._add(_Body(file, content_type=mime_type), {"name": field, "filename": name})

    def _add(self, part: aiohttp.Payload, named: Mapping[str, Any]) -> None:
        part.set_content_disposition("form-data", **named)
        self.append_payload(part)


class _Body(aiohttp.Payload):
    """A file as a part of a form."""

    _autoclose = True

    def __init__(self, file: Carried, **options: Any) -> None:
        super().__init__(file, **options)
        self._file = file
        self._size = file.size_bytes

    async def write(self, writer: AbstractStreamWriter) -> None:
        async for part in self._file.parts():
            await writer.write(part)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        raise TypeError("a file is not a text")
