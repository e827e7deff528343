"""Quick replies: words that are said often, with the files that go with them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.file_words import named
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.uploads import opened
from trato.foundation import clock
from trato.speakers.desk.files import WrongFile
from trato.speakers.desk.quick_reply import (
    BadQuickReply,
    attach_to_reply,
    detach_from_reply,
    drop_quick_reply,
    keep_quick_reply,
    quick_replies,
)


@entered(Act.ANSWER)
def index(request: AtDesk) -> HttpResponse:
    """Show the quick replies."""
    return page(request, "quick_replies.html", {"replies": quick_replies()})


@require_POST
@entered(Act.ARRANGE)
def keep(request: AtDesk) -> HttpResponse:
    """Add, change or drop a quick reply."""
    code = request.POST.get("code", "").strip().lower().lstrip("/")
    if request.POST.get("drop"):
        drop_quick_reply(code)
        messages.success(request, _("Resposta rápida apagada."))
        return redirect("quick_replies")
    try:
        keep_quick_reply(code, request.POST.get("text", ""))
    except BadQuickReply as problem:
        wrong = {
            "code": _("O atalho leva só letras minúsculas sem acento, números, - e _ (até 30)."),
            "text": _("Escreva de 1 a 2.000 caracteres."),
            "place": _("Entre chaves, só {nome}, {atendente}, {empresa} e {saudacao}."),
        }
        messages.warning(request, wrong[str(problem)])
        return redirect("quick_replies")
    name = ""
    try:
        for file in request.FILES.getlist("file"):
            name = file.name or ""
            attach_to_reply(code, opened(file), name, at=clock.now())
    except WrongFile as wrong:
        # The words are kept; of the files those before the one that is wrong.
        many = _("No máximo 3 anexos em cada resposta rápida.")
        messages.warning(request, many if wrong.code == "many" else named(name, wrong))
    else:
        messages.success(request, _("Resposta rápida guardada."))
    return redirect("quick_replies")


@require_POST
@entered(Act.ARRANGE)
def detach(request: AtDesk) -> HttpResponse:
    """Take a file off a quick reply."""
    given = request.POST
    try:
        detach_from_reply(given.get("code", ""), UUID(given.get("file", "")))
    except (BadQuickReply, ValueError) as gone:
        raise Http404 from gone
    messages.success(request, _("Anexo tirado. As mensagens que o levaram ficam com ele."))
    return redirect("quick_replies")
