"""What people contested, decided beside the thread, or from the list of what they ask."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.casework.conversations import read
from trato.casework.requests.close_dispute import NotDecided, UnknownDispute, close_dispute
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock


@require_POST
@entered(Act.SUPERVISE)
def close(request: AtDesk, conversation_id: UUID, dispute_id: UUID) -> HttpResponse:
    """Close a dispute of a conversation's person, as decided."""
    decide(request, dispute_id, read.conversation(conversation_id).person_id)
    return back_to_thread(request, conversation_id)


def decide(request: AtDesk, dispute_id: UUID, person_id: UUID | None) -> None:
    """Close a dispute of a person as the form says, and tell what became of it.

    Raises:
        Http404: the person has no such dispute.
    """
    if person_id is None:
        raise Http404
    try:
        done = close_dispute(
            dispute_id,
            person_id=person_id,
            outcome=request.POST.get("outcome", ""),
            is_answered=request.POST.get("answered") == "on",
            by=request.entered.user_id,
            at=clock.now(),
        )
    except UnknownDispute as unknown:
        raise Http404 from unknown
    except NotDecided:
        messages.warning(request, _("Escolha a decisão e confirme que a pessoa já tem a resposta."))
    else:
        if done:
            messages.success(request, _("Contestação encerrada."))
        else:
            messages.warning(request, _("Esta contestação já estava encerrada."))
