"""Copies of conversations: a thread as PDF or JSONL, handed out once and journaled."""

from typing import Final
from uuid import UUID

from django.http import FileResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.archive.values import Source
from trato.insights.evidence.export import Taker, export_conversation
from trato.insights.evidence.values import Form

_ALL_NOTES: Final = (Source.NOTE, Source.WHISPER)


# A copy changes the journal: it is asked for, never linked to.
@require_POST
@entered(Act.EXPORT)
def as_pages(request: AtDesk, conversation_id: UUID) -> FileResponse:
    """Answer a copy of a whole thread as PDF; masked for whoever may not see personal data."""
    return _handed_out(request, conversation_id, Form.PDF)


@require_POST
@entered(Act.EXPORT)
def as_lines(request: AtDesk, conversation_id: UUID) -> FileResponse:
    """Answer a copy of a whole thread as JSONL; masked for whoever may not see personal data."""
    return _handed_out(request, conversation_id, Form.JSONL)


def _handed_out(request: AtDesk, conversation_id: UUID, form: Form) -> FileResponse:
    is_masked = request.entered.sees_masked
    taker = Taker(
        name=request.entered.by,
        code=f"user:{request.entered.user_id}",
        is_masked=is_masked,
        notes=() if is_masked else _ALL_NOTES,
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
