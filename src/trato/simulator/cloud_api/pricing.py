"""What a delivered message costs: rates by date, the free allowance, free windows. Per message."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from trato.simulator.http import Json

UTILITY_IN_WINDOW_FREE = (date(2025, 7, 1), date(2026, 10, 1))
SERVICE_CHARGED_FROM = date(2026, 10, 1)
FREE_SERVICE_PER_MONTH = 1_000
MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A price from a day on, until a later one takes its place."""

    market: str
    category: str
    currency: str
    valid_from: date
    millionths: int


def _brazil(category: str, first: date, brl: int, usd: int) -> list[Rate]:
    return [
        Rate(market="BR", category=category, currency=c, valid_from=first, millionths=m)
        for c, m in (("BRL", brl), ("USD", usd))
    ]


RATES = (
    *_brazil("marketing", date(2026, 1, 1), 321_700, 62_500),
    *_brazil("utility", date(2026, 1, 1), 35_000, 6_800),
    *_brazil("authentication", date(2026, 1, 1), 35_000, 6_800),
    *_brazil("service", SERVICE_CHARGED_FROM, 35_000, 6_800),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What Meta says of a message's price. `millionths` is none where we know no rate."""

    kind: str
    category: str
    currency: str
    millionths: int | None
    FREE: ClassVar[tuple[str, ...]] = ("free_customer_service", "free_entry_point")

    @property
    def is_billable(self) -> bool:
        """Say whether it is charged."""
        return self.kind not in self.FREE

    def shown(self) -> Json:
        """Return it as a status carries it."""
        return {
            "billable": self.is_billable,
            "pricing_model": "PMP",
            "type": self.kind,
            "category": self.category,
        }


class Pricing:
    """Keeps the rates, and what each number has used of its free service messages this month."""

    def __init__(self) -> None:
        """Start with the rates we know."""
        self._rates = list(RATES)
        self._used: dict[str, int] = {}

    def add(self, row: Json) -> None:
        """Add a rate: `{market, category, currency, valid_from, price}`, the price as a decimal."""
        self._rates.append(
            Rate(
                market=str(row["market"]),
                category=str(row["category"]),
                currency=str(row["currency"]),
                valid_from=date.fromisoformat(str(row["valid_from"])),
                millionths=round(float(row["price"]) * MILLIONTHS),
            )
        )

    def shown(self) -> list[Json]:
        """Return every rate as the control API shows it."""
        return [
            {
                "market": rate.market,
                "category": rate.category,
                "currency": rate.currency,
                "valid_from": rate.valid_from.isoformat(),
                "price": rate.millionths / MILLIONTHS,
            }
            for rate in self._rates
        ]

    def rate(self, market: str, category: str, currency: str, on: date) -> int | None:
        """Return the price in force on a day in millionths, or nothing if none is known."""
        wanted = (market, category, currency)
        known = [
            rate
            for rate in self._rates
            if (rate.market, rate.category, rate.currency) == wanted and rate.valid_from <= on
        ]
        # Of two from the same day the later entry holds.
        newest = max(enumerate(known), key=lambda one: (one[1].valid_from, one[0]), default=None)
        return newest[1].millionths if newest else None

    def quote(
        self,
        *,
        phone_number_id: str,
        phone: str,
        category: str,
        currency: str,
        is_in_window: bool,
        has_free_entry: bool,
        now: datetime,
    ) -> Price:
        """Return the price of a message that is accepted now; uses up the allowance."""
        today = now.astimezone(UTC).date()
        if has_free_entry:
            return _free("free_entry_point", "referral_conversion", currency)
        if category == "service" and self._is_free_service(phone_number_id, today):
            return _free("free_customer_service", category, currency)
        first, last = UTILITY_IN_WINDOW_FREE
        if category == "utility" and is_in_window and first <= today < last:
            return _free("free_customer_service", category, currency)
        return Price(
            kind="regular",
            category=category,
            currency=currency,
            millionths=self.rate(_market(phone), category, currency, today),
        )

    def _is_free_service(self, phone_number_id: str, today: date) -> bool:
        if today < SERVICE_CHARGED_FROM:
            return True
        key = f"{phone_number_id}:{today:%Y-%m}"
        self._used[key] = self._used.get(key, 0) + 1
        return self._used[key] <= FREE_SERVICE_PER_MONTH

    def used(self, phone_number_id: str, month: str) -> int:
        """Return how many service messages a number has sent in a month since they cost."""
        return self._used.get(f"{phone_number_id}:{month}", 0)


def _free(kind: str, category: str, currency: str) -> Price:
    return Price(kind=kind, category=category, currency=currency, millionths=0)


def _market(phone: str) -> str:
    """Return whose price it is, by the receiver's country code."""
    return "BR" if phone.startswith("55") else "OTHER"
