"""Weaves what came in and what went out into one thread, in the order of time."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from trato.book.organisations import read as organisations
from trato.book.organisations.rules import read_with
from trato.book.people import read as people
from trato.casework.conversations import colleagues
from trato.casework.conversations import read as conversations
from trato.casework.conversations.colleagues import NoteLine, notes_of
from trato.casework.conversations.read import ConversationLine, InboundLine
from trato.casework.conversations.said_outside import OutsideLine, outside_of
from trato.casework.conversations.values import ABOUT_ANOTHER
from trato.door.outbox import read as outbox
from trato.door.outbox.read import MessageCard
from trato.entrypoints.console.entered import Entered
from trato.entrypoints.console.failures import Failure, failure_of
from trato.entrypoints.console.permissions import Act
from trato.foundation.asked import ANY_TIME
from trato.foundation.masks import without_name
from trato.insights.metrics.laws import Law, laws_of
from trato.speakers.campaigns import read as campaigns

_QUOTED = 80
_CAMPAIGN = "campaign"
_WORD = 2**64 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message of a thread: `inbound`, `outbound`, `outside` or `note`, exactly one of them.

    `about` quotes what an edit, a deletion or a reaction is about; the one it is about has them.
    `by` is what our people call who of them wrote it, `campaign` the name of the one it is of. The
    first of a thread that is too long to be shown whole says before which instant the rest was.
    """

    at: datetime
    text: str
    starts_day: bool
    inbound: InboundLine | None = None
    outbound: MessageCard | None = None
    outside: OutsideLine | None = None
    laws: tuple[Law, ...] = ()
    note: NoteLine | None = None
    failure: Failure | None = None
    reactions: tuple[str, ...] = ()
    edited_to: str = ""
    is_revoked: bool = False
    about: str = ""
    by: str = ""
    campaign: str = ""
    earlier_than: datetime | None = None


def thread_for(
    who: Entered, conversation_id: UUID, *, before: datetime = ANY_TIME
) -> tuple[Bubble, ...]:
    """Return a thread as somebody's role lets them read it."""
    found = thread_of(conversation_id, reader=who.user_id, may_manage=who.may_manage, before=before)
    if not who.may(Act.READ_NOTES):
        found = _without_notes(found)
    if not who.may(Act.SEE_CAMPAIGNS):
        found = tuple(replace(b, campaign="") if b.campaign else b for b in found)
    return found if not who.sees_masked else _without_name(found, conversation_id)


def _without_name(bubbles: tuple[Bubble, ...], conversation_id: UUID) -> tuple[Bubble, ...]:
    """Return a thread in which the person is not called by name."""
    person_id = conversations.conversation(conversation_id).person_id
    if person_id is None:
        return bubbles
    name = people.card(person_id).name
    return tuple(
        replace(
            bubble,
            text=without_name(bubble.text, name),
            about=without_name(bubble.about, name),
            edited_to=without_name(bubble.edited_to, name),
        )
        for bubble in bubbles
    )


def thread_of(
    conversation_id: UUID, *, reader: int, may_manage: bool, before: datetime = ANY_TIME
) -> tuple[Bubble, ...]:
    """Return a conversation's newest messages and notes that a reader may see, oldest first.

    Of those before an instant. Where there are more than are read at once, it begins where none is
    missing, and its first one says so.
    """
    inbound = conversations.thread(conversation_id, before=before)
    outbound = outbox.of_conversation(conversation_id, before=before)
    bodies = template_bodies(outbound)
    names = colleagues.names() if any(card.agent_id for card in outbound) else {}
    planned = campaigns.names_of(sorted(_campaigns_of(outbound)))
    notes = notes_of(conversation_id, reader=reader, may_manage=may_manage, before=before)
    kinds = (
        [_in(line) for line in inbound],
        [_out(card, bodies, names, planned) for card in outbound],
        [_aside(line) for line in outside_of(conversation_id, before=before)],
        [Bubble(at=n.at, text=n.text, starts_day=False, note=n) for n in notes],
    )
    begins_at = _begins_at(kinds)
    bubbles = [b for some in kinds for b in some if begins_at is None or b.at >= begins_at]
    bubbles.sort(key=lambda b: b.at)
    bubbles = list(_with_days(_related(bubbles)))
    if begins_at and bubbles:
        bubbles[0] = replace(bubbles[0], earlier_than=begins_at)
    return tuple(bubbles)


def _begins_at(kinds: Iterable[list[Bubble]]) -> datetime | None:
    """Return from when on none is missing, of each kind's newest; None: from the beginning.

    Of an instant that is the oldest of a kind some may be missing: it is left to what is before.
    """
    full = [[b.at for b in some] for some in kinds if len(some) >= conversations.ROWS_MAX]
    return max((_second(ats) for ats in full), default=None)


