"""Copies of conversations: small ones are handed out at once, long ones are made by the worker."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.ways_on import PLACE, ways_on
from trato.foundation import clock, tenancy
from trato.insights.archive.values import Source
from trato.insights.evidence.conversation import spots_of
from trato.insights.evidence.export import Taker, export_conversation
from trato.insights.evidence.order import NoCopy, TooManyCopies, fetch, order, ordered, part
from trato.insights.evidence.values import Form

_ALL_NOTES: Final = (Source.NOTE, Source.WHISPER)
AT_ONCE_MAX: Final = {Form.PDF: 200, Form.JSONL: 2000}
"""Longer threads are left to the worker: a page must not hold a process of the web for long."""


# A copy changes the journal: it is asked for, never linked to.
@require_POST
@entered(Act.EXPORT)
def as_pages(request: AtDesk, conversation_id: UUID) -> HttpResponseBase:
    """Answer a copy of a whole thread as PDF; masked for whoever may not see personal data."""
    return _handed_out(request, conversation_id, Form.PDF)


@require_POST
@entered(Act.EXPORT)
def as_lines(request: AtDesk, conversation_id: UUID) -> HttpResponseBase:
    """Answer a copy of a whole thread as JSONL; masked for whoever may not see personal data."""
    return _handed_out(request, conversation_id, Form.JSONL)


@require_POST
@entered(Act.EXPORT)
def as_bundle(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Order a copy with pages, lines and attachments, and show how far it is."""
    return _ordered(request, conversation_id, Form.ZIP)


@require_GET
@entered(Act.EXPORT)
def ordered_copies(request: AtDesk) -> HttpResponse:
    """Show the copies somebody ordered, how far they are, and where to fetch them."""
    return page(request, "copies.html", _rows(request))


@require_GET
@entered(Act.EXPORT)
def copies_list(request: AtDesk) -> HttpResponse:
    """Answer the list alone, for a page that waits."""
    return page(request, "parts/copies.html", _rows(request))


@require_GET
@entered(Act.EXPORT)
def fetch_copy(request: AtDesk, bundle_id: UUID) -> StreamingHttpResponse:
    """Hand out a copy, a stretch at a time; only to whoever ordered it."""
    me, here = request.entered, tenancy.current()
    try:
        copy, parts = fetch(bundle_id, by=me.user_id, at=clock.now(), sees_masked=me.sees_masked)
    except NoCopy as missing:
        raise Http404 from missing
    response = StreamingHttpResponse(_parts(here, bundle_id, parts), content_type=copy.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
    response.headers["Content-Length"] = str(copy.size_bytes)
    response.headers["X-Content-SHA256"] = copy.sha256
    return response


async def _parts(organisation_id: UUID, bundle_id: UUID, count: int) -> AsyncIterator[bytes]:
    for number in range(count):
        yield await sync_to_async(_part)(organisation_id, bundle_id, number)


def _part(organisation_id: UUID, bundle_id: UUID, number: int) -> bytes:
    with tenancy.within(organisation_id):
        return part(bundle_id, number)


def _rows(request: AtDesk) -> dict[str, object]:
    found = ordered(request.entered.user_id, request.GET.get(PLACE, ""))
    is_waiting = any(row.is_open for row in found.rows)
    return {"rows": found.rows, "is_waiting": is_waiting, **ways_on(request.GET, found)}


def _handed_out(request: AtDesk, conversation_id: UUID, form: Form) -> HttpResponseBase:
    is_masked = request.entered.sees_masked
    notes = () if is_masked else _ALL_NOTES
    if len(spots_of(conversation_id, notes=notes)) > AT_ONCE_MAX[form]:
        return _ordered(request, conversation_id, form)
    taker = Taker(
        name=request.entered.by,
        code=f"user:{request.entered.user_id}",
        is_masked=is_masked,
        notes=notes,
    )
    copy = export_conversation(
        conversation_id,
        form,
        taker=taker,
        at=clock.now(),
        zone=timezone.get_current_timezone(),
    )
    response = FileResponse(
        copy.file, as_attachment=True, filename=copy.name, content_type=copy.content_type
    )
    response.headers["X-Content-SHA256"] = copy.sha256
    return response


def _ordered(request: AtDesk, conversation_id: UUID, form: Form) -> HttpResponse:
    me = request.entered
    try:
        order(
            conversation_id,
            form,
            by=me.user_id,
            name=me.by,
            is_masked=me.sees_masked,
            at=clock.now(),
        )
    except TooManyCopies:
        messages.warning(request, _("Há dez cópias suas sendo feitas. Espere que uma termine."))
    return redirect("copies")
