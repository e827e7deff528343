"""Shows what people send: pictures and sound in the thread, everything else as a file to keep."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase

from trato.casework.conversations.read_media import NoMedia, open_media
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.handed_out import handed_out
from trato.entrypoints.console.permissions import Act


@entered(Act.SEE_ATTACHMENTS)
def show(request: AtDesk, conversation_id: UUID, inbound_id: UUID) -> HttpResponseBase:
    """Answer one attachment; it runs nothing, and only harmless kinds are shown in place."""
    try:
        found = open_media(conversation_id, inbound_id)
    except NoMedia as missing:
        raise Http404 from missing
    return handed_out(request, found, name=f"anexo-{inbound_id}")
