"""Balances, schedules, offers, sheets and lives: vectors and tables."""

from datetime import date, timedelta
from decimal import Decimal

import numpy_financial
import pytest
import pyxirr

from trato.casework.negotiation.terms import ledger, offers, schedule, sheet, states
from trato.casework.negotiation.terms.values import (
    Authority,
    Band,
    Itemisation,
    Limits,
    OfferPolicy,
    Option,
    Refusal,
    RefusalReason,
    Wish,
)

ON = date(2026, 11, 23)


def limits(**changes: int) -> Limits:
    given = {
        "discount_charges_bps_max": 8_000,
        "discount_principal_bps_max": 500,
        "instalments_max": 12,
        "instalment_cents_min": 5_000,
        "down_payment_bps_min": 0,
        "rate_bps_month": 150,
        "first_due_days_max": 30,
    }
    return Limits(**(given | changes))


def policy(**changes: int) -> OfferPolicy:
    one = limits(**changes)
    band = Band(dpd_min=1, dpd_max=360, bot=one, agent=one, supervisor=one)
    return OfferPolicy(version="v1", bands=(band,))


def owed(cents: int = 150_000, **changes: object) -> Itemisation:
    given = {
        "original_cents": cents,
        "due_on": date(2026, 9, 10),
        "on": ON,
        "multa_bps": 200,
        "juros_bps_month": 100,
    }
    return ledger.balance(**(given | changes))  # type: ignore[arg-type]


# --- ledger
def test_balance_vector() -> None:
    assert owed() == Itemisation(
        original_cents=150_000,
        multa_cents=3_000,
        juros_cents=3_700,
        correction_cents=0,
        discount_cents=0,
        total_cents=156_700,
    )


def test_nothing_is_added_on_or_before_the_due_date() -> None:
    assert owed(on=date(2026, 9, 10)).total_cents == 150_000
    assert owed(on=date(2026, 9, 1)).total_cents == 150_000
    assert owed(on=date(2026, 9, 11)).multa_cents == 3_000


def test_a_due_date_on_a_weekend_takes_every_charge_with_it() -> None:
    saturday = date(2026, 9, 12)
    monday = date(2026, 9, 14)

    def to_monday(day: date) -> date:
        return monday if day == saturday else day

    assert owed(due_on=saturday, on=monday, business_day=to_monday).charges_cents == 0
    late = owed(due_on=saturday, on=date(2026, 9, 15), business_day=to_monday)
    assert late.juros_cents == 50


def test_what_was_paid_bears_no_charges() -> None:
    left = owed(paid_cents=50_000)
    assert (left.original_cents, left.multa_cents) == (100_000, 2_000)
    assert owed(paid_cents=999_999).total_cents == 0


def test_legal_rate_and_correction() -> None:
    parts = owed(
        juros_bps_month=0, legal_rate_percent_month=Decimal("0.5"), correction_bps_month=40
    )
    assert (parts.juros_cents, parts.correction_cents) == (1_850, 1_480)


def test_the_same_delay_is_not_charged_twice() -> None:
    with pytest.raises(ledger.DoubleCorrection):
        owed(legal_rate_percent_month=Decimal("0.5"))


def test_multa_over_two_percent_is_refused() -> None:
    with pytest.raises(ledger.MultaAboveLimit):
        owed(multa_bps=201)


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        owed(-1)
    with pytest.raises(ValueError, match="add up"):
        Itemisation(
            original_cents=1,
            multa_cents=0,
            juros_cents=0,
            correction_cents=0,
            discount_cents=0,
            total_cents=2,
        )
    with pytest.raises(ValueError, match="negative"):
        Itemisation(
            original_cents=-1,
            multa_cents=0,
            juros_cents=0,
            correction_cents=0,
            discount_cents=0,
            total_cents=-1,
        )


# --- schedule
def test_price_vector() -> None:
    rows = schedule.price(principal_cents=100_000, rate_bps_month=200, count=12)
    amounts = [amount for amount, _ in rows]
    assert amounts == [9_456] * 11 + [9_454]
    assert sum(amounts) == 113_470
    assert round(-numpy_financial.pmt(0.02, 12, 1000), 2) == 94.56


def test_cet_vector_and_oracle() -> None:
    dates = schedule.due_dates(first_on=date(2026, 12, 23), count=12)
    amounts = [9_456] * 11 + [9_454]
    cet = schedule.cet_percent_year(
        financed_cents=100_000, on=ON, payments=list(zip(dates, amounts, strict=True))
    )
    assert cet == Decimal("26.92")
    oracle = pyxirr.xirr([ON, *dates], [-100_000, *amounts])
    assert oracle is not None
    assert abs(float(cet) - oracle * 100) < 0.006


def test_cet_of_nothing_added_is_zero() -> None:
    later = ON + timedelta(days=30)
    zero = Decimal("0.00")
    assert schedule.cet_percent_year(financed_cents=10, on=ON, payments=[(later, 10)]) == zero
    assert schedule.cet_percent_year(financed_cents=10, on=ON, payments=[(ON, 10)]) == zero


