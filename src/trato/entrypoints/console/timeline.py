"""Everything that happened with a person, as the journal tells it, newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trato.foundation.money import brl
from trato.journal.read import EntryCard, timeline

PAGE = 200
_HEARD, _SAID = "conversations.message_received", "outbox.message_accepted"

_WORDS: dict[str, Any] = {
    "conversations.moved": _("conversa mudou de estado"),
    "conversations.given": _("conversa com um atendente"),
    "conversations.snoozed": _("conversa adiada"),
    "conversations.note_written": _("nota entre colegas"),
    "conversations.said_outside": _("mensagem fora da mesa"),
    "negotiation.offer_made": _("proposta feita"),
    "negotiation.agreement_moved": _("acordo"),
    "negotiation.promise_made": _("promessa de pagamento"),
    "desk.sheet_handed_in": _("folha da proposta enviada por atendente"),
    "desk.acceptance_noted": _("aceite registrado por atendente"),
    "desk.charge_asked": _("Pix pedido por atendente"),
    "payments.charge_issued": _("Pix emitido"),
    "payments.payment_received": _("pagamento recebido"),
    "requests.dispute_opened": _("contestação aberta"),
    "requests.privacy_requested": _("pedido de privacidade"),
    "consent.permission_given": _("consentimento"),
    "consent.contact_stopped": _("pediu para parar"),
    "consent.contact_resumed": _("voltou a aceitar mensagens"),
    "outbox.message_unanswered": _("envio sem confirmação"),
    "outbox.message_rejected": _("envio recusado pelo WhatsApp"),
    "outbox.person_needed": _("envio espera por uma pessoa"),
}
_HIDDEN = frozenset({"outbox.message_decided", "outbox.message_cleared", "outbox.message_status"})
_DETAILS = ("channel", "promised_on")


@dataclass(slots=True, kw_only=True)
class Event:
    """One thing that happened, or how many messages went to and fro meanwhile on one day."""

    at: datetime
    what: Any = ""
    detail: str = ""
    heard: int = 0
    said: int = 0


def events_of(person_id: UUID, *, before: UUID | None) -> tuple[list[Event], UUID | None]:
    """Return a page of events and the entry the next page begins before, if there may be one."""
    entries = timeline(person_id, limit=PAGE, before=before)
    events: list[Event] = []
    for entry in entries:
        if entry.kind in _HIDDEN:
            continue
        if entry.kind in (_HEARD, _SAID):
            _count(events, entry)
        else:
            what = _WORDS.get(entry.kind, entry.kind.partition(".")[2].replace("_", " "))
            events.append(Event(at=entry.at, what=what, detail=_detail(entry)))
    more = entries[-1].entry_id if len(entries) == PAGE else None
    return events, more


def _count(events: list[Event], entry: EntryCard) -> None:
    last = events[-1] if events else None
    if last is None or not (last.heard or last.said) or _day(last.at) != _day(entry.at):
        last = Event(at=entry.at)
        events.append(last)
    last.heard += entry.kind == _HEARD
    last.said += entry.kind == _SAID


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _detail(entry: EntryCard) -> str:
    facts = entry.facts
    said = [str(facts[name]).replace("_", " ") for name in _DETAILS if facts.get(name)]
    cents = facts.get("total_cents") or facts.get("amount_cents")
    return " · ".join([*said, *([brl(cents)] if cents else [])])
