"""Meta's limits in the simulated Cloud API: how many people, how fast, what is forbidden."""

import pytest
from sim_business import DAY, HOUR, Business, code
from sim_harness import Receiver, World


def opening(world: World, hook: Receiver, **options: object) -> Business:
    """Return a business with an approved template called `aviso`."""
    options = {"throughput_per_second": 1000, **options}
    business = Business(world, hook, template_review="instant", **options)
    assert business.create("aviso")[1]["status"] == "APPROVED"
    return business


def test_a_new_portfolio_writes_to_250_people_a_day(world: World, hook: Receiver) -> None:
    business = opening(world, hook)
    people = business.people(252)
    sent = [business.template("aviso", phone) for phone in people[:250]]
    assert {answer[0] for answer in sent} == {200}
    assert code(business.template("aviso", people[250])) == 131048
    # Whoever was written to today, and whoever writes, does not count again.
    assert business.template("aviso", people[0])[0] == 200
    business.write(people[251])
    assert business.template("aviso", people[251])[0] == 200
    business.advance(DAY)
    assert business.template("aviso", people[250])[0] == 200


def test_the_limit_is_shared_by_the_portfolio(world: World, hook: Receiver) -> None:
    first = opening(world, hook, portfolio_id="grupo")
    second = opening(world, hook, portfolio_id="grupo")
    people = first.people(251)
    for phone in people[:125]:
        assert first.template("aviso", phone)[0] == 200
    for phone in people[125:250]:
        assert second.template("aviso", phone)[0] == 200
    assert code(first.template("aviso", people[250])) == 131048


def test_a_verified_business_may_write_to_2000(world: World, hook: Receiver) -> None:
    business = Business(world, hook)
    business.control(
        "POST", "portfolios", {"phone_number_id": business.phone_id, "is_verified": True}
    )
    told = business.told("business_capability_update")
    assert [row["max_daily_conversations_per_business"] for row in told] == [2000]
    shown = business.graph("GET", business.phone_id)[1]
    assert shown["whatsapp_business_manager_messaging_limit"] == "TIER_2K"


def test_using_half_the_limit_well_lifts_it_within_six_hours(world: World, hook: Receiver) -> None:
    business = opening(world, hook, messaging_limit="TIER_2K")
    for phone in business.people(999):
        business.template("aviso", phone)
    business.advance(6 * HOUR)
    assert business.told("business_capability_update") == []
    business.template("aviso", business.person())
    business.advance(6 * HOUR)
    told = business.told("business_capability_update")
    assert [row["max_daily_conversations_per_business"] for row in told] == [10_000]
    assert business.told("phone_number_quality_update")[0]["event"] == "UPGRADE"


def test_the_throughput_grows_to_1000_after_a_minute_of_maintenance(
    world: World, hook: Receiver
) -> None:
    options = {"messaging_limit": "TIER_UNLIMITED", "throughput_upgrade_people": 3}
    options["throughput_per_second"] = 80
    business = opening(world, hook, **options)
    for phone in business.people(3):
        assert business.template("aviso", phone)[0] == 200
    assert code(business.template("aviso", business.person())) == 131057
    business.advance(61)
    assert business.template("aviso", business.person())[0] == 200
    assert business.graph("GET", business.phone_id)[1]["throughput"] == {"level": "HIGH"}
    events = [row["event"] for row in business.told("phone_number_quality_update")]
    assert events == ["THROUGHPUT_UPGRADE"]


@pytest.mark.parametrize(("is_coexistence", "allowed"), [(True, 20), (False, 80)])
def test_so_many_messages_a_second(
    world: World, hook: Receiver, is_coexistence: bool, allowed: int
) -> None:
    options = {"messaging_limit": "TIER_UNLIMITED", "is_coexistence": is_coexistence}
    business = opening(world, hook, throughput_per_second=0, **options)
    people = business.people(allowed + 10)
    world.call("POST", "/_sim/clock", {"speed": 0})
    try:
        answers = [business.template("aviso", phone) for phone in people]
    finally:
        world.call("POST", "/_sim/clock", {"speed": 1})
    assert [answer[0] for answer in answers].count(200) == allowed
    assert {code(answer) for answer in answers[allowed:]} == {130429}


def test_what_people_write_counts_in_the_throughput(world: World, hook: Receiver) -> None:
    business = Business(world, hook, throughput_per_second=3)
    phone = business.person(has_written=True)
    business.advance(10)
    world.call("POST", "/_sim/clock", {"speed": 0})
    try:
        business.write(phone)
        business.write(phone)
        assert business.text(phone)[0] == 200
        assert code(business.text(phone)) == 130429
    finally:
        world.call("POST", "/_sim/clock", {"speed": 1})


def test_a_burst_to_one_person_is_paid_back(world: World, hook: Receiver) -> None:
    business = Business(world, hook)
    phone = business.person(has_written=True)
    world.call("POST", "/_sim/clock", {"speed": 0})
    try:
        assert {business.text(phone)[0] for _ in range(45)} == {200}
        assert code(business.text(phone)) == 131056
        business.advance(5)
        assert code(business.text(phone)) == 131056
        business.advance(2)
        assert business.text(phone)[0] == 200
        assert code(business.text(phone)) == 131056
    finally:
        world.call("POST", "/_sim/clock", {"speed": 1})


