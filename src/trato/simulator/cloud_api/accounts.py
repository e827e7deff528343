"""What Meta limits as a whole: a business portfolio, and the WhatsApp accounts it owns."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.simulator.cloud_api.moving import MovingCount, MovingPeople
from trato.simulator.http import Json

TIERS: dict[str, int | None] = {
    "TIER_250": 250,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}
REVIEWS = ("careful", "instant")
REVIEW_SECONDS = 60.0
CALLS_PER_HOUR = 5_000


def _day() -> MovingPeople:
    return MovingPeople(span=timedelta(days=1))


def _week() -> MovingPeople:
    return MovingPeople(span=timedelta(days=7))


def _month() -> MovingCount:
    return MovingCount(span=timedelta(days=30))


def _hour() -> MovingCount:
    return MovingCount(span=timedelta(hours=1))


@dataclass(slots=True, kw_only=True)
class Portfolio:
    """A business: how many people it may write to unasked, and how many it did."""

    portfolio_id: str
    tier: str = "TIER_250"
    upgrade_people: int = 100_000
    today: MovingPeople = field(default_factory=_day)
    week: MovingPeople = field(default_factory=_week)
    month: MovingCount = field(default_factory=_month)
    is_growing: bool = False

    @property
    def limit(self) -> int | None:
        """Return how many people a day; nothing means any number."""
        return TIERS[self.tier]


@dataclass(slots=True, kw_only=True)
class Restriction:
    """Something Meta does not let an account or a number do, for a while."""

    kind: str
    until: datetime | None = None
    phone_number_id: str = ""


@dataclass(slots=True, kw_only=True)
class Account:
    """A WhatsApp Business Account."""

    waba_id: str
    portfolio_id: str
    currency: str = "BRL"
    has_payment_method: bool = True
    review: str = "careful"
    review_seconds: float = REVIEW_SECONDS
    restrictions: list[Restriction] = field(default_factory=list)
    is_subscribed: bool = True
    calls: MovingCount = field(default_factory=_hour)


class Portfolios(dict[str, Portfolio]):
    """Every portfolio, by its id."""


class Accounts(dict[str, Account]):
    """Every account, by its id."""


def settle(row: Json, accounts: Accounts, portfolios: Portfolios) -> Account:
    """Make or change the account and portfolio of a number that registers.

    Raises:
        ValueError: an option is none; says which.
    """
    waba_id = str(row["waba_id"])
    account = accounts.get(waba_id) or Account(waba_id=waba_id, portfolio_id=f"pf-{waba_id}")
    tier, review = row.get("messaging_limit"), row.get("template_review", account.review)
    if tier is not None and tier not in TIERS:
        raise ValueError(f"messaging_limit must be one of {', '.join(TIERS)}")
    if review not in REVIEWS:
        raise ValueError(f"template_review must be one of {', '.join(REVIEWS)}")
    account.portfolio_id = str(row.get("portfolio_id") or account.portfolio_id)
    account.currency = str(row.get("currency", account.currency))
    account.has_payment_method = bool(row.get("has_payment_method", account.has_payment_method))
    account.review = str(review)
    account.review_seconds = float(row.get("template_review_seconds", account.review_seconds))
    accounts[waba_id] = account
    owner = portfolios.get(account.portfolio_id) or Portfolio(portfolio_id=account.portfolio_id)
    owner.tier = str(tier or owner.tier)
    owner.upgrade_people = int(row.get("throughput_upgrade_people", owner.upgrade_people))
    portfolios[owner.portfolio_id] = owner
    return account
