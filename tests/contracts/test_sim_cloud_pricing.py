"""What messages cost in the simulated Cloud API, by date, window and allowance."""

from datetime import UTC, date, datetime

import pytest
from sim_business import DAY, HOUR, Business
from sim_harness import Receiver, World

from trato.simulator.cloud_api.bills import Bills, money
from trato.simulator.cloud_api.pricing import FREE_SERVICE_PER_MONTH, Price, Pricing


def quote(pricing: Pricing, category: str, on: str, **more: object) -> Price:
    asked = {"phone": "5511980000001", "is_in_window": True, "has_free_entry": False, **more}
    return pricing.quote(
        phone_number_id="1",
        category=category,
        currency="BRL",
        now=datetime.fromisoformat(on).replace(tzinfo=UTC),
        **asked,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("category", "on", "is_in_window", "kind", "millionths"),
    [
        ("service", "2026-09-30", True, "free_customer_service", 0),
        ("service", "2026-10-01", True, "free_customer_service", 0),
        ("utility", "2026-09-30", True, "free_customer_service", 0),
        ("utility", "2026-09-30", False, "regular", 35_000),
        ("utility", "2026-10-01", True, "regular", 35_000),
        ("marketing", "2026-11-24", True, "regular", 321_700),
        ("authentication", "2026-11-24", False, "regular", 35_000),
    ],
)
def test_prices_by_date_and_window(
    category: str, on: str, is_in_window: bool, kind: str, millionths: int
) -> None:
    price = quote(Pricing(), category, on, is_in_window=is_in_window)
    assert (price.kind, price.millionths) == (kind, millionths)
    assert price.shown() == {
        "billable": kind == "regular",
        "pricing_model": "PMP",
        "type": kind,
        "category": category,
    }


def test_the_first_thousand_service_messages_of_a_month_are_free() -> None:
    pricing = Pricing()
    october = [quote(pricing, "service", "2026-10-15") for _ in range(FREE_SERVICE_PER_MONTH + 2)]
    assert [p.kind for p in october].count("free_customer_service") == FREE_SERVICE_PER_MONTH
    assert [p.millionths for p in october[-2:]] == [35_000, 35_000]
    assert quote(pricing, "service", "2026-11-01").kind == "free_customer_service"


def test_a_later_rate_takes_the_place_of_an_earlier() -> None:
    pricing = Pricing()
    row = {"market": "BR", "category": "utility", "currency": "BRL", "price": 0.04}
    pricing.add({**row, "valid_from": "2027-01-01"})
    assert pricing.rate("BR", "utility", "BRL", date(2026, 12, 31)) == 35_000
    assert pricing.rate("BR", "utility", "BRL", date(2027, 1, 1)) == 40_000


def test_a_market_without_a_known_rate_is_said_so() -> None:
    price = quote(Pricing(), "marketing", "2026-11-24", phone="351912345678")
    assert price.millionths is None
    bills = Bills()
    bills.charge(price, "1", "oferta", datetime(2026, 11, 24, tzinfo=UTC))
    assert bills.shown()["without_a_known_rate"] == 1


def test_money_is_exact() -> None:
    assert money(35_000) == "0.035000"
    assert money(1_321_700) == "1.321700"


def test_what_is_delivered_is_on_the_bill(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant")
    business.create("aviso")
    phone = business.person()
    rows = business.statuses(business.template("aviso", phone))
    assert rows["sent"]["pricing"]["category"] == "utility"
    assert rows["delivered"]["pricing"]["type"] == "regular"
    assert "pricing" not in rows.get("read", {})
    assert "conversation" not in rows["sent"]
    # Nobody is there to receive it: no charge.
    assert business.failed_with(business.template("aviso", "+5511900007777")) == 131026
    bill = business.control("GET", f"costs?month=2026-11&phone_number_id={business.phone_id}")
    assert bill["totals"] == {"BRL": "0.035000"}
    assert [(line["template"], line["messages"]) for line in bill["lines"]] == [("aviso", 1)]
    assert bill["service_allowance"][business.phone_id] == {"used": 0, "free": 1000}


def test_an_ad_opens_three_free_days(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant")
    business.create("aviso")
    phone = business.person()
    referral = {"source_type": "ad", "source_id": "1", "source_url": "https://fb.me/x"}
    node = {"type": "text", "text": {"body": "vi o anúncio"}, "referral": referral}
    row = {"phone": phone, "phone_number_id": business.phone_id, "message": node}
    business.control("POST", "say", row)
    told = [m for v in business.told("messages") for m in v.get("messages", ())]
    assert told[0]["referral"]["source_id"] == "1"
    rows = business.statuses(business.text(phone))
    assert rows["delivered"]["pricing"] == {
        "billable": False,
        "pricing_model": "PMP",
        "type": "free_entry_point",
        "category": "referral_conversion",
    }
    assert rows["sent"]["conversation"]["origin"] == {"type": "referral_conversion"}
    business.advance(2 * DAY)
    rows = business.statuses(business.template("aviso", phone))
    assert rows["sent"]["pricing"]["type"] == "free_entry_point"
    business.advance(DAY + HOUR)
    rows = business.statuses(business.template("aviso", phone))
    assert rows["sent"]["pricing"]["type"] == "regular"
    assert "conversation" not in rows["sent"]


def test_without_a_payment_method_nothing_charged_is_delivered(
    world: World, hook: Receiver
) -> None:
    business = Business(world, hook, template_review="instant", has_payment_method=False)
    business.create("aviso")
    phone = business.person()
    assert business.failed_with(business.template("aviso", phone)) == 131042
    business.write(phone)
    assert "delivered" in business.statuses(business.text(phone))


def test_rates_are_shown_and_added(world: World, hook: Receiver) -> None:
    business = Business(world, hook, template_review="instant", currency="USD")
    business.create("aviso")
    row = {"market": "BR", "category": "utility", "currency": "USD", "valid_from": "2026-11-01"}
    business.control("POST", "rates", {**row, "price": "0.05"})
    assert {**row, "price": 0.05} in business.control("GET", "rates")["rates"]
    business.statuses(business.template("aviso", business.person()))
    bill = business.control("GET", f"costs?phone_number_id={business.phone_id}")
    assert bill["totals"] == {"USD": "0.050000"}
