"""What becomes of an accepted message before it leaves: its price, and a failure told later."""

from datetime import datetime

from trato.simulator.cloud_api.accounts import Accounts
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.free_entry import FreeEntries
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.pricing import Price, Pricing
from trato.simulator.cloud_api.wanted import Filled, Wanted


class Fate:
    """Asks whoever may still stop an accepted message, and quotes its price."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        marketing: Marketing,
        pricing: Pricing,
        entries: FreeEntries,
    ) -> None:
        """Ask these."""
        self._accounts, self._marketing = accounts, marketing
        self._pricing, self._entries = pricing, entries

    def failure(self, wanted: Wanted, filled: Filled) -> Failure | None:
        """Return what a `failed` status will say, or nothing."""
        if filled.category != "marketing":
            return None
        return self._marketing.refusal(
            wanted.to, wanted.number.waba_id, is_in_window=wanted.is_in_window, now=wanted.now
        )

    def free_until(self, wanted: Wanted) -> datetime | None:
        """Return until when the person's free entry lasts, if they came from an ad."""
        return self._entries.free_until(wanted.number.phone_number_id, wanted.to, wanted.now)

    def price(self, wanted: Wanted, filled: Filled, *, is_free_entry: bool) -> Price:
        """Quote the message; uses up the number's free allowance."""
        return self._pricing.quote(
            phone_number_id=wanted.number.phone_number_id,
            phone=wanted.to,
            category=filled.category,
            currency=self._accounts[wanted.number.waba_id].currency,
            is_in_window=wanted.is_in_window,
            has_free_entry=is_free_entry,
            now=wanted.now,
        )

    def unpaid(self, wanted: Wanted, price: Price) -> Failure | None:
        """Return why a charged message is not delivered to anybody, or nothing."""
        if not price.is_billable or self._accounts[wanted.number.waba_id].has_payment_method:
            return None
        return Failure(code=131042, details="The account has no payment method.")
