"""Multipart forms, as files are uploaded with: read where they lie, so that no copy is made."""

import re
from email.message import Message as MimeHeaders
from email.parser import HeaderParser
from email.policy import HTTP
from typing import Final

from trato.simulator.http import Request

_BLANK_LINE: Final = b"\r\n\r\n"
_HEAD_BYTES_MAX: Final = 8 * 1024
_TYPE = re.compile(r"multipart/form-data\s*;")

Fields = dict[str, tuple[bytes | memoryview, str]]


def form_of(request: Request) -> Fields:
    """Read a multipart form: name to content and content type; what is malformed is left out."""
    given = MimeHeaders(policy=HTTP)
    given["content-type"] = request.headers.get("content-type", "")
    boundary = str(given.get_param("boundary", "") or "")
    if not _TYPE.match(str(given["content-type"]).lower()) or not boundary:
        return {}
    body, mark = request.body, f"--{boundary}".encode()
    whole, fields = memoryview(body), Fields()
    start = body.find(mark)
    while start >= 0:
        head = start + len(mark) + 2
        end = body.find(b"\r\n" + mark, head)
        blank = body.find(_BLANK_LINE, head, head + _HEAD_BYTES_MAX)
        if end < 0 or blank < 0:
            break
        if blank < end:
            part = HeaderParser(policy=HTTP).parsestr(
                bytes(whole[head : blank + len(_BLANK_LINE)]).decode(errors="replace")
            )
            name = str(part.get_param("name", "", header="content-disposition") or "")
            if name:
                content = whole[blank + len(_BLANK_LINE) : end]
                fields[name] = (content, part.get_content_type())
        start = end + 2
    return fields