def _second(ats: list[datetime]) -> datetime:
    """Return the first instant after the oldest, which is the only one if all are the same."""
    oldest = min(ats)
    return min((at for at in ats if at > oldest), default=oldest)


def _without_notes(bubbles: tuple[Bubble, ...]) -> tuple[Bubble, ...]:
    found = tuple(b for b in bubbles if b.note is None)
    if not bubbles or not found or bubbles[0] is found[0]:
        return found
    return (replace(found[0], earlier_than=bubbles[0].earlier_than), *found[1:])


def _related(bubbles: list[Bubble]) -> list[Bubble]:
    """Tell each message of reactions, edits and deletions about it, and these what they are of."""
    later = [b.inbound.inbound_id for b in bubbles if b.inbound and b.inbound.kind in ABOUT_ANOTHER]
    if not later:
        return bubbles
    about = conversations.about_which(later)
    places = {_provider_id(b): n for n, b in enumerate(bubbles) if _provider_id(b)}
    found = list(bubbles)
    for n, bubble in enumerate(bubbles):
        if bubble.inbound is None:
            continue
        target = places.get(about.get(bubble.inbound.inbound_id, ""))
        if target is None:
            continue
        found[target] = _touched(found[target], bubble.inbound)
        found[n] = replace(found[n], about=bubbles[target].text[:_QUOTED])
    return found


def _touched(bubble: Bubble, by: InboundLine) -> Bubble:
    if by.kind == "reaction":
        # An empty reaction takes back the one before.
        return replace(bubble, reactions=(by.text,) if by.text else ())
    if by.kind == "edit":
        return replace(bubble, edited_to=by.text)
    return replace(bubble, is_revoked=True)


def _provider_id(bubble: Bubble) -> str:
    if bubble.inbound:
        return bubble.inbound.provider_message_id
    return bubble.outbound.provider_message_id if bubble.outbound else ""


def is_of_one_session(bubble: Bubble) -> bool:
    """Tell whether it is drawn with a form that carries the token of the reader's session."""
    waits = bubble.outbound is not None and (
        bubble.outbound.awaits_approval_by is not None or bubble.outbound.state == "held"
    )
    is_given_up = bubble.inbound is not None and bubble.inbound.media_state == "failed"
    return bubble.failure is not None or waits or is_given_up


def version_of(
    bubbles: Iterable[Bubble],
    conversation: ConversationLine | None = None,
    tag_names: Iterable[str] = (),
) -> str:
    """Return a short text that changes when the thread, or what heads it, is shown differently."""
    return short_sign((conversation, tuple(tag_names), tuple(bubbles)))


def short_sign(shown: Hashable) -> str:
    """Return a short text for what is shown, of this process alone.

    Another process has another text for the same: it is read once more than it need be.
    """
    return f"{hash(shown) & _WORD:016x}"


def text_of(card: MessageCard, bodies: dict[UUID, str] | None = None) -> str:
    """Return what the person reads: the text, or the template with its parameters in place."""
    if card.template_id is None:
        return card.text
    known = bodies if bodies is not None else template_bodies([card])
    return read_with(known.get(card.template_id, ""), card.template_parameters) or card.text


def _campaigns_of(cards: Iterable[MessageCard]) -> set[UUID]:
    return {card.origin_id for card in cards if card.origin == _CAMPAIGN and card.origin_id}


def template_bodies(cards: Iterable[MessageCard]) -> dict[UUID, str]:
    """Return what `text_of` needs to know of several messages, asked for at once."""
    if not any(card.template_id for card in cards):
        return {}
    return {t.template_id: t.body for t in organisations.templates()}


def _in(line: InboundLine) -> Bubble:
    return Bubble(at=line.written_at, text=line.text, starts_day=False, inbound=line)


def _aside(line: OutsideLine) -> Bubble:
    return Bubble(at=line.written_at, text=line.text, starts_day=False, outside=line)


def _out(
    card: MessageCard,
    bodies: dict[UUID, str],
    names: Mapping[int, str],
    planned: Mapping[UUID, str],
) -> Bubble:
    return Bubble(
        at=card.sent_at or card.created_at,
        text=text_of(card, bodies),
        starts_day=False,
        outbound=card,
        laws=tuple(laws_of(card.refusal_codes)),
        failure=failure_of(card),
        by=names.get(card.agent_id or 0, ""),
        campaign=planned.get(card.origin_id, "") if card.origin_id else "",
    )


def _with_days(bubbles: list[Bubble]) -> Iterable[Bubble]:
    last: date | None = None
    for bubble in bubbles:
        on = timezone.localtime(bubble.at).date()
        yield replace(bubble, starts_day=on != last)
        last = on
