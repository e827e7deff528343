"""How many people a portfolio may write to unasked in a moving day, and how that number grows."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.chance import between
from trato.simulator.cloud_api.accounts import TIERS, Accounts, Portfolio, Portfolios
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.numbers import Number, Numbers
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.http import Json

GROWS_WITHIN_SECONDS = 6 * 3600.0
PROVING_SENDS = 2_000
_LADDER = list(TIERS)
_NUMBERS_MAX = 20


class Tiers:
    """Counts the people written to outside a window, and lifts the limit when it is used well."""

    def __init__(
        self,
        *,
        agenda: Agenda,
        numbers: Numbers,
        accounts: Accounts,
        portfolios: Portfolios,
        tidings: Tidings,
    ) -> None:
        """Keep the limits of these portfolios."""
        self._agenda, self._numbers, self._accounts = agenda, numbers, accounts
        self._portfolios, self._tidings = portfolios, tidings

    def of(self, number: Number) -> Portfolio:
        """Return the portfolio that owns a number."""
        return self._portfolios[self._accounts[number.waba_id].portfolio_id]

    def refusal(self, number: Number, person: str, now: datetime) -> Failure | None:
        """Return why nobody new may be written to today, or nothing."""
        owner = self.of(number)
        if owner.limit is None or owner.today.holds(person, now):
            return None
        if owner.today.count(now) < owner.limit:
            return None
        return Failure(code=131048, details=f"The messaging limit of {owner.tier} is used up.")

    def opened(self, number: Number, person: str, now: datetime) -> None:
        """Count a person written to outside a window."""
        owner = self.of(number)
        owner.today.add(person, now)
        owner.week.add(person, now)
        owner.month.add(now)
        if not owner.is_growing and self._has_earned(owner, now):
            owner.is_growing = True
            wait = between(600.0, GROWS_WITHIN_SECONDS, owner.portfolio_id, owner.tier)
            self._agenda.after(wait, "growth", partial(self._grow, owner))

    def _has_earned(self, owner: Portfolio, now: datetime) -> bool:
        limit = owner.limit
        if limit is None:
            return False
        if owner.tier == _LADDER[0]:
            return owner.month.count(now) >= PROVING_SENDS
        return owner.week.count(now) * 2 >= limit

    def _grow(self, owner: Portfolio) -> None:
        owner.is_growing = False
        is_good = all(n.quality != "RED" for n in self._of_portfolio(owner))
        if is_good and owner.limit is not None:
            self.set(owner, _LADDER[_LADDER.index(owner.tier) + 1])

    def verify(self, owner: Portfolio) -> None:
        """Let a verified business leave the lowest limit."""
        if owner.tier == _LADDER[0]:
            self.set(owner, _LADDER[1])

    def set(self, owner: Portfolio, tier: str) -> None:
        """Change a portfolio's limit and tell its accounts and numbers."""
        old, owner.tier = owner.tier, tier
        is_up = _LADDER.index(tier) > _LADDER.index(old)
        for account in self._accounts.values():
            if account.portfolio_id == owner.portfolio_id:
                value = capability(owner)
                self._tidings.tell(account.waba_id, "business_capability_update", value)
        for number in self._of_portfolio(owner):
            value = {
                "display_phone_number": number.metadata()["display_phone_number"],
                "event": "UPGRADE" if is_up else "DOWNGRADE",
                "max_daily_conversations_per_business": tier,
            }
            self._tidings.tell_number(number, "phone_number_quality_update", value)

    def _of_portfolio(self, owner: Portfolio) -> Iterable[Number]:
        return [n for n in self._numbers.values() if self.of(n) is owner]

    def shown(self, owner: Portfolio) -> Json:
        """Return a portfolio as the control API shows it."""
        now = clock.now()
        return {
            "portfolio_id": owner.portfolio_id,
            "messaging_limit": owner.tier,
            "people_a_day_max": owner.limit,
            "people_today": owner.today.count(now),
            "people_in_7_days": owner.week.count(now),
            "openings_in_30_days": owner.month.count(now),
            "is_about_to_grow": owner.is_growing,
        }


def capability(owner: Portfolio) -> Json:
    """Return the value of a business_capability_update."""
    return {
        "max_daily_conversations_per_business": -1 if owner.limit is None else owner.limit,
        "max_phone_numbers_per_business": _NUMBERS_MAX,
        "max_phone_numbers_per_waba": _NUMBERS_MAX,
    }
