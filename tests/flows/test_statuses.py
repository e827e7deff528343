"""What the provider tells about our messages: once each, in any order, never backwards."""

import random
import threading
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from tests.world import World

TUESDAY = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
WHEN = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


@pytest.fixture
def owner(world: World) -> tuple[UUID, UUID]:
    return world.person("+5511987654321")


def report(status: str, provider_id: str = "wamid.1", **more: Any) -> Any:
    from trato.door.outbox.values import StatusReport

    if status == "failed":
        more.setdefault("error_code", 131000)
    at = TUESDAY + timedelta(seconds=WHEN[status])
    return StatusReport(provider_message_id=provider_id, status=status, at=at, **more)


def tell(world: World, *reports: Any, together: bool = True) -> int:
    from trato.door.outbox.record_status import record_status, record_statuses

    with world.within():
        if together:
            return record_statuses([(one, TUESDAY) for one in reports])
        return sum(record_status(one, received_at=TUESDAY) for one in reports)


def end(world: World, message_id: UUID) -> tuple[Any, ...]:
    row = world.row(message_id)
    return (
        row.state, row.status_rank, row.delivered_at, row.read_at, row.failed_code,
        row.failed_reason, row.ended_at, row.needs_human,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("sent", "delivered", "read", "failed"), ("sent", 3, 2, 3, None, "", None, "")),
        (("sent", "delivered", "failed"), ("sent", 2, 2, None, None, "", None, "")),
        (("sent", "read"), ("sent", 3, 3, 3, None, "", None, "")),
        (("sent", "failed"), ("failed", 1, None, None, 131000, "", 0, "")),
        (("failed",), ("failed", 0, None, None, 131000, "", 0, "")),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_every_order_ends_the_same(
    world: World, owner: tuple[UUID, UUID], statuses: Any, expected: Any, together: bool
) -> None:
    instants = {n: TUESDAY + timedelta(seconds=n) for n in range(5)}
    wanted = (
        *expected[:2],
        *(None if n is None else instants[n] for n in expected[2:4]),
        *expected[4:6],
        None if expected[6] is None else TUESDAY,
        expected[7],
    )
    for n, order in enumerate(permutations(statuses)):
        provider_id = f"wamid.{n}"
        message_id = world.message(owner, provider_message_id=provider_id)
        repeated = [report(s, provider_id) for s in (*order, *order[:2], order[0])]
        assert tell(world, *repeated, together=together) == len(statuses)
        assert end(world, message_id) == wanted, order


def test_statuses_of_many_messages_do_not_mix(world: World, owner: tuple[UUID, UUID]) -> None:
    ours = [world.message(owner, provider_message_id=f"wamid.{n}") for n in range(5)]
    told = [report("sent", f"wamid.{n}") for n in range(5)]
    told += [report("delivered", f"wamid.{n}", pricing={"n": n}) for n in (1, 3)]
    told += [report("failed", "wamid.4")]
    random.Random(4).shuffle(told)
    assert tell(world, *told) == 8
    rows = [world.row(i) for i in ours]
    assert [r.status_rank for r in rows] == [1, 2, 1, 2, 1]
    assert [r.state for r in rows] == ["sent", "sent", "sent", "sent", "failed"]
    assert [r.pricing for r in rows] == [None, {"n": 1}, None, {"n": 3}, None]


