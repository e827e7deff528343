"""Shows what people send: pictures and sound in the thread, everything else as a file to keep."""

from uuid import UUID

from django.http import Http404, HttpResponse

from trato.casework.conversations.read_media import NoMedia, open_media
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.permissions import Act

# What a browser shows without running anything in it.
SHOWN = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg",
        "audio/mp4", "audio/aac", "audio/amr", "video/mp4", "video/3gpp",
    }
)  # fmt: skip


@entered(Act.SEE_ATTACHMENTS)
def show(request: AtDesk, conversation_id: UUID, inbound_id: UUID) -> HttpResponse:
    """Answer one attachment; it runs nothing, and only harmless kinds are shown in place."""
    try:
        found = open_media(conversation_id, inbound_id)
    except NoMedia as missing:
        raise Http404 from missing
    return as_answer(found.body, kind=found.mime_type, name=f"anexo-{inbound_id}")


def as_answer(body: bytes, *, kind: str, name: str) -> HttpResponse:
    """Answer bytes that somebody sent: shown only where showing them runs nothing."""
    kind = kind.partition(";")[0].strip().lower()
    is_shown = kind in SHOWN
    response = HttpResponse(body, content_type=kind if is_shown else "application/octet-stream")
    where = "inline" if is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{where}; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
