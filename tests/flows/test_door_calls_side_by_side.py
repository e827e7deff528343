"""Calls are carried side by side: a slow one holds up nobody, and an outcome outlives trouble."""

import asyncio
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from tests.universe import Cooperative, FakeProvider, cooperative
from trato.door.outbox import dispatch as dispatching
from trato.door.outbox.dispatch import IN_FLIGHT_MAX, dispatch, finish_calls
from trato.door.outbox.open_window import open_window
from trato.door.outbox.record_receipt import Outcome
from trato.door.outbox.submit import submit_many


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    """Return a cooperative that may send a thousand messages a second."""
    return cooperative(organisation, rate_per_second=1000)


def submit_first_contacts(coop: Cooperative, number: int) -> list[UUID]:
    debtors = coop.debtors(number)
    with coop.inside():
        done = submit_many([coop.first_contact(d) for d in debtors], at=coop.clock())
    return [one.message_id for one in done]


class SlowFirst(FakeProvider):
    """Answers the first call only when the gate opens, the others at once."""

    async def send(self, cleared):  # type: ignore[no-untyped-def]
        held = self.gate if not self.log else None
        gate, self.gate = self.gate, held
        try:
            return await super().send(cleared)
        finally:
            self.gate = gate


def test_a_slow_call_holds_up_neither_its_batch_nor_the_next(coop: Cooperative) -> None:
    first, second = submit_first_contacts(coop, 2)

    async def run() -> list[str]:
        gate = asyncio.Event()
        provider = SlowFirst(coop.clock, gate=gate)
        assert await dispatch(coop.organisation_id, provider, clock=coop.clock) == 2
        third = (await sync_to_async(submit_first_contacts)(coop, 1))[0]
        assert await dispatch(coop.organisation_id, provider, clock=coop.clock) == 1
        states = []
        for _ in range(3_000):
            states = [(await sync_to_async(coop.row)(i)).state for i in (first, second, third)]
            if states == ["sending", "sent", "sent"]:
                break
            await asyncio.sleep(0.01)
        gate.set()
        await finish_calls()
        return states

    assert asyncio.run(run()) == ["sending", "sent", "sent"]
    assert coop.row(first).state == "sent"


def test_what_cannot_be_carried_now_is_not_cleared(coop: Cooperative) -> None:
    submit_first_contacts(coop, IN_FLIGHT_MAX + 5)

    async def run() -> tuple[int, int, int]:
        provider = FakeProvider(coop.clock, gate=asyncio.Event())
        assert provider.gate
        started = await dispatch(coop.organisation_id, provider, clock=coop.clock, limit=1000)
        more = await dispatch(coop.organisation_id, provider, clock=coop.clock, limit=1000)
        provider.gate.set()
        await finish_calls()
        rest = await dispatch(coop.organisation_id, provider, clock=coop.clock, limit=1000)
        await finish_calls()
        return started, more, rest

    assert asyncio.run(run()) == (IN_FLIGHT_MAX, 0, 5)
    assert {row.state for row in coop.rows()} == {"sent"}


def test_full_batches_follow_one_another_while_their_calls_find_room(coop: Cooperative) -> None:
    submit_first_contacts(coop, IN_FLIGHT_MAX + 50)

    async def run() -> tuple[int, int, int]:
        provider = FakeProvider(coop.clock, gate=asyncio.Event())
        assert provider.gate
        started = await dispatch(coop.organisation_id, provider, clock=coop.clock, batches=9)
        provider.gate.set()
        await finish_calls()
        one = await dispatch(coop.organisation_id, provider, clock=coop.clock, limit=30)
        rest = await dispatch(coop.organisation_id, provider, clock=coop.clock, batches=9)
        await finish_calls()
        return started, one, rest

    assert asyncio.run(run()) == (IN_FLIGHT_MAX, 30, 20)
    assert {row.state for row in coop.rows()} == {"sent"}


def test_a_read_mark_does_not_delay_the_answer(coop: Cooperative) -> None:
    debtor = coop.debtor()
    with coop.inside():
        open_window(debtor.contact_point_id, coop.number_id, at=coop.clock())
    done = coop.submit(coop.answer(debtor))

    class SlowTicks(FakeProvider):
        async def mark_read(self, *, phone_number_id: str, message_id: str) -> None:
            assert self.gate
            await self.gate.wait()

        async def send(self, cleared):  # type: ignore[no-untyped-def]
            gate, self.gate = self.gate, None
            try:
                return await super().send(cleared)
            finally:
                self.gate = gate

    async def run() -> None:
        provider = SlowTicks(coop.clock, gate=asyncio.Event())
        assert provider.gate
        await dispatch(coop.organisation_id, provider, clock=coop.clock)
        for _ in range(3_000):
            if (await sync_to_async(coop.row)(done.message_id)).state == "sent":
                break
            await asyncio.sleep(0.01)
        else:
            raise AssertionError("the answer waits for the read mark")
        provider.gate.set()
        await finish_calls()

    asyncio.run(run())


def test_outcomes_wait_out_trouble_with_the_database(
    coop: Cooperative, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = submit_first_contacts(coop, 3)
    real, troubles = dispatching._record, [OperationalError("gone"), OperationalError("gone")]

    def record(organisation_id: UUID, outcomes: list[Outcome], at: object) -> None:
        if troubles:
            raise troubles.pop()
        real(organisation_id, outcomes, at)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatching, "_record", record)
    monkeypatch.setattr(dispatching, "_TROUBLE_WAIT_SECONDS", 0.01)
    coop.dispatch()
    assert {coop.row(i).state for i in ids} == {"sent"}


def test_one_outcome_that_cannot_be_recorded_spoils_no_other(
    coop: Cooperative, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = submit_first_contacts(coop, 3)
    real = dispatching.record_receipts

    def record(outcomes: list[Outcome], *, at: object) -> None:
        if ids[1] in {o.message_id for o in outcomes}:
            raise ValueError("a bug")
        real(outcomes, at=at)  # type: ignore[arg-type]

    monkeypatch.setattr(dispatching, "record_receipts", record)
    coop.dispatch()
    # The lost one stays as after a crash: never sent again, settled by a status or a person.
    assert [coop.row(i).state for i in ids] == ["sent", "sending", "sent"]
    assert coop.drain() == 0
