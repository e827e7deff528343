"""Multipart forms, as files are uploaded with."""

from email.message import Message as MimeHeaders
from email.parser import BytesParser
from email.policy import HTTP

from trato.simulator.http import Request


def form_of(request: Request) -> dict[str, tuple[bytes, str]]:
    """Read a multipart form: name to content and content type."""
    head = f"content-type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    fields: dict[str, tuple[bytes, str]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = _name(part)
        content = part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            fields[name] = (content, part.get_content_type())
    return fields


def _name(part: MimeHeaders) -> str:
    return str(part.get_param("name", "", header="content-disposition") or "")
