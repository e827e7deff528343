"""Once a day, erases the bodies of webhooks that are past their time, some in a transaction.

Not one that is not unpacked or waits for a person, and none that speaks in a conversation under a
legal hold. Killed at any point it goes on where it was. What stays of each is that it came, when,
its hash and its signature: the same webhook, sent again, is still known.
"""

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from trato.adapters.pix.parse import PixParseError, parse_webhook
from trato.adapters.whatsapp.parse import ParseError, parse
from trato.book.portfolios.read import creditors_of
from trato.casework.conversations import whose as conversations
from trato.casework.payments import whose as payments
from trato.door.outbox import whose as outbox
from trato.entrypoints.ingest import old
from trato.entrypoints.ingest.old import OldDelivery
from trato.foundation import clock, settings, tenancy
from trato.foundation.faults import fault_point
from trato.insights.retention.read import held
from trato.journal.facts.evidence import RawErased
from trato.journal.record import record

AT_ONCE: Final = 200
# Where something is held each body is opened and read, one after the other.
_READ_AT_ONCE: Final = 25
# Less than a day, so that tomorrow's round finds it due.
_LOOK_AGAIN: Final = timedelta(hours=20)


def forget_some(
    organisation_id: UUID, *, now: datetime, zone: tzinfo, days: int, limit: int = AT_ONCE
) -> int:
    """Look at some more webhooks of today's; return how many, 0 once the day is done."""
    with tenancy.within(organisation_id):
        progress = old.hold_progress(now.astimezone(zone).date())
        if progress.is_over:
            return 0
        kept = held()
        asked = min(limit, _READ_AT_ONCE) if kept else limit
        found = old.past(
            after=progress.upto, received_until=now - timedelta(days=days), now=now, limit=asked
        )
        waiting = [one.delivery_id for one in found if not one.is_settled]
        spared = [one.delivery_id for one in found if one.is_settled and _is_held(one, kept)]
        stay = {*waiting, *spared}
        gone = [one.delivery_id for one in found if one.delivery_id not in stay]
        webhooks, items = old.erase_bodies(gone, at=now)
        old.look_again(stay, at=now + _LOOK_AGAIN)
        if webhooks:
            record(RawErased(webhooks=webhooks, items=items), at=now)
        counts = {
            "webhooks": webhooks, "items": items, "held": len(spared), "waiting": len(waiting),
        }  # fmt: skip
        upto = max((one.delivery_id for one in found), default=progress.upto)
        old.advance(progress.sweep_id, upto, counts, ended=now if len(found) < asked else None)
        fault_point("retention.before_commit")
    return len(found)


def _is_held(one: OldDelivery, kept: Collection[UUID]) -> bool:
    """Return whether a hold covers anybody it speaks of; where nobody can tell, it does."""
    if not kept:
        return False
    body = old.body_of(one.delivery_id)
    try:
        return body is None or _READERS[one.source](body, kept)
    except (ParseError, PixParseError):
        return True


def _speaks_in_held(body: bytes, kept: Collection[UUID]) -> bool:
    found = parse(body)
    if found.leftovers or found.accounts:
        return True
    said = {one.provider_message_id for one in found.messages}
    said |= {one.provider_message_id for one in found.outside}
    ours = {item.provider_message_id for item in found.statuses}
    heard, sent = conversations.of_messages(said), outbox.of_messages(ours)
    if len(heard) < len(said) or len(sent) < len(ours):
        return True
    owners = [*heard.values(), *sent.values()]
    threads, people = {i for i, _ in owners if i}, {i for _, i in owners if i}
    return _covers(threads | people, people, kept)


def _pays_held(body: bytes, kept: Collection[UUID]) -> bool:
    found = parse_webhook(body)
    if found.leftovers:
        return True
    paid = payments.of_charges({item.txid for item in found.settlements})
    if len(paid) < len({item.txid for item in found.settlements}):
        return True
    people = {one.person_id for one in paid.values()}
    threads = {one.conversation_id for one in paid.values() if one.conversation_id}
    return _covers(people | threads, people, kept)


def _covers(ids: Collection[UUID], people: Collection[UUID], kept: Collection[UUID]) -> bool:
    return not {*ids, *creditors_of(people)}.isdisjoint(kept)


_READERS: Final = {"whatsapp": _speaks_in_held, "pix": _pays_held}


class ForgetRaw:
    """The worker's loop: today's webhooks, some at a time, in the organisation's zone."""

    def __init__(self, zone: tzinfo) -> None:
        """Erase by the days of this zone."""
        self._zone = zone
        self._days = settings.raw_webhook_days()

    def forget(self, organisation_id: UUID) -> int:
        """Go on with today's; return whether there is more to do."""
        return forget_some(organisation_id, now=clock.now(), zone=self._zone, days=self._days)
