"""Why one message was, or was not, sent: decisions, law, inputs, replay, the way to the phone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.people import read as people
from trato.casework.conversations.fetch_again import fetch_again as ask_again
from trato.door.outbox import read, set_aside
from trato.door.outbox.explain import explain
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.inputs import sections
from trato.entrypoints.console.masking import fit_text
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.thread import text_of
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock
from trato.journal.show import about_message


@entered(Act.READ_CONVERSATIONS)
def why(request: AtDesk, message_id: UUID) -> HttpResponse:
    """Show everything that is known about one message."""
    card = read.message(message_id)
    explained = explain(message_id)
    person = people.cards([card.person_id]).get(card.person_id)
    context = {
        "card": card,
        "text": fit_text(text_of(card), request.entered, person.name if person else ""),
        "person": person,
        "decisions": [(d, sections(d.inputs)) for d in explained.decisions],
        "replays": all(d.replays or d.is_erased for d in explained.decisions),
        "attempts": read.attempts_of(message_id),
        "statuses": read.statuses_of(message_id),
        "entries": about_message(message_id, person_id=card.person_id),
        "back": card.conversation_id,
    }
    return page(request, "message.html", context)


@require_POST
@entered(Act.ANSWER)
def retry(request: AtDesk, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Put a message that surely never left before the door again; nothing else is sent twice."""
    card = read.message(message_id)
    if card.conversation_id != conversation_id:
        raise Http404
    if set_aside.retry(message_id, by_user=request.entered.user_id, at=clock.now()):
        messages.success(request, _("Volta à porta: ela decide outra vez antes de enviar."))
    else:
        messages.warning(request, _("Não pode mais ser tentada: pode ter saído, ou alguém já viu."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def fetch_again(request: AtDesk, conversation_id: UUID, inbound_id: UUID) -> HttpResponse:
    """Have an attachment that could not be fetched tried once more."""
    by, at = request.entered.user_id, clock.now()
    if ask_again(conversation_id, inbound_id, by=by, at=at):
        messages.success(request, _("O anexo será buscado de novo; aparece assim que chegar."))
    else:
        messages.warning(request, _("Este anexo já chegou, ou já está sendo buscado."))
    return back_to_thread(request, conversation_id)
