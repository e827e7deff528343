"""What each item of a webhook sets in motion: one verb of the house per kind of value.

Runs inside the caller's transaction and organisation; every verb called here is idempotent.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TypeGuard

from trato.adapters.whatsapp.values import (
    AccountEvent,
    LimitChange,
    MarketingPreference,
    NumberChange,
    TemplateChange,
)
from trato.book.organisations import change, read
from trato.book.people import read as people
from trato.casework.conversations.note_outside import note_outside
from trato.casework.conversations.receive import GRACE, receive_many
from trato.casework.conversations.values import Incoming, Outside
from trato.casework.payments.provider import Settlement
from trato.casework.payments.settle import OnSettled, settle, tell
from trato.door.consent.grant import Word, grant
from trato.door.outbox.record_status import record_statuses
from trato.door.outbox.values import StatusReport
from trato.foundation import clock

Item = (
    Incoming
    | Outside
    | StatusReport
    | Settlement
    | TemplateChange
    | NumberChange
    | LimitChange
    | AccountEvent
    | MarketingPreference
)
KINDS: dict[str, type[Item]] = {
    "message": Incoming,
    "outside": Outside,
    "status": StatusReport,
    "settlement": Settlement,
    "template": TemplateChange,
    "number": NumberChange,
    "limit": LimitChange,
    "account": AccountEvent,
    "preference": MarketingPreference,
}
"""The name under which a failed item waits for another try."""

_QUALITY_EVENTS = {"FLAGGED": "RED", "UNFLAGGED": "GREEN"}


def kind_of(item: Item) -> str:
    """Return the name of an item's kind."""
    return next(name for name, kind in KINDS.items() if isinstance(item, kind))


def apply(
    item: Item, *, received_at: datetime, now: datetime, on_settled: OnSettled | None = None
) -> None:
    """Set in motion what one item asks for; `on_settled` is told of new money."""
    if isinstance(item, Incoming | StatusReport | Outside):
        apply_together([(item, received_at)], now=now)
    elif isinstance(item, Settlement):
        tell(on_settled, settle(item, heard_by="webhook", at=now))
    elif isinstance(item, MarketingPreference):
        _note_preference(item, now)
    else:
        _note_account(item, received_at)


def is_plenty(item: Item) -> TypeGuard[Incoming | StatusReport | Outside]:
    """Return whether an item is of the kinds that come by the thousand, to be taken together."""
    return isinstance(item, (Incoming, StatusReport, Outside))


def apply_together(
    items: Sequence[tuple[Incoming | StatusReport | Outside, datetime]], *, now: datetime
) -> None:
    """Take in messages and statuses, each with when it was received: all of them or none.

    Conversations are locked before messages of ours, as whoever answers does it.
    """
    messages = [(item, at) for item, at in items if isinstance(item, Incoming)]
    statuses = [(item, at) for item, at in items if isinstance(item, StatusReport)]
    if messages:
        receive_many(messages, now=now, grace=GRACE * clock.speed())
    outside = [(item, at) for item, at in items if isinstance(item, Outside)]
    if outside:
        note_outside(outside)
    record_statuses(statuses)


def _note_account(
    item: TemplateChange | NumberChange | LimitChange | AccountEvent, received_at: datetime
) -> None:
    at = item.at or received_at
    if isinstance(item, TemplateChange):
        change.note_template(
            name=item.name,
            language=item.language,
            status=item.status,
            category=item.category,
            quality=item.quality,
            reason=item.reason,
            at=at,
        )
    elif isinstance(item, NumberChange):
        for phone_number_id in _numbers_shown_as(item.display):
            change.note_number(
                phone_number_id=phone_number_id,
                quality=_QUALITY_EVENTS.get(item.event, ""),
                tier_limit=item.tier_limit,
                at=at,
            )
    elif isinstance(item, LimitChange):
        change.note_number(phone_number_id="", tier_limit=item.tier_limit, at=at)
    elif item.must_stop:
        # Only a person may start these numbers again, after reading what the provider says.
        for number in read.numbers():
            if item.account_id in ("", number.account_id):
                reason = f"{item.event} {item.detail}".strip()
                change.stop_number(number.number_id, reason=reason, at=at)


def _numbers_shown_as(display: str) -> list[str]:
    digits = re.sub(r"\D", "", display)
    cards = read.numbers()
    return [c.phone_number_id for c in cards if re.sub(r"\D", "", c.display) == digits]


def _note_preference(item: MarketingPreference, now: datetime) -> None:
    """A stop of marketing takes back the word to be written to; answers to the person remain.

    Wider than the provider's own meaning, on purpose. Its `resume` gives nothing back: what a
    person takes from us only the person gives us again.
    """
    if item.value != "stop":
        return
    found = [*people.find_by_phone(item.wa_id)] if item.wa_id else []
    found += people.find_by_bsuid(item.bsuid) if item.bsuid else []
    words = [
        Word(
            person_id=person_id,
            channel="whatsapp",
            state="revoked",
            source="provider",
            notice="",
            at=item.at,
            evidence={"preference": item.value, "category": item.category},
        )
        for person_id in sorted({contact.person_id for contact in found})
    ]
    if words:
        grant(words, at=now)
