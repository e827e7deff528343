"""What happens as time passes: waves leave, the journal is sealed, silence noticed, days end."""

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from trato.book.organisations import keys
from trato.casework.conversations.assign import assign_waiting
from trato.casework.conversations.snooze import wake_snoozed
from trato.casework.negotiation.expire_offers import EXPIRED_AT_ONCE, expire_offers
from trato.casework.payments.follow_agreements import FOLLOWED_AT_ONCE, follow_agreements
from trato.casework.payments.judge_promises import JUDGED_AT_ONCE, judge_over
from trato.door.outbox.settle_unknown import settle_unknown
from trato.foundation import clock, settings, tenancy
from trato.foundation.faults import fault_point
from trato.journal.look import Looks
from trato.journal.seal import seal_if_free
from trato.speakers.campaigns.release import release_wave, running_campaigns

_SEALED_AT_ONCE = 2000
# An answer is missed, and a person waits for people, for minutes: a look a second is enough.
# Facts wait a moment for their seal: sealing a few costs as much as sealing many.
# Offers, promises and agreements end by the day: a minute more or less is nothing to them.
_EVERY_SECONDS = {
    "tick.assigned": 1.0,
    "tick.settled": 1.0,
    "tick.expired": 60.0,
    "tick.judged": 60.0,
    "tick.followed": 60.0,
    "tick.sealed": 0.2,
}
# So many at once: where it was a full lot there may be more, and the step is due again.
_FULL = {
    "tick.expired": EXPIRED_AT_ONCE,
    "tick.judged": JUDGED_AT_ONCE,
    "tick.followed": FOLLOWED_AT_ONCE,
    "tick.sealed": _SEALED_AT_ONCE,
}


class Ticker:
    """Keeps, per process, how far back each organisation's journal was looked through."""

    def __init__(self) -> None:
        """Have looked at nothing."""
        self._looks = Looks(time.monotonic)
        self._looked: dict[tuple[str, UUID], float] = {}

    def tick(self, organisation_id: UUID) -> int:
        """Do what is due for an organisation, each in its own transaction; return how much.

        More than nothing means that there may be more at once.
        """
        steps: dict[str, Callable[[UUID], int]] = {
            "tick.released": _release,
            "tick.assigned": _assign,
            "tick.settled": _settle,
            "tick.expired": _expire,
            "tick.judged": _judge,
            "tick.followed": _follow,
            "tick.sealed": self._seal,
        }
        done = 0
        for name, step in steps.items():
            if not self._is_due(name, organisation_id):
                continue
            with tenancy.within(organisation_id):
                count = step(organisation_id)
                if count:
                    fault_point(name)
            if name not in _FULL:
                done += count
            elif count >= _FULL[name]:
                del self._looked[name, organisation_id]
                done += count
        return done

    def _is_due(self, what: str, organisation_id: UUID) -> bool:
        asked, key = clock.monotonic(), (what, organisation_id)
        every = _EVERY_SECONDS.get(what, 0.0)
        is_due = asked - self._looked.get(key, -every) >= every
        if is_due:
            self._looked[key] = asked
        return is_due

    def _seal(self, organisation_id: UUID) -> int:
        look = self._looks.due(organisation_id)
        sealed = seal_if_free(keys.vault(), at=clock.now(), limit=_SEALED_AT_ONCE, look=look)
        if sealed is not None and sealed < _SEALED_AT_ONCE:
            self._looks.done(organisation_id, look)
        return sealed or 0


def _release(_: UUID) -> int:
    return sum(release_wave(campaign, at=clock.now()) for campaign in running_campaigns())


def _assign(_: UUID) -> int:
    now = clock.now()
    return wake_snoozed(now=now) + assign_waiting(now=now)


def _expire(_: UUID) -> int:
    return expire_offers(now=clock.now())


def _judge(_: UUID) -> int:
    return judge_over(now=clock.now())


def _follow(_: UUID) -> int:
    return follow_agreements(now=clock.now())


def _settle(_: UUID) -> int:
    # Patience is machine time: a fast world's provider does not answer any faster.
    patience = timedelta(seconds=settings.unknown_after_seconds() * clock.speed())
    unknown, _for_person = settle_unknown(now=clock.now(), patience=patience)
    return unknown