def test_wished_day_31_is_the_months_last() -> None:
    dates = schedule.due_dates(first_on=date(2026, 12, 31), count=4)
    assert dates == (date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31))
    assert schedule.next_day_of_month(date(2027, 2, 10), 31) == date(2027, 2, 28)
    assert schedule.next_day_of_month(ON, 10) == date(2026, 12, 10)


def test_zero_interest_splits_evenly_and_nothing_is_refused() -> None:
    rows = schedule.price(principal_cents=100, rate_bps_month=0, count=3)
    assert rows == ((34, 0), (33, 0), (33, 0))
    with pytest.raises(ValueError, match="positive"):
        schedule.price(principal_cents=0, rate_bps_month=0, count=3)


def test_a_short_first_period_costs_less() -> None:
    month = schedule.price(principal_cents=100_000, rate_bps_month=200, count=3)
    short = schedule.price(principal_cents=100_000, rate_bps_month=200, count=3, first_days=5)
    assert sum(a for a, _ in short) < sum(a for a, _ in month)
    assert schedule.first_period_days(on=ON, first_on=date(2026, 12, 23)) == 30
    assert schedule.first_period_days(on=ON, first_on=date(2026, 11, 28)) == 5


# --- offers
def answer(wish: Wish, **changes: int) -> Option | Refusal:
    return offers.counter(owed(), policy(**changes), wish, dpd=74, on=ON, round_number=0)


def test_opening_offers_show_half_of_the_discount() -> None:
    found = offers.options(owed(), policy(), dpd=74, on=ON)
    assert [len(o.regular) for o in found] == [1, 2, 3, 6, 12]
    # 80 % of 67.00 and 5 % of 1 500.00 are 128.60; half of it is shown.
    assert found[0].itemisation.discount_cents == 6_430
    assert all(o.expires_on >= ON + timedelta(days=2) for o in found)


@pytest.mark.parametrize("dpd", [0, 361])
def test_no_policy_no_offer(dpd: int) -> None:
    assert offers.options(owed(), policy(), dpd=dpd, on=ON) == ()
    refused = offers.counter(owed(), policy(), Wish(monthly_cents=1), dpd=dpd, on=ON)
    assert refused == Refusal(reason=RefusalReason.NO_POLICY, best_option=None)


def test_an_even_number_the_ladder_lacks_is_offered_too() -> None:
    found = offers.options(owed(), policy(instalments_max=5), dpd=74, on=ON)
    assert len(found[-1].regular) == 5


def test_a_monthly_wish_takes_the_fewest_instalments_that_fit() -> None:
    got = answer(Wish(monthly_cents=15_000, day_of_month=10))
    assert isinstance(got, Option)
    assert len(got.regular) == 12
    fewer = answer(Wish(instalments=11, day_of_month=10))
    assert isinstance(fewer, Option)
    assert fewer.regular[0].amount_cents > 15_000
    assert max(i.amount_cents for i in got.regular) <= 15_000
    assert {i.due_on.day for i in got.regular} == {10}


@pytest.mark.parametrize(
    ("wish", "changes", "reason"),
    [
        (Wish(), {}, RefusalReason.EMPTY_WISH),
        (Wish(monthly_cents=9_000), {}, RefusalReason.TOO_MANY_INSTALMENTS),
        (
            Wish(monthly_cents=4_000),
            {"instalment_cents_min": 50_000},
            RefusalReason.INSTALMENT_TOO_SMALL,
        ),
        (Wish(upfront_cents=100_000), {}, RefusalReason.BELOW_AUTHORITY),
        (Wish(instalments=24), {}, RefusalReason.TOO_MANY_INSTALMENTS),
        (
            Wish(instalments=10),
            {"instalment_cents_min": 20_000},
            RefusalReason.INSTALMENT_TOO_SMALL,
        ),
        (Wish(instalments=3, monthly_cents=10_000), {}, RefusalReason.BELOW_AUTHORITY),
        (
            Wish(instalments=3, upfront_cents=1_000),
            {"down_payment_bps_min": 1_000},
            RefusalReason.DOWN_PAYMENT_TOO_SMALL,
        ),
        (
            Wish(monthly_cents=20_000, upfront_cents=1_000),
            {"down_payment_bps_min": 1_000},
            RefusalReason.DOWN_PAYMENT_TOO_SMALL,
        ),
        (Wish(start_on=date(2027, 5, 1), monthly_cents=20_000), {}, RefusalReason.START_TOO_LATE),
        (Wish(start_on=date(2027, 5, 1), monthly_cents=1_000), {}, RefusalReason.START_TOO_LATE),
        (Wish(start_on=date(2026, 5, 1)), {}, RefusalReason.START_IN_THE_PAST),
        (
            Wish(instalments=9),
            {"instalment_cents_min": 500_000},
            RefusalReason.INSTALMENT_TOO_SMALL,
        ),
    ],
)
def test_beyond_the_authority(wish: Wish, changes: dict[str, int], reason: RefusalReason) -> None:
    got = answer(wish, **changes)
    assert isinstance(got, Refusal)
    assert got.reason is reason
    assert got.best_option is not None


