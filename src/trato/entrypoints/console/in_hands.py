"""Says whose conversation it is to whoever wanted to act on a colleague's."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from trato.casework.conversations import colleagues
from trato.casework.conversations.hand_over import HeldBySomebodyElse
from trato.entrypoints.console.entered import AtDesk
from trato.entrypoints.console.way_back import back_to_thread
from trato.foundation import clock


def stays_theirs(request: AtDesk, conversation_id: UUID, held: HeldBySomebodyElse) -> HttpResponse:
    """Answer that nothing was done, and who may do it."""
    names = {seat.user_id: seat.name for seat in colleagues.seats(now=clock.now())}
    words = _(
        "Nada mudou: a conversa está com %(who)s. Combine com quem a tem ou peça à supervisão."
    )
    messages.warning(request, words % {"who": names.get(held.by, _("outra pessoa"))})
    return back_to_thread(request, conversation_id)
