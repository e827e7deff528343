"""What a debt amounts to on a day, part by part. Simple interest, pro rata die, cents."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trato.book.portfolios.values import CreditorCard, DebtCard
from trato.foundation.money import to_cents

MULTA_BPS_MAX = 200
_DAYS_PER_MONTH = 30


class DoubleCorrection(ValueError):
    """The agreed interest and the legal rate were both asked for: the same delay charged twice."""

    code = "DOUBLE_CORRECTION"


class MultaAboveLimit(ValueError):
    """The late fee is over 2 % of the instalment. Law: CDC art. 52 §1 (V)."""

    code = "MULTA_GT_2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Itemisation:
    """An amount and its named parts, in cents; the parts add up to the total."""

    original_cents: int
    multa_cents: int
    juros_cents: int
    correction_cents: int
    discount_cents: int
    total_cents: int

    def __post_init__(self) -> None:
        """Refuse parts that do not add up or are negative."""
        if min(self.original_cents, self.charges_cents, self.discount_cents, self.total_cents) < 0:
            raise ValueError("an itemisation has no negative parts")
        if self.original_cents + self.charges_cents - self.discount_cents != self.total_cents:
            raise ValueError("the parts of an itemisation must add up to its total")

    @property
    def charges_cents(self) -> int:
        """Everything added to the original: multa, juros and correction."""
        return self.multa_cents + self.juros_cents + self.correction_cents


def balance(
    *,
    original_cents: int,
    due_on: date,
    on: date,
    multa_bps: int,
    juros_bps_month: int,
    correction_bps_month: int | None = None,
    paid_cents: int = 0,
    legal_rate_percent_month: Decimal | None = None,
    business_day: Callable[[date], date] | None = None,
) -> Itemisation:
    """Return the parts of what is owed on a day.

    Multa once; juros and correction simple, `P * rate / 30 * days`. A due date that
    `business_day` moves takes every charge with it. Earlier payments come off the principal, so
    that a charge is never overstated; `original_cents` of the answer is what is left of it.

    Law: CDC art. 52 §1 (V); CC art. 389 and 406, Res. CMN 5.171/2024 (V). Pro rata: D.

    Raises:
        MultaAboveLimit: `multa_bps` is over 200.
        DoubleCorrection: agreed juros and the legal rate together.
        ValueError: a negative amount or rate.
    """
    if multa_bps > MULTA_BPS_MAX:
        raise MultaAboveLimit("the late fee may not exceed 2 %")
    if juros_bps_month and legal_rate_percent_month:
        raise DoubleCorrection("agreed interest and the legal rate exclude each other")
    rates = (multa_bps, juros_bps_month, correction_bps_month or 0, legal_rate_percent_month or 0)
    if original_cents < 0 or paid_cents < 0 or min(rates) < 0:
        raise ValueError("amounts and rates are not negative")
    effective_due_on = due_on if business_day is None else business_day(due_on)
    days = max((on - effective_due_on).days, 0)
    principal_cents = max(original_cents - paid_cents, 0)
    juros_percent = legal_rate_percent_month or Decimal(juros_bps_month) / 100
    multa_cents = _share(principal_cents, Decimal(multa_bps) / 100) if days else 0
    juros_cents = _pro_rata(principal_cents, juros_percent, days)
    correction_cents = _pro_rata(principal_cents, Decimal(correction_bps_month or 0) / 100, days)
    return Itemisation(
        original_cents=principal_cents,
        multa_cents=multa_cents,
        juros_cents=juros_cents,
        correction_cents=correction_cents,
        discount_cents=0,
        total_cents=principal_cents + multa_cents + juros_cents + correction_cents,
    )


def add(parts: tuple[Itemisation, ...]) -> Itemisation:
    """Return the parts of several debts as one."""
    return Itemisation(
        original_cents=sum(p.original_cents for p in parts),
        multa_cents=sum(p.multa_cents for p in parts),
        juros_cents=sum(p.juros_cents for p in parts),
        correction_cents=sum(p.correction_cents for p in parts),
        discount_cents=sum(p.discount_cents for p in parts),
        total_cents=sum(p.total_cents for p in parts),
    )


def _share(amount_cents: int, percent: Decimal) -> int:
    return to_cents(Decimal(amount_cents).scaleb(-2) * percent / 100)


def _pro_rata(amount_cents: int, percent_month: Decimal, days: int) -> int:
    if not percent_month or not days:
        # Most debts carry no correction, and the door asks about each before it lets it leave.
        return 0
    reais = Decimal(amount_cents).scaleb(-2)
    return to_cents(reais * percent_month * days / (100 * _DAYS_PER_MONTH))


def owed(debt: DebtCard, creditor: CreditorCard, *, on: date) -> Itemisation:
    """Return what a debt amounts to on a day under its creditor's contract terms."""
    return balance(
        original_cents=debt.principal_cents,
        paid_cents=debt.paid_cents,
        due_on=debt.due_on,
        on=on,
        multa_bps=creditor.multa_bps,
        juros_bps_month=creditor.juros_bps_month,
    )
