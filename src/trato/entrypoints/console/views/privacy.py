"""Personal data by exception: shown to one viewer for a reason, and the list of who looked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.book.people.reveal import NoReason, reveal, reveals
from trato.casework.conversations import read
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.way_back import back_to_thread
from trato.entrypoints.console.ways_on import PLACE, ways_on
from trato.foundation import clock


@require_POST
@entered(Act.REVEAL)
def show(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Show the data of a conversation's person to this viewer for some minutes."""
    person_id = read.conversation(conversation_id).person_id
    try:
        if person_id is not None:
            reason = request.POST.get("reason", "")
            reveal(person_id, by=request.entered.user_id, reason=reason, at=clock.now())
    except NoReason:
        messages.warning(request, _("Escolha o motivo na lista."))
    return back_to_thread(request, conversation_id)


@entered(Act.SEE_REVEALS)
def index(request: AtDesk) -> HttpResponse:
    """List who was shown whose data, newest first."""
    found = reveals(request.GET.get(PLACE, ""))
    names = people.cards({line.person_id for line in found.rows})
    viewers = dict(organisations.people_at_desk())
    rows = [
        (line, viewers.get(line.user_id), card.name if card else None)
        for line, card in ((line, names.get(line.person_id)) for line in found.rows)
    ]
    return page(request, "reveals.html", {"rows": rows, **ways_on(request.GET, found)})
