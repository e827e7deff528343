"""Cents add up, nobody grants more than their authority, no life leaves its table."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from trato.casework.negotiation.terms import ledger, offers, schedule, states
from trato.casework.negotiation.terms.values import (
    Band,
    Limits,
    OfferPolicy,
    Option,
    Refusal,
    Wish,
)

ON = date(2026, 11, 23)
limits = st.builds(
    Limits,
    discount_charges_bps_max=st.integers(0, 10_000),
    discount_principal_bps_max=st.integers(0, 10_000),
    instalments_max=st.integers(1, 36),
    instalment_cents_min=st.integers(1, 30_000),
    down_payment_bps_min=st.integers(0, 5_000),
    rate_bps_month=st.integers(0, 800),
    first_due_days_max=st.integers(0, 60),
    opening_share_bps=st.integers(0, 10_000),
    step_share_bps=st.integers(0, 10_000),
    plan_share_bps=st.integers(0, 10_000),
)
wishes = st.builds(
    Wish,
    monthly_cents=st.none() | st.integers(0, 1_000_000),
    upfront_cents=st.none() | st.integers(0, 1_000_000),
    instalments=st.none() | st.integers(0, 420),
    day_of_month=st.none() | st.integers(1, 31),
    start_on=st.none() | st.dates(ON - timedelta(days=9), ON + timedelta(days=90)),
)
amounts = st.integers(1, 5_000_000)


def owed(cents: int, days: int) -> ledger.Itemisation:
    return ledger.balance(
        original_cents=cents,
        due_on=ON - timedelta(days=days),
        on=ON,
        multa_bps=200,
        juros_bps_month=100,
    )


def within(option: Option, one: Limits, before: ledger.Itemisation) -> None:
    most = (
        before.charges_cents * one.discount_charges_bps_max
        + before.original_cents * one.discount_principal_bps_max
    )
    assert option.itemisation.discount_cents * 10_000 <= most
    assert sum(i.amount_cents for i in option.instalments) == option.total_cents
    assert option.total_cents - option.interest_cents == option.itemisation.total_cents
    assert sum(i.interest_cents for i in option.instalments) == option.interest_cents
    assert len(option.regular) <= one.instalments_max
    assert all(i.amount_cents >= 0 for i in option.instalments)
    if len(option.regular) > 1:
        assert min(i.amount_cents for i in option.regular) >= one.instalment_cents_min
        down = option.down_payment.amount_cents if option.down_payment else 0
        assert down * 10_000 >= option.itemisation.total_cents * one.down_payment_bps_min
    dates = [i.due_on for i in option.instalments]
    assert dates == sorted(dates)
    assert option.expires_on >= ON + timedelta(days=2)


@settings(max_examples=80, deadline=None)
@given(one=limits, wish=wishes, cents=amounts, days=st.integers(0, 900), rounds=st.integers(0, 9))
def test_i10_no_wish_gets_more_than_the_authority(
    one: Limits, wish: Wish, cents: int, days: int, rounds: int
) -> None:
    band = Band(dpd_min=0, dpd_max=None, bot=one, agent=one, supervisor=one)
    policy = OfferPolicy(version="v", bands=(band,))
    before = owed(cents, days)
    got = offers.counter(before, policy, wish, dpd=days, on=ON, round_number=rounds)
    option = got.best_option if isinstance(got, Refusal) else got
    assert option is not None
    within(option, one, before)


@settings(max_examples=40, deadline=None)
@given(one=limits, cents=amounts, days=st.integers(0, 900))
def test_i10_opening_offers_stay_within_the_authority(one: Limits, cents: int, days: int) -> None:
    band = Band(dpd_min=0, dpd_max=None, bot=one, agent=one, supervisor=one)
    policy = OfferPolicy(version="v", bands=(band,))
    before = owed(cents, days)
    found = offers.options(before, policy, dpd=days, on=ON)
    assert len(found) <= 5
    for option in found:
        within(option, one, before)


@given(cents=st.integers(1, 10**9), rate=st.integers(0, 1_500), count=st.integers(1, 60))
def test_schedules_repay_the_principal_to_the_cent(cents: int, rate: int, count: int) -> None:
    rows = schedule.price(principal_cents=cents, rate_bps_month=rate, count=count)
    assert sum(amount - interest for amount, interest in rows) == cents
    assert all(amount >= 0 and interest >= 0 for amount, interest in rows)


@given(st.data())
def test_no_transition_outside_the_table(data: st.DataObject) -> None:
    machine = data.draw(
        st.sampled_from([states.AGREEMENT, states.INSTALMENT, states.PROMISE, states.DISPUTE])
    )
    kind = type(machine.first)
    source, target = data.draw(st.sampled_from(kind)), data.draw(st.sampled_from(kind))
    holds = data.draw(st.frozensets(st.sampled_from(states.Guard)))
    got = states.move(machine, source, target, holds=holds)  # type: ignore[type-var]
    guards = machine.table.get((source, target))  # type: ignore[arg-type]
    assert (got is target) == (guards is not None and guards <= holds)
