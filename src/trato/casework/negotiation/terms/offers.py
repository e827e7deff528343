"""What may be offered, and how far a counter-offer can be met: never beyond the authority.

The first offer shows part of the discount and each round adds a step, because a negotiator that
opens with everything has nothing left to give and gives more than was needed.
"""

from dataclasses import replace
from datetime import date, timedelta

from trato.casework.negotiation.terms.schedule import (
    add_months,
    cet_percent_year,
    due_dates,
    first_period_days,
    next_day_of_month,
    price,
)
from trato.casework.negotiation.terms.values import (
    BPS,
    Authority,
    Instalment,
    Itemisation,
    Limits,
    OfferPolicy,
    Option,
    OptionKind,
    Refusal,
    RefusalReason,
    Wish,
)

_LADDER = (2, 3, 4, 6, 10, 12, 18, 24, 36, 48, 60)
_PLANS_SHOWN_MAX = 4


def options(
    itemisation: Itemisation,
    policy: OfferPolicy,
    *,
    dpd: int,
    on: date,
    authority: Authority = Authority.BOT,
) -> tuple[Option, ...]:
    """Return the opening offers: one payment first, then up to four plans. Empty: no policy."""
    limits = policy.limits(dpd=dpd, authority=authority)
    if limits is None or itemisation.total_cents < 1:
        return ()
    desk = _Desk(itemisation, policy, limits, on, authority, round_number=0)
    counts = [n for n in _LADDER if n <= limits.instalments_max]
    if limits.instalments_max > 1 and limits.instalments_max not in counts:
        counts.append(limits.instalments_max)
    plans = [plan for n in counts if (plan := desk.plan(count=n)) and desk.is_granted(plan)]
    return (desk.cash(), *_spread(plans, _PLANS_SHOWN_MAX))


def counter(
    itemisation: Itemisation,
    policy: OfferPolicy,
    wish: Wish,
    *,
    dpd: int,
    on: date,
    authority: Authority = Authority.BOT,
    round_number: int = 1,
) -> Option | Refusal:
    """Meet a wish, or say why not and what comes nearest.

    `round_number` counts the counter-offers so far; the discount grows with it up to the limit.
    """
    limits = policy.limits(dpd=dpd, authority=authority)
    if limits is None or itemisation.total_cents < 1:
        return Refusal(reason=RefusalReason.NO_POLICY, best_option=None)
    desk = _Desk(itemisation, policy, limits, on, authority, round_number=max(round_number, 0))
    if wish.is_empty:
        return Refusal(reason=RefusalReason.EMPTY_WISH, best_option=desk.cash())
    start = desk.start(wish)
    if isinstance(start, RefusalReason):
        latest = on + timedelta(days=limits.first_due_days_max)
        nearest = desk.answer(replace(wish, start_on=None, day_of_month=None), latest)
        best = nearest if isinstance(nearest, Option) else nearest.best_option
        return Refusal(reason=start, best_option=best)
    return desk.answer(wish, start)