def test_more_than_owed_is_never_taken() -> None:
    got = answer(Wish(monthly_cents=900_000))
    assert isinstance(got, Option)
    assert got.total_cents <= 156_700
    whole = answer(Wish(upfront_cents=900_000))
    assert isinstance(whole, Option)
    assert whole.total_cents == 156_700


def test_no_more_is_given_than_was_asked() -> None:
    got = answer(Wish(upfront_cents=155_000))
    assert isinstance(got, Option)
    assert got.total_cents == 155_000


def test_each_round_gives_a_step_up_to_the_limit() -> None:
    given = []
    for round_number in range(6):
        got = offers.counter(
            owed(), policy(), Wish(instalments=1), dpd=74, on=ON, round_number=round_number
        )
        assert isinstance(got, Option)
        given.append(got.itemisation.discount_cents)
    assert given == [6_430, 9_645, 12_860, 12_860, 12_860, 12_860]


def test_down_payment_is_instalment_zero() -> None:
    got = answer(Wish(instalments=4, upfront_cents=30_000))
    assert isinstance(got, Option)
    assert got.down_payment is not None
    assert got.down_payment.amount_cents == 30_000
    assert len(got.regular) == 4


def test_levels_differ() -> None:
    band = Band(
        dpd_min=0,
        dpd_max=None,
        bot=limits(instalments_max=1),
        agent=limits(instalments_max=6),
        supervisor=limits(instalments_max=24),
    )
    own = OfferPolicy(version="v", bands=(band,))
    most = [
        max(len(o.regular) for o in offers.options(owed(), own, dpd=5, on=ON, authority=level))
        for level in Authority
    ]
    assert most == [1, 6, 24]


def test_a_policy_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="two days"):
        OfferPolicy(version="v", bands=(), validity_days=1)
    band = Band(dpd_min=0, dpd_max=10, bot=limits(), agent=limits(), supervisor=limits())
    with pytest.raises(ValueError, match="overlap"):
        OfferPolicy(version="v", bands=(band, band))
    with pytest.raises(ValueError, match="basis points"):
        limits(discount_charges_bps_max=10_001)
    with pytest.raises(ValueError, match="instalment"):
        limits(instalments_max=0)
    with pytest.raises(ValueError, match="negative"):
        limits(rate_bps_month=-1)


# --- sheet
def test_the_sheet_says_everything() -> None:
    got = answer(Wish(instalments=4, upfront_cents=30_000))
    assert isinstance(got, Option)
    one = sheet.offer_sheet(
        got,
        creditor_name="Cooperativa Sol",
        creditor_document="12.345.678/0001-90",
        creditor_address="Rua A, 1",
    )
    text = sheet.render_text(one)
    for part in (
        "Cooperativa Sol",
        "12.345.678/0001-90",
        "Rua A, 1",
        "Valor original: R$ 1.500,00",
        "Multa: R$ 30,00",
        "Juros: R$ 37,00",
        "Desconto: -R$ 32,15",
        "Entrada: R$ 300,00",
        "CET",
        "ao ano",
        "Esta proposta vale até 28/11/2026.",
        "quitar antes",
    ):
        assert part in text
    assert len(sheet.fingerprint(one)) == 64


def test_options_add_up_or_are_not() -> None:
    got = answer(Wish(instalments=3))
    assert isinstance(got, Option)
    fields = {name: getattr(got, name) for name in Option.__dataclass_fields__}
    with pytest.raises(ValueError, match="instalments"):
        Option(**(fields | {"total_cents": 1}))
    with pytest.raises(ValueError, match="interest"):
        Option(**(fields | {"interest_cents": 0}))


# --- lives
def test_accepted_needs_every_guard() -> None:
    state = states.AgreementState
    needed = states.AGREEMENT.table[(state.OFFERED, state.ACCEPTED)]
    got = states.move(states.AGREEMENT, state.OFFERED, state.ACCEPTED, holds=needed)
    assert got is state.ACCEPTED
    for guard in needed:
        stays = states.move(states.AGREEMENT, state.OFFERED, state.ACCEPTED, holds=needed - {guard})
        assert stays == states.Stays(unknown=False, missing=frozenset({guard}))


def test_final_states() -> None:
    state = states.AgreementState
    assert {s for s in state if states.AGREEMENT.is_final(s)} == {
        state.COMPLETED,
        state.REJECTED,
        state.EXPIRED,
        state.SUPERSEDED,
        state.CANCELLED,
    }
    # Only money that was paid while it ran, and heard of later, makes one that ended run again.
    for ended in (state.BROKEN, state.LAPSED):
        (after,) = states.AGREEMENT.targets(ended)
        assert states.Guard.PAID_IN_TIME in states.AGREEMENT.table[(ended, after)]
