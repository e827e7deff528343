"""The simulator's time, memory and log: advanced, saved and restored, looked through."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sim_business import Business
from sim_harness import PHONE_ID, SECRET, TOKEN, Receiver, World, person, wait_until

DAY = 86_400


@pytest.fixture
def hook() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def world(hook: Receiver) -> Iterator[World]:
    world = World(speed=1.0)
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


def clock(world: World, **body: Any) -> dict[str, Any]:
    status, answer = world.call("POST", "/_sim/clock", body, timeout=60)
    assert status == 200, answer
    found: dict[str, Any] = answer
    return found


def now(world: World) -> datetime:
    return datetime.fromisoformat(world.call("GET", "/_sim/clock")[1]["now"])


def reader(world: World, number: int, persona: str = "silent") -> str:
    row = person(number, persona)
    world.people(row)
    world.say(row["phone"], "oi")
    return str(row["phone"])


def test_advancing_does_what_falls_due_at_its_own_time(world: World, hook: Receiver) -> None:
    rows = [person(n, "silent") for n in range(1, 4)]
    for hours, row in zip((30, 2, 9), rows, strict=True):
        row["writes_first"] = {"phone_number_id": PHONE_ID, "after_seconds": hours * 3600}
    world.people(*rows)
    start = now(world)
    answer = clock(world, advance_seconds=2 * DAY)
    assert answer["deeds_done"] == 3
    world.settle_webhooks()
    assert timedelta(days=2) <= now(world) - start < timedelta(days=2, minutes=1)
    told = [int(row["timestamp"]) - int(start.timestamp()) for row in hook.values("messages")]
    assert [round(seconds / 3600) for seconds in told] == [2, 9, 30]


def test_a_month_in_less_than_a_minute(world: World, hook: Receiver) -> None:
    rows = [person(n, "silent") for n in range(100, 400)]
    for n, row in enumerate(rows):
        row["writes_first"] = {"phone_number_id": PHONE_ID, "after_seconds": (n + 0.5) * DAY / 10}
    world.people(*rows)
    begun = time.monotonic()
    assert clock(world, advance_seconds=30 * DAY)["deeds_done"] == 300
    assert time.monotonic() - begun < 60
    world.settle_webhooks()
    assert len({row["id"] for row in hook.values("messages")}) == 300


def test_the_window_closes_when_time_has_passed(world: World) -> None:
    phone = reader(world, 500)
    assert world.text(phone, "a")[0] == 200
    clock(world, advance_seconds=DAY + 60)
    assert world.text(phone, "b")[1]["error"]["code"] == 131047


def test_speed_changes_and_time_may_stand_still(world: World) -> None:
    clock(world, speed=0)
    before = now(world)
    phone = reader(world, 510)
    assert world.text(phone, "parado")[0] == 200
    time.sleep(0.1)
    assert now(world) == before
    assert world.call("GET", "/_sim/clock")[1]["speed"] == 0
    assert world.books()["statuses"] == []
    clock(world, speed=36_000)
    wait_until(lambda: now(world) - before > timedelta(hours=1), 10)


@pytest.mark.parametrize("body", [{}, {"speed": -1}, {"advance_seconds": -1}, {"speed": "x"}])
def test_time_that_cannot_be(world: World, body: dict[str, Any]) -> None:
    assert world.call("POST", "/_sim/clock", body)[0] == 400


def test_a_snapshot_puts_the_whole_world_back(world: World, hook: Receiver) -> None:
    world.people(person(600, "cooperative"))
    reader(world, 601)
    row = person(602, "silent")
    row["writes_first"] = {"phone_number_id": PHONE_ID, "after_seconds": 3 * 3600}
    world.people(row)
    world.settle_webhooks()
    saved_at, books = now(world), world.books()
    status, snapshot = world.call("GET", "/_sim/snapshot")
    assert status == 200, snapshot

    assert world.text(person(601)["phone"], "depois")[0] == 200
    clock(world, advance_seconds=5 * 3600)
    world.settle_webhooks()
    assert len(world.books()["sends"]) == 1
    told = len(hook.values("messages"))

    assert world.call("POST", "/_sim/snapshot", snapshot)[0] == 200
    assert world.books() == books
    assert abs(now(world) - saved_at) < timedelta(seconds=10)
    # What was planned happens again, from the same plan.
    clock(world, advance_seconds=4 * 3600)
    world.settle_webhooks()
    assert len(hook.values("messages")) == told + 1
    assert world.text(person(601)["phone"], "de novo")[0] == 200


def test_a_snapshot_holds_limits_prices_and_lives(world: World, hook: Receiver) -> None:
    business = Business(world, hook, messaging_limit="TIER_2K")
    business.create("aviso")
    business.advance(120)
    reader_phone, stranger = business.person(has_written=True), business.person()
    business.statuses(business.template("aviso", stranger))
    business.control(
        "POST",
        "complaints",
        {"phone": stranger, "phone_number_id": business.phone_id, "kind": "block"},
    )
    blocked = {"messaging_product": "whatsapp", "block_users": [{"user": reader_phone}]}
    business.graph("POST", f"{business.phone_id}/block_users", blocked)
    business.control("POST", "restrictions", {"waba_id": business.waba, "type": "SPAM"})
    business.create("em_analise")

    def seen() -> tuple[object, ...]:
        return (
            business.control("GET", "portfolios"),
            business.control("GET", "restrictions"),
            business.control("GET", "costs"),
            business.graph("GET", f"{business.waba}/message_templates"),
            business.graph("GET", f"{business.phone_id}/block_users"),
        )

    world.settle_webhooks()
    before, snapshot = seen(), business.control("GET", "snapshot")
    business.advance(3 * DAY)
    assert seen() != before
    world.settle_webhooks()
    business.control("POST", "snapshot", snapshot)
    assert seen() == before
    business.advance(120)
    assert business.look("em_analise")["status"] == "APPROVED"


def test_a_snapshot_moves_to_another_process(world: World, hook: Receiver) -> None:
    phone = reader(world, 610)
    world.settle_webhooks()
    snapshot = world.call("GET", "/_sim/snapshot")[1]
    other = World(speed=1.0)
    try:
        assert other.call("POST", "/_sim/snapshot", snapshot)[0] == 200
        assert other.text(phone, "em outro lugar")[0] == 200
        wait_until(lambda: len(hook.values("statuses")) >= 2, 20)
    finally:
        other.close()


def test_a_document_that_is_no_snapshot_changes_nothing(world: World) -> None:
    reader(world, 620)
    world.settle_webhooks()
    good = world.call("GET", "/_sim/snapshot")[1]
    evil = {"record": "os:environ", "fields": {}}
    for wrong in ({"version": 0}, {**good, "records": [evil]}, {**good, "parts": {}}):
        assert world.call("POST", "/_sim/snapshot", wrong)[0] == 400
    assert len(world.books()["inbound"]) == 1


def test_the_log_filters_and_hides_secrets(world: World, hook: Receiver) -> None:
    phone = reader(world, 630)
    world.text(phone, "procure-me")
    world.text(phone, "")
    calls = world.call("GET", "/_sim/log?path=/messages")[1]["calls"]
    assert [call["status"] for call in calls] == [200, 400]
    assert calls[1]["code"] == 131008
    found = world.call("GET", "/_sim/log?text=procure-me")[1]["calls"]
    assert [call["request"]["text"]["body"] for call in found] == ["procure-me"]
    # Neither in a form, nor in a body too long to be kept whole.
    world.call("POST", "/oauth/token", b"client_secret=guarde-me&grant_type=x")
    world.call("POST", "/_sim/say", {"token": "guarde-me", "text": "a" * 20_000})
    everything = str(world.call("GET", "/_sim/log?limit=1000")[1])
    assert "guarde-me" not in everything
    assert SECRET not in everything
    assert TOKEN not in everything
    assert world.call("DELETE", "/_sim/log")[0] == 200
    assert world.call("GET", "/_sim/log?path=/messages")[1]["calls"] == []


def test_a_receiver_down_for_days_is_told_in_the_end(world: World, hook: Receiver) -> None:
    hook.statuses.extend([500] * 12)
    reader(world, 640)
    wait_until(lambda: len(hook.calls) >= 5, 30)
    while not world.books()["inbound"][0]["acknowledged_at"]:
        clock(world, advance_seconds=6 * 3600)
    tries = [at_body for at_body in hook.calls if at_body[0] == "/webhook"]
    assert len(tries) >= 13
    assert len({body for _, _, body in tries}) == 1
    told = datetime.fromisoformat(world.books()["inbound"][0]["acknowledged_at"])
    assert timedelta(hours=6) < told - datetime.fromisoformat(world.books()["inbound"][0]["at"])


def test_what_is_not_taken_for_a_week_is_given_up(world: World, hook: Receiver) -> None:
    hook.statuses.extend([503] * 1000)
    reader(world, 641)
    wait_until(lambda: len(hook.calls) >= 5, 30)
    for _ in range(5):
        clock(world, advance_seconds=2 * DAY)
    # The last try may still be on its way when the clock has been moved.
    wait_until(lambda: world.call("GET", "/_sim/faults")[1]["webhooks"]["given_up"] == 1, 10)
    assert world.call("GET", "/_sim/idle")[1]["pending_webhooks"] == 0
    assert not world.books()["inbound"][0]["acknowledged_at"]
