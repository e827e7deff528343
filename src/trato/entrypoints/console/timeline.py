"""Everything that happened with a person, as the journal tells it, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from trato.door.outbox import read as outbox
from trato.door.outbox.read import MessageCard
from trato.entrypoints.console import words
from trato.entrypoints.console.rule_words import told
from trato.entrypoints.console.timeline_words import detail_of, title_of
from trato.insights.metrics.laws import laws_of
from trato.journal.read import EntryCard, timeline
from trato.speakers.campaigns import read as campaigns

PAGE: Final = 200
_HEARD, _SAID = "conversations.message_received", "outbox.message_accepted"
_DECIDED: Final = "outbox.message_decided"
_HIDDEN: Final = frozenset({"outbox.message_cleared", "outbox.message_status"})
_ALERTS: Final = frozenset({"monitoring.alert_raised", "monitoring.alert_triaged"})
_NOTED: Final = "conversations.note_written"
_CAMPAIGN: Final = "campaign"


@dataclass(slots=True, kw_only=True)
class Event:
    """One thing that happened, or how many messages went to and fro meanwhile on one day."""

    at: datetime
    what: Any = ""
    detail: str = ""
    heard: int = 0
    said: int = 0


def events_of(
    person_id: UUID, *, before: UUID | None, sees_alerts: bool, sees_notes: bool = True
) -> tuple[list[Event], UUID | None]:
    """Return a page of events and the entry the next page begins before, if there may be one.

    Campaigns' messages stand by themselves, with how far they came; all others are counted.
    """
    entries = timeline(person_id, limit=PAGE, before=before)
    sent = _messages(entries)
    names = campaigns.names_of(card.origin_id for card in sent.values() if card.origin_id)
    events: list[Event] = []
    for entry in entries:
        if entry.kind in _HIDDEN or (entry.kind in _ALERTS and not sees_alerts):
            continue
        if entry.kind == _NOTED and not _may_know(entry, sees_alerts, sees_notes):
            continue
        card = sent.get(str(entry.facts.get("message_id"))) if _is_sending(entry) else None
        name = _campaign(card, names)
        if entry.kind == _DECIDED:
            if entry.facts.get("verdict") == "refuse":
                events.append(_refused(entry, name))
        elif entry.kind == _SAID and card and name:
            events.append(Event(at=entry.at, what=name, detail=str(_stage(card))))
        elif entry.kind in (_HEARD, _SAID):
            _count(events, entry)
        else:
            events.append(_told(entry, name))
    more = entries[-1].entry_id if len(entries) == PAGE else None
    return events, more


def _may_know(entry: EntryCard, is_watcher: bool, sees_notes: bool) -> bool:
    """Tell whether a reader may know of a note; a whisper is between a supervisor and an agent."""
    return is_watcher if entry.facts.get("what") == "whisper" else sees_notes


def _messages(entries: Iterable[EntryCard]) -> dict[str, MessageCard]:
    wanted = {
        UUID(entry.facts["message_id"])
        for entry in entries
        if _is_sending(entry) and entry.facts.get("message_id")
    }
    return {str(card.message_id): card for card in outbox.cards(list(wanted))} if wanted else {}


def _is_sending(entry: EntryCard) -> bool:
    return entry.kind.startswith("outbox.") and entry.kind not in _HIDDEN


def _campaign(card: MessageCard | None, names: dict[UUID, str]) -> str:
    if card is None or card.origin != _CAMPAIGN:
        return ""
    name = names.get(card.origin_id) if card.origin_id else None
    return _("mensagem da campanha %(name)s") % {"name": name or "–"}


def _refused(entry: EntryCard, campaign: str) -> Event:
    title = _("recusada pela porta")
    what = f"{campaign}: {title}" if campaign else _("mensagem recusada pela porta")
    why = " ".join(told(law.message) for law in laws_of(entry.facts.get("codes") or ()))
    return Event(at=entry.at, what=what, detail=why)


def _told(entry: EntryCard, campaign: str) -> Event:
    title, detail = title_of(entry.kind), detail_of(entry.kind, entry.facts)
    if campaign:
        return Event(at=entry.at, what=f"{campaign}: {title}", detail=detail)
    return Event(at=entry.at, what=title, detail=detail)


def _stage(card: MessageCard) -> Any:
    return words.sign("message", card.stage).label


def _count(events: list[Event], entry: EntryCard) -> None:
    last = events[-1] if events else None
    if last is None or not (last.heard or last.said) or _day(last.at) != _day(entry.at):
        last = Event(at=entry.at)
        events.append(last)
    last.heard += entry.kind == _HEARD
    last.said += entry.kind == _SAID


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