def test_later_words_keep_what_was_told_of_the_price(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    message_id = world.message(owner, provider_message_id="wamid.1")
    tell(world, report("sent", pricing={"billable": True}))
    tell(world, report("read"))
    assert world.row(message_id).pricing == {"billable": True}


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_status_settles_a_call_without_an_answer(
    world: World, owner: tuple[UUID, UUID], state: str
) -> None:
    from trato.door.outbox.correlation import opaque

    message_id = world.message(owner, state=state, needs_human="x" if state == "unknown" else "")
    row = world.row(message_id)
    assert tell(world, report("delivered", opaque=opaque(message_id, row.attempt_id))) == 1
    row = world.row(message_id)
    assert (row.state, row.needs_human, row.provider_message_id) == ("sent", "", "wamid.1")
    by = "status_after_unknown" if state == "unknown" else "status"
    (fact,) = world.facts("outbox.message_accepted")
    assert fact == {"message_id": str(message_id), "settled_by": by}
    (fact,) = world.facts("outbox.message_status")
    assert (fact["message_id"], fact["status"]) == (str(message_id), "delivered")


def test_a_status_that_comes_before_the_answer_waits_for_it(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    from trato.door.outbox.record_receipt import Outcome, record_receipts
    from trato.door.outbox.values import Receipt

    message_id = world.message(owner)
    attempt_id = world.row(message_id).attempt_id
    # Without the correlation id nobody can tell yet whose these are.
    assert tell(world, report("delivered"), report("sent"), report("delivered")) == 2
    assert world.row(message_id).state == "sending"
    answer = Receipt(provider_message_id="wamid.1", wa_id="5511987654321")
    outcome = Outcome(message_id=message_id, attempt_id=attempt_id, answer=answer)
    for _ in range(2):
        with world.within():
            record_receipts([outcome], at=TUESDAY)
    row = world.row(message_id)
    assert (row.state, row.status_rank, row.sent_at) == ("sent", 2, TUESDAY)
    assert len(world.facts("outbox.message_status")) == 2
    assert len(world.facts("outbox.message_accepted")) == 1
    assert tell(world, report("read")) == 1
    assert world.row(message_id).status_rank == 3


def test_a_status_of_nobodys_message_is_kept_and_changes_nothing(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    from trato.door.outbox.audit import known_statuses

    message_id = world.message(owner)
    assert tell(world, report("sent", "wamid.else", opaque="other:x:y")) == 1
    assert tell(world, report("sent", "wamid.else")) == 0
    assert world.row(message_id).state == "sending"
    with world.within():
        assert known_statuses() == {("wamid.else", "sent")}


def test_a_failure_says_what_it_asks_of_us(world: World, owner: tuple[UUID, UUID]) -> None:
    from trato.book.people import read
    from trato.door.outbox.values import ErrorClass

    world.message(owner, provider_message_id="wamid.1")
    failed = report("failed", error_class=ErrorClass.UNDELIVERABLE, error_reason="r" * 999)
    assert tell(world, failed) == 1
    with world.within():
        assert read.contact(owner[1]).whatsapp is False
    # Once proven delivered, a failure asks nothing.
    other = world.person("+5511987654322")
    world.message(other, provider_message_id="wamid.2")
    told = report("failed", "wamid.2", error_class=ErrorClass.UNDELIVERABLE)
    tell(world, report("delivered", "wamid.2"), told)
    with world.within():
        assert read.contact(other[1]).whatsapp is None


def test_a_refused_or_waiting_message_is_never_moved(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    held = world.message(
        owner, state="held", hold_until=TUESDAY, provider_message_id="wamid.1", status_rank=0
    )
    tell(world, report("failed"), report("sent"))
    assert world.row(held).state == "held"


def test_the_ids_of_the_receiver_are_remembered(world: World, owner: tuple[UUID, UUID]) -> None:
    from trato.book.people import read

    world.message(owner, provider_message_id="wamid.1")
    tell(world, report("sent", wa_id="551187654321"), report("delivered", bsuid="BR.7"))
    with world.within():
        assert read.wa_ids_of([owner[1]]) == {owner[1]: "551187654321"}
        assert [c.contact_point_id for c in read.find_by_bsuid("BR.7")] == [owner[1]]
    tell(world, report("read", wa_id="5511987654321"))
    with world.within():
        assert read.wa_ids_of([owner[1]]) == {owner[1]: "5511987654321"}


def test_an_id_that_is_the_number_itself_is_not_written_down(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    from trato.book.people import read
    from trato.book.people.senders import senders

    world.message(owner, provider_message_id="wamid.1")
    tell(world, report("sent", wa_id="5511987654321"))
    with world.within():
        assert read.wa_ids_of([owner[1]]) == {}
        (sender,) = senders([("5511987654321", "")])["5511987654321", ""]
        assert (sender.contact_point_id, sender.is_remembered) == (owner[1], True)
        (other,) = senders([("551187654321", "")])["551187654321", ""]
        assert (other.contact_point_id, other.is_remembered) == (owner[1], False)


def test_two_who_tell_the_same_in_opposite_orders_do_not_stand_in_each_others_way(
    world: World, owner: tuple[UUID, UUID]
) -> None:
    from django.db import connection

    ours = [world.message(owner, provider_message_id=f"wamid.{n}") for n in range(20)]
    told = [report(s, f"wamid.{n}") for n in range(20) for s in ("sent", "delivered")]
    counts: list[int] = []
    troubles: list[BaseException] = []

    def work(reports: list[Any]) -> None:
        try:
            counts.append(tell(world, *reports))
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(t,)) for t in (told, told[::-1], told, told[::-1])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []
    assert sum(counts) == 40
    assert {world.row(i).status_rank for i in ours} == {2}
    assert len(world.facts("outbox.message_status")) == 40
