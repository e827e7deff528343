"""Shows what people send: pictures and sound in the thread, everything else as a file to keep."""

from uuid import UUID

from django.http import Http404, HttpResponse

from trato.casework.conversations.read_media import NoMedia, open_media
from trato.entrypoints.console.entered import SPEAKERS, AtDesk, entered

# What a browser shows without running anything in it.
_SHOWN = frozenset(
    {
        "image/jpeg", "image/png", "image/webp", "image/gif", "audio/ogg", "audio/mpeg",
        "audio/mp4", "audio/aac", "audio/amr", "video/mp4", "video/3gpp",
    }
)  # fmt: skip
_READERS = SPEAKERS | {"encarregado"}


@entered(roles=_READERS)
def show(request: AtDesk, conversation_id: UUID, inbound_id: UUID) -> HttpResponse:
    """Answer one attachment; it runs nothing, and only harmless kinds are shown in place."""
    try:
        found = open_media(conversation_id, inbound_id)
    except NoMedia as missing:
        raise Http404 from missing
    kind = found.mime_type.partition(";")[0].strip().lower()
    is_shown = kind in _SHOWN
    response = HttpResponse(
        found.body, content_type=kind if is_shown else "application/octet-stream"
    )
    where = "inline" if is_shown else "attachment"
    response.headers["Content-Disposition"] = f'{where}; filename="anexo-{inbound_id}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