class _Desk:
    """One negotiation round: the balance, the limits, and how far the discount goes now."""

    def __init__(
        self,
        itemisation: Itemisation,
        policy: OfferPolicy,
        limits: Limits,
        on: date,
        authority: Authority,
        *,
        round_number: int,
    ) -> None:
        self.itemisation = itemisation
        self.policy = policy
        self.limits = limits
        self.on = on
        self.authority = authority
        self.share_bps = min(
            BPS, limits.opening_share_bps + limits.step_share_bps * min(round_number, BPS)
        )
        self.expires_on = on + timedelta(days=policy.validity_days)

    def start(self, wish: Wish) -> date | RefusalReason | None:
        """Return the wished first date, None for no wish, or why it cannot be."""
        first_on = wish.start_on
        if first_on is None and wish.day_of_month is not None:
            first_on = next_day_of_month(self.on, wish.day_of_month)
        if first_on is None:
            return None
        if first_on < self.on:
            return RefusalReason.START_IN_THE_PAST
        if (first_on - self.on).days > self.limits.first_due_days_max:
            return RefusalReason.START_TOO_LATE
        return first_on

    def answer(self, wish: Wish, start_on: date | None) -> Option | Refusal:
        """Meet the amounts of a wish whose date is already settled."""
        if wish.monthly_cents is not None and wish.instalments is None:
            return self._monthly(wish, start_on)
        if wish.instalments is not None and wish.instalments > 1:
            return self._counted(wish, wish.instalments, start_on)
        amount_cents = wish.upfront_cents if wish.upfront_cents is not None else wish.monthly_cents
        return self._cash(amount_cents, start_on)

    def cash(self, *, amount_cents: int | None = None, due_on: date | None = None) -> Option:
        """Return one payment at the discount of this round, or at exactly the amount given."""
        greatest = self.discount_cents(self.share_bps)
        wished = 0 if amount_cents is None else self.itemisation.total_cents - amount_cents
        discount_cents = greatest if amount_cents is None else min(max(wished, 0), greatest)
        settled = _discounted(self.itemisation, discount_cents)
        due_on = due_on or self.expires_on
        only = Instalment(number=1, due_on=due_on, amount_cents=settled.total_cents)
        return self._option(OptionKind.CASH, settled, (only,), 0)

    def plan(
        self,
        *,
        count: int,
        first_on: date | None = None,
        down_cents: int | None = None,
        day_of_month: int | None = None,
    ) -> Option | None:
        """Return a plan of this many instalments, or None where there is nothing to spread."""
        share = self.share_bps * self.limits.plan_share_bps // BPS
        settled = _discounted(self.itemisation, self.discount_cents(share))
        least_down = -(-settled.total_cents * self.limits.down_payment_bps_min // BPS)
        down_cents = max(down_cents or 0, least_down)
        rest_cents = settled.total_cents - down_cents
        if rest_cents < count:
            return None
        first_on = first_on or self._first_on(has_down=down_cents > 0)
        rate = self.limits.rate_bps_month
        days = first_period_days(on=self.on, first_on=first_on)
        rows = price(principal_cents=rest_cents, rate_bps_month=rate, count=count, first_days=days)
        dates = due_dates(first_on=first_on, count=count, day_of_month=day_of_month)
        regular = tuple(
            Instalment(number=k, due_on=due_on, amount_cents=amount, interest_cents=interest)
            for k, (due_on, (amount, interest)) in enumerate(zip(dates, rows, strict=True), 1)
        )
        down_on = min(self.expires_on, first_on)
        down = (Instalment(number=0, due_on=down_on, amount_cents=down_cents),)
        return self._option(
            OptionKind.PLAN, settled, (*(down if down_cents else ()), *regular), rate
        )

    def is_granted(self, plan: Option) -> bool:
        """Whether every instalment is large enough and there are not too many."""
        smallest = min(i.amount_cents for i in plan.regular)
        few_enough = len(plan.regular) <= self.limits.instalments_max
        return few_enough and smallest >= self.limits.instalment_cents_min

    def discount_cents(self, share_bps: int) -> int:
        """Return a share of the greatest discount, rounded down: never over the authority."""
        charges = self.itemisation.charges_cents * self.limits.discount_charges_bps_max // BPS
        principal = self.itemisation.original_cents * self.limits.discount_principal_bps_max // BPS
        headroom = max(self.itemisation.total_cents - 1, 0)
        return min((charges + principal) * share_bps // BPS, headroom)

    def _first_on(self, *, has_down: bool) -> date:
        wished = add_months(self.on, 1) if has_down else self.expires_on
        latest = self.on + timedelta(days=self.limits.first_due_days_max)
        return min(wished, latest)

    def _cash(self, amount_cents: int | None, start_on: date | None) -> Option | Refusal:
        offer = self.cash(amount_cents=amount_cents, due_on=start_on)
        if amount_cents is not None and offer.total_cents > amount_cents:
            return Refusal(reason=RefusalReason.BELOW_AUTHORITY, best_option=offer)
        return offer

    def _monthly(self, wish: Wish, start_on: date | None) -> Option | Refusal:
        monthly_cents = wish.monthly_cents or 0
        if monthly_cents >= self.itemisation.total_cents:
            return self._cash(None, start_on)
        least = self._least_count(wish, monthly_cents)
        for count in range(least, self.limits.instalments_max + 1):
            plan = self._wished_plan(wish, count, start_on)
            if plan is None or not self.is_granted(plan):
                break
            if max(i.amount_cents for i in plan.regular) <= monthly_cents:
                return self._checked_down(wish, plan)
        best = self._longest(wish, self.limits.instalments_max, start_on)
        at_most = best is not None and len(best.regular) == self.limits.instalments_max
        reason = (
            RefusalReason.TOO_MANY_INSTALMENTS if at_most else RefusalReason.INSTALMENT_TOO_SMALL
        )
        return Refusal(reason=reason, best_option=best or self.cash(due_on=start_on))

    def _least_count(self, wish: Wish, monthly_cents: int) -> int:
        """Return how many instalments it takes without interest: no fewer can do."""
        greatest = self.discount_cents(self.share_bps)
        rest_cents = self.itemisation.total_cents - greatest - (wish.upfront_cents or 0)
        return max(2, -(-rest_cents // max(monthly_cents, 1)))

    def _longest(self, wish: Wish, count: int, start_on: date | None) -> Option | None:
        for fewer in range(min(count, self.limits.instalments_max), 1, -1):
            plan = self._wished_plan(wish, fewer, start_on)
            if plan is not None and self.is_granted(plan):
                return plan
        return None

    def _counted(self, wish: Wish, count: int, start_on: date | None) -> Option | Refusal:
        best = self._longest(wish, count, start_on)
        if best is not None and len(best.regular) == count:
            return self._checked_amount(wish, best)
        reason = (
            RefusalReason.TOO_MANY_INSTALMENTS
            if count > self.limits.instalments_max
            else RefusalReason.INSTALMENT_TOO_SMALL
        )
        return Refusal(reason=reason, best_option=best or self.cash(due_on=start_on))

    def _wished_plan(self, wish: Wish, count: int, start_on: date | None) -> Option | None:
        return self.plan(
            count=count,
            first_on=start_on,
            down_cents=wish.upfront_cents,
            day_of_month=wish.day_of_month,
        )

    def _checked_amount(self, wish: Wish, plan: Option) -> Option | Refusal:
        wished_cents = wish.monthly_cents
        if wished_cents is not None and plan.regular[0].amount_cents > wished_cents:
            return Refusal(reason=RefusalReason.BELOW_AUTHORITY, best_option=plan)
        return self._checked_down(wish, plan)

    def _checked_down(self, wish: Wish, plan: Option) -> Option | Refusal:
        down = plan.down_payment
        wished_cents = wish.upfront_cents
        if wished_cents is not None and down is not None and down.amount_cents > wished_cents:
            return Refusal(reason=RefusalReason.DOWN_PAYMENT_TOO_SMALL, best_option=plan)
        return plan

    def _option(
        self, kind: OptionKind, settled: Itemisation, parts: tuple[Instalment, ...], rate: int
    ) -> Option:
        total_cents = sum(part.amount_cents for part in parts)
        cet = cet_percent_year(
            financed_cents=settled.total_cents,
            on=self.on,
            payments=[(part.due_on, part.amount_cents) for part in parts],
        )
        count = len([part for part in parts if part.number > 0])
        return Option(
            option_id=f"{kind}-{count}-{total_cents}-{parts[0].due_on:%Y%m%d}",
            kind=kind,
            itemisation=settled,
            instalments=parts,
            interest_cents=total_cents - settled.total_cents,
            total_cents=total_cents,
            rate_bps_month=rate,
            cet_percent_year=cet,
            offered_on=self.on,
            expires_on=self.expires_on,
            authority=self.authority,
            policy_version=self.policy.version,
        )


def _discounted(itemisation: Itemisation, discount_cents: int) -> Itemisation:
    return replace(
        itemisation,
        discount_cents=itemisation.discount_cents + discount_cents,
        total_cents=itemisation.total_cents - discount_cents,
    )


def _spread(plans: list[Option], most: int) -> list[Option]:
    """Keep the shortest, the longest and some between."""
    if len(plans) <= most:
        return plans
    last = len(plans) - 1
    return [plans[k * last // (most - 1)] for k in range(most)]
