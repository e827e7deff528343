"""What an arrival sets off: a delivered message is billed and counted, a person is heard or not."""

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import Accounts
from trato.simulator.cloud_api.bills import Bills
from trato.simulator.cloud_api.blocks import Blocks
from trato.simulator.cloud_api.free_entry import FreeEntries
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.pricing import Price
from trato.simulator.cloud_api.quality import Quality
from trato.simulator.cloud_api.templates import Template
from trato.simulator.http import Json
from trato.simulator.people.town import Handset


class Arrivals:
    """Passes arrivals on to whoever keeps count, and remembers who has shut a business out."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        bills: Bills,
        blocks: Blocks,
        entries: FreeEntries,
        quality: Quality,
    ) -> None:
        """Pass them on to these."""
        self._accounts, self._bills, self._blocks = accounts, bills, blocks
        self._entries, self._quality = entries, quality
        self._last: dict[tuple[str, str], Template | None] = {}
        self._shut_out: set[tuple[str, str]] = set()

    def delivered(
        self, number: Number, template: Template | None, price: Price | None, phone: str
    ) -> None:
        """A business's message has reached a telephone."""
        name = template.name if template else ""
        if price:
            self._bills.charge(price, number.phone_number_id, name, clock.now())
        self._quality.delivered(number, template)
        self._last[number.phone_number_id, phone] = template

    def wrote(self, number: Number, handset: Handset, node: Json) -> bool:
        """A person has written; say whether the business hears of it."""
        now = clock.now()
        number.throughput.take(now)
        if "referral" in node:
            self._entries.came(number.phone_number_id, handset.phone, now)
        return not self._blocks.holds(number.phone_number_id, handset.phone)

    def is_told(self, number: Number) -> bool:
        """Say whether there is a webhook, and the account has subscribed to it."""
        return bool(number.address.url) and self._accounts[number.waba_id].is_subscribed

    def shuts_out(self, number: Number, phone: str) -> bool:
        """Say whether this person has blocked the business."""
        return (number.phone_number_id, phone) in self._shut_out

    def complain(self, number: Number, phone: str, kind: str) -> None:
        """Let a person block or report a business, or let it back in.

        Raises:
            ValueError: the kind is none of the three.
        """
        key = (number.phone_number_id, phone)
        if kind == "unblock":
            self._shut_out.discard(key)
            return
        if kind not in ("block", "report"):
            raise ValueError("kind must be block, report or unblock")
        if kind == "block":
            self._shut_out.add(key)
        self._quality.complained(number, self._last.get(key), kind)
