"""The nouns of a negotiation: parts of an amount, instalments, options, wishes, policies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trato.book.portfolios.ledger import Itemisation as Itemisation

BPS = 10_000


class Authority(StrEnum):
    """Who offers: the level that an offer policy gives limits to (alçada)."""

    BOT = "bot"
    AGENT = "agent"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one authority level may grant, and how it starts.

    `*_share_bps` are shares of the greatest discount: what the first offer shows, what each
    further round adds, and how much of the discount an instalment plan keeps.
    """

    discount_charges_bps_max: int
    discount_principal_bps_max: int
    instalments_max: int
    instalment_cents_min: int
    down_payment_bps_min: int
    rate_bps_month: int
    first_due_days_max: int
    opening_share_bps: int = 5_000
    step_share_bps: int = 2_500
    plan_share_bps: int = 5_000

    def __post_init__(self) -> None:
        """Refuse shares outside 0 to 100 % and empty limits."""
        shares = (
            self.discount_charges_bps_max,
            self.discount_principal_bps_max,
            self.down_payment_bps_min,
            self.opening_share_bps,
            self.step_share_bps,
            self.plan_share_bps,
        )
        if any(not 0 <= share <= BPS for share in shares):
            raise ValueError("a share lies between 0 and 10 000 basis points")
        if self.instalments_max < 1 or self.instalment_cents_min < 1:
            raise ValueError("need at least one instalment of at least one cent")
        if self.rate_bps_month < 0 or self.first_due_days_max < 0:
            raise ValueError("rates and days are not negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One range of days past due (`dpd_max` None: no end) and its limits per authority."""

    dpd_min: int
    dpd_max: int | None
    bot: Limits
    agent: Limits
    supervisor: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPolicy:
    """What a creditor lets be offered, by days past due and authority.

    An offer stays valid for `validity_days`, at least two.
    Law: CDC art. 54-B and 54-D (S).
    """

    version: str
    bands: tuple[Band, ...]
    validity_days: int = 5

    def __post_init__(self) -> None:
        """Refuse a validity under two days and bands that overlap."""
        if self.validity_days < 2:
            raise ValueError("an offer is valid for at least two days")
        last = -1
        for band in self.bands:
            end = band.dpd_min if band.dpd_max is None else band.dpd_max
            if band.dpd_min <= last or end < band.dpd_min:
                raise ValueError("bands are in order and do not overlap")
            last = 2**31 if band.dpd_max is None else band.dpd_max

    def limits(self, *, dpd: int, authority: Authority) -> Limits | None:
        """Return the limits for a debt this late, or None where the policy is silent."""
        for band in self.bands:
            if band.dpd_min <= dpd and (band.dpd_max is None or dpd <= band.dpd_max):
                by_level = {
                    Authority.BOT: band.bot,
                    Authority.AGENT: band.agent,
                    Authority.SUPERVISOR: band.supervisor,
                }
                return by_level[authority]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One payment of an option. Number 0 is a down payment; interest is part of the amount."""

    number: int
    due_on: date
    amount_cents: int
    interest_cents: int = 0


class OptionKind(StrEnum):
    """One payment, or several."""

    CASH = "cash"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to settle. The instalments add up to `total_cents`, cent by cent.

    `itemisation.total_cents` is what is settled after the discount; `interest_cents` is what
    paying over time adds. `cet_percent_year` is the effective yearly cost, two decimals.
    """

    option_id: str
    kind: OptionKind
    itemisation: Itemisation
    instalments: tuple[Instalment, ...]
    interest_cents: int
    total_cents: int
    rate_bps_month: int
    cet_percent_year: Decimal
    offered_on: date
    expires_on: date
    authority: Authority
    policy_version: str

    def __post_init__(self) -> None:
        """Refuse instalments that do not add up."""
        if sum(i.amount_cents for i in self.instalments) != self.total_cents:
            raise ValueError("the instalments must add up to the total")
        if self.itemisation.total_cents + self.interest_cents != self.total_cents:
            raise ValueError("the total is the settled amount plus interest")

    @property
    def down_payment(self) -> Instalment | None:
        """The payment that starts a plan, when it has one."""
        first = self.instalments[0]
        return first if first.number == 0 else None

    @property
    def regular(self) -> tuple[Instalment, ...]:
        """The instalments without the down payment."""
        return tuple(i for i in self.instalments if i.number > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person asked for, as far as it was said."""

    monthly_cents: int | None = None
    upfront_cents: int | None = None
    instalments: int | None = None
    day_of_month: int | None = None
    start_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return self == Wish()


class RefusalReason(StrEnum):
    """Why a wish cannot be granted."""

    NO_POLICY = "no_policy"
    EMPTY_WISH = "empty_wish"
    BELOW_AUTHORITY = "below_authority"
    TOO_MANY_INSTALMENTS = "too_many_instalments"
    INSTALMENT_TOO_SMALL = "instalment_too_small"
    DOWN_PAYMENT_TOO_SMALL = "down_payment_too_small"
    START_TOO_LATE = "start_too_late"
    START_IN_THE_PAST = "start_in_the_past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A wish beyond the authority, with the nearest thing that can be granted."""

    reason: RefusalReason
    best_option: Option | None
