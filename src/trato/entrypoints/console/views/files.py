"""Files agents put beside their words: taken in, shown to the desk, taken away again."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from trato.casework.conversations import read
from trato.door.outbox.attach import NoAttachment, open_attachment
from trato.door.outbox.values import Attached
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.file_words import why_not
from trato.entrypoints.console.handed_out import handed_out
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.uploads import opened
from trato.foundation import clock
from trato.speakers.desk.files import FILES_MAX, WrongFile, add_file, drop_file, files_of
from trato.speakers.desk.quick_reply import BadQuickReply, put_reply_files


@require_POST
@entered(Act.ANSWER)
def add(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Take in files; each that the provider would not take is named with its reason."""
    read.conversation(conversation_id)
    me, now = request.entered.user_id, clock.now()
    problems = []
    for file in request.FILES.getlist("file")[: FILES_MAX + 1]:
        name = file.name or ""
        try:
            add_file(conversation_id, opened(file), name, by=me, at=now)
        except WrongFile as wrong:
            problems.append((name, why_not(wrong)))
    return _shown(request, conversation_id, files_of(conversation_id, by=me), problems)


@require_POST
@entered(Act.ANSWER)
def add_of_reply(request: AtDesk, conversation_id: UUID, code: str) -> HttpResponse:
    """Put a quick reply's files beside what is being written."""
    read.conversation(conversation_id)
    me, problems = request.entered.user_id, []
    try:
        put_reply_files(conversation_id, code, by=me, at=clock.now())
    except WrongFile as wrong:
        problems.append((f"/{code}", why_not(wrong)))
    except BadQuickReply as gone:
        raise Http404 from gone
    return _shown(request, conversation_id, files_of(conversation_id, by=me), problems)


@require_POST
@entered(Act.ANSWER)
def drop(request: AtDesk, conversation_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take one file away again."""
    read.conversation(conversation_id)
    me = request.entered.user_id
    left = drop_file(conversation_id, attachment_id, by=me, at=clock.now())
    return _shown(request, conversation_id, left, [])


@entered(Act.SEE_ATTACHMENTS)
def show(request: AtDesk, conversation_id: UUID, attachment_id: UUID) -> HttpResponseBase:
    """Answer one file that was sent, or is about to be."""
    read.conversation(conversation_id)
    try:
        found = open_attachment(attachment_id, conversation_id=conversation_id)
    except NoAttachment as missing:
        raise Http404 from missing
    return handed_out(request, found, name=f"anexo-{attachment_id}")


def _shown(
    request: AtDesk,
    conversation_id: UUID,
    files: tuple[Attached, ...],
    problems: list[tuple[str, Any]],
) -> HttpResponse:
    context = {"open_id": conversation_id, "files": files, "problems": problems}
    return page(request, "parts/files.html", context)
