"""How many people a number reached within a day, without counting them for every message.

A number's day may hold a hundred thousand messages. They are counted once in a while; in between,
what the number opened since is added, which is never too few: what has run out of the day by then,
whom it reached twice, and what failed and may be delivered after all, are still in it. Near the
limit they are counted each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from trato.door.outbox.sql import TIER_USED
from trato.foundation.database import ask
from trato.foundation.faults import fault_point

_COUNTED_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TierUse:
    """People a number reached within a day; `is_ahead` where a batch's own are counted in it."""

    people: int
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """At most so many people on a day, when the number had ever opened so many contacts."""

    people: int
    opened: int
    at: datetime

    def at_most(self, opened: int) -> int:
        return self.people + opened - self.opened

    def is_fresh(self, now: datetime) -> bool:
        return timedelta() <= now - self.at < _COUNTED_AGAIN


_counted: dict[UUID, _Counted] = {}


def tier_use(
    tiers: Mapping[UUID, int], opened: Mapping[UUID, int], *, beside: int, now: datetime
) -> dict[UUID, TierUse]:
    """Return how many people each number has reached within a day: never too few.

    `tiers` are the limits, `opened` what each number has ever opened, as the transaction sees it.
    Where `beside` more stay within the limit they are counted ahead; else the count is exact.
    """
    used = {i: kept.at_most(opened[i]) for i, kept in _counted_lately(tiers, now).items()}
    unsure = [i for i, limit in tiers.items() if i not in used or used[i] + beside >= limit]
    if unsure:
        fault_point("gather.lately_known")
        rows = ask(TIER_USED, {"numbers": unsure, "day_ago": now - timedelta(days=1)})
        counted = {number_id: (people, at_most) for number_id, people, at_most in rows}
        for number_id in unsure:
            used[number_id], at_most = counted.get(number_id, (0, 0))
            _counted[number_id] = _Counted(at_most, opened[number_id], now)
    return {i: _use(used[i], beside, limit) for i, limit in tiers.items()}


def _use(people: int, beside: int, limit: int) -> TierUse:
    is_ahead = people + beside < limit
    return TierUse(people + beside if is_ahead else people, is_ahead)


def _counted_lately(tiers: Mapping[UUID, int], now: datetime) -> dict[UUID, _Counted]:
    kept = {i: _counted[i] for i in tiers if i in _counted}
    return {i: one for i, one in kept.items() if one.is_fresh(now)}