def test_a_person_takes_two_offers_a_day_from_everybody(world: World, hook: Receiver) -> None:
    one = opening(world, hook, messaging_limit="TIER_10K")
    other = opening(world, hook, messaging_limit="TIER_10K")
    for business in (one, other):
        business.create("oferta", category="MARKETING")
    phone = one.person()
    assert "delivered" in one.statuses(one.template("oferta", phone))
    assert "delivered" in other.statuses(other.template("oferta", phone))
    assert one.failed_with(one.template("oferta", phone)) == 131049
    # A notice is no offer, and an open conversation no limit.
    assert "delivered" in one.statuses(one.template("aviso", phone))
    one.write(phone)
    assert "delivered" in one.statuses(one.template("oferta", phone))


def test_trying_again_too_early_makes_it_longer(world: World, hook: Receiver) -> None:
    business = opening(world, hook)
    business.create("oferta", category="MARKETING")
    phone = business.person()
    for _ in range(2):
        assert business.template("oferta", phone)[0] == 200
    assert business.failed_with(business.template("oferta", phone)) == 131049
    business.advance(23 * HOUR)
    assert business.failed_with(business.template("oferta", phone)) == 131049
    business.advance(3 * HOUR)
    assert business.failed_with(business.template("oferta", phone)) == 131049
    business.advance(DAY + 60)
    assert "delivered" in business.statuses(business.template("oferta", phone))


def test_a_stop_is_told_and_ends_offers_alone(world: World, hook: Receiver) -> None:
    business = opening(world, hook)
    business.create("oferta", category="MARKETING")
    phone = business.person()
    wish = {"phone": phone, "phone_number_id": business.phone_id}
    business.control("POST", "preferences", {**wish, "value": "stop"})
    told = business.told("user_preferences")[0]["user_preferences"][0]
    assert (told["category"], told["value"]) == ("marketing_messages", "stop")
    assert business.failed_with(business.template("oferta", phone)) == 131050
    assert "delivered" in business.statuses(business.template("aviso", phone))
    business.control("POST", "preferences", {**wish, "value": "resume"})
    assert "delivered" in business.statuses(business.template("oferta", phone))


@pytest.mark.parametrize(
    ("kind", "to_stranger", "in_window"),
    [
        ("RESTRICTED_BIZ_INITIATED_MESSAGING", 368, 200),
        ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", 200, 368),
        ("RESTRICTED_UTILITY_TEMPLATES", 131064, 200),
        ("SPAM", 131048, 200),
        ("LOCK", 131031, 131031),
    ],
)
def test_restrictions_forbid_and_end(
    world: World, hook: Receiver, kind: str, to_stranger: int, in_window: int
) -> None:
    business = opening(world, hook)
    stranger, reader = business.person(), business.person(has_written=True)

    def outcomes() -> tuple[int, int]:
        answers = (business.template("aviso", stranger), business.text(reader))
        first, second = (a[0] if a[0] == 200 else code(a) for a in answers)
        return first, second

    row = {"waba_id": business.waba, "type": kind, "seconds": 3 * HOUR}
    business.control("POST", "restrictions", row)
    assert outcomes() == (to_stranger, in_window)
    told = business.told("account_update")
    if kind == "LOCK":
        assert told[0]["ban_info"]["waba_ban_state"] == "DISABLE"
    elif kind == "SPAM":
        assert told == []
    else:
        assert told[0]["event"] == "ACCOUNT_RESTRICTION"
        assert told[0]["restriction_info"][0]["restriction_type"] == kind
        assert told[0]["restriction_info"][0]["expiration"] > business.now().timestamp()
    business.advance(3 * HOUR + 60)
    assert outcomes() == (200, 200)


def test_a_lock_is_lifted_and_told(world: World, hook: Receiver) -> None:
    business = opening(world, hook)
    business.control("POST", "restrictions", {"waba_id": business.waba, "type": "LOCK"})
    assert code(business.template("aviso", business.person())) == 131031
    business.control("DELETE", f"restrictions?waba_id={business.waba}")
    assert business.template("aviso", business.person())[0] == 200
    states = [row["ban_info"]["waba_ban_state"] for row in business.told("account_update")]
    assert sorted(states) == ["DISABLE", "REINSTATE"]


def test_a_violation_is_told_and_numbers_may_not_be_added(world: World, hook: Receiver) -> None:
    business = opening(world, hook)
    rows = [
        {"waba_id": business.waba, "type": "VIOLATION", "violation_type": "SCAM"},
        {"waba_id": business.waba, "type": "RESTRICTED_ADD_PHONE_NUMBER_ACTION", "seconds": DAY},
    ]
    business.control("POST", "restrictions", rows)
    told = {row["event"]: row for row in business.told("account_update")}
    assert told["ACCOUNT_VIOLATION"]["violation_info"] == {"violation_type": "SCAM"}
    answer = business.graph("POST", f"{business.phone_id}/register", {"pin": "123456"})
    assert code(answer) == 368
    row = {"phone_number_id": "9", "waba_id": business.waba, "token": "x", "app_secret": "x"}
    row.update(verify_token="verifique", webhook_url=hook.url("/webhook"))
    assert world.call("POST", "/_sim/numbers", row)[0] == 403


@pytest.mark.parametrize(
    "row",
    [{"type": "NOTHING"}, {"messaging_limit": "TIER_7"}, {"template_review": "kind"}],
)
def test_options_that_are_none(world: World, hook: Receiver, row: dict[str, str]) -> None:
    business = opening(world, hook)
    if "type" in row:
        answer = world.call("POST", "/_sim/restrictions", {"waba_id": business.waba, **row})
    else:
        base = {"phone_number_id": "1", "waba_id": "1", "token": "x", "app_secret": "x"}
        base.update(verify_token="verifique", webhook_url=hook.url("/webhook"))
        answer = world.call("POST", "/_sim/numbers", {**base, **row})
    assert answer[0] == 400
