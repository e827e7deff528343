"""The Pix that an agent asks for is their message: a supervisor's hold holds it like any other."""

from typing import Any
from uuid import UUID

import pytest

from tests.flows.test_offers_at_the_desk import AGENT, Bank, Desk
from trato.casework.negotiation.terms.values import Wish
from trato.door.policy.values import Verdict
from trato.foundation.ids import new_id
from trato.speakers.desk.pix import NotHere, send_pix

SANDRA = 9


class Pix(Desk):
    """A desk with an agreement, whose first instalment can be charged."""

    def __init__(self, organisation_id: UUID) -> None:
        from trato.casework.negotiation import read as negotiation

        super().__init__(organisation_id)
        self.send(self.simulate(Wish(instalments=3)))
        self.coop.drain()
        (offer,) = self.offers()
        agreement_id = self.accept(offer.offer_id, self.says("aceito"))
        with self.coop.inside():
            self.part = negotiation.agreement(agreement_id).instalments[0]

    def hold(self, holds: str) -> None:
        from trato.casework.conversations.hold_messages import hold_messages

        with self.coop.inside():
            hold_messages(self.conversation_id, holds=holds, by=SANDRA, at=self.coop.clock())

    def issue(self) -> int:
        """Let the worker issue what waits, as the wiring has it."""
        from unittest.mock import patch

        from trato import wiring

        now = self.coop.clock.pass_(seconds=10)
        with patch.object(wiring.clock, "now", return_value=now):
            return wiring.issue_some(self.coop.organisation_id, Bank())  # type: ignore[arg-type]

    def again(self, key: str) -> Any:
        charge = self.pix(self.part.instalment_id)
        with self.coop.inside():
            return send_pix(charge, by=AGENT, at=self.coop.clock(), again=key)

    def orders(self) -> list[Any]:
        return [m for m in self.coop.rows() if m.kind == "order_details"]

    def waiting(self) -> Any:
        from trato.casework.conversations.read import conversation

        with self.coop.inside():
            return conversation(self.conversation_id).waiting_since


@pytest.fixture
def desk(organisation: UUID) -> Pix:
    return Pix(organisation)


def test_without_a_hold_it_leaves_as_the_agents_message(desk: Pix) -> None:
    desk.pix(desk.part.instalment_id)
    assert desk.issue() == 1
    desk.coop.drain()
    (order,) = desk.orders()
    assert (order.state, order.author, order.origin) == ("sent", "human", "desk")
    assert desk.waiting() is None
    desk.coop.must_be_lawful()


def test_a_hold_holds_it_until_it_is_let_go(desk: Pix) -> None:
    from trato.speakers.desk.hand_in import let_go

    desk.hold("next")
    desk.pix(desk.part.instalment_id)
    desk.issue()
    desk.coop.clock.pass_(minutes=30)
    desk.coop.drain()
    (order,) = desk.orders()
    assert (order.state, order.awaits_approval_by) == ("held", SANDRA)
    # While it waits nobody puts a second one beside it.
    with pytest.raises(NotHere, match="held"):
        desk.pix(desk.part.instalment_id)
    with desk.coop.inside():
        assert let_go(order.id, by=SANDRA, at=desk.coop.clock())
    desk.coop.drain()
    assert [m.state for m in desk.orders()] == ["sent"]
    # The next one was held: the one after it is not.
    assert desk.again("k2").awaits_approval is False


def test_turned_down_the_charge_stands_and_is_sent_when_asked_for_again(desk: Pix) -> None:
    from trato.casework.payments.read import wanted_charge
    from trato.door.outbox.approve import turn_down

    desk.hold("all")
    desk.pix(desk.part.instalment_id)
    desk.issue()
    (order,) = desk.orders()
    with desk.coop.inside():
        turn_down(order.id, reason="Confirme a data antes.", by=SANDRA, at=desk.coop.clock())
        charge = wanted_charge(desk.part.instalment_id)
    assert charge is not None
    assert charge.state == "issued"
    desk.coop.drain()
    assert desk.coop.provider.log[-1].message_id != order.id
    desk.hold("")
    assert desk.again("k2").verdict is Verdict.ALLOW
    desk.coop.drain()
    first, second = desk.orders()
    assert [first.state, second.state] == ["cancelled", "sent"]
    # The receipt later speaks of the first order that left, which is this one.
    assert second.draft["content"]["order"]["reference_id"] == f"{charge.txid}.1"
    assert len({m.draft["content"]["order"]["brcode"] for m in desk.orders()}) == 1


def test_one_that_was_sent_is_sent_again_under_the_hold(desk: Pix) -> None:
    desk.pix(desk.part.instalment_id)
    desk.issue()
    desk.coop.drain()
    desk.hold("all")
    desk.coop.clock.pass_(minutes=1)
    again = desk.again("k2")
    assert again.awaits_approval
    first, second = desk.orders()
    assert first.draft["content"]["order"]["reference_id"].endswith(".1")
    assert not second.draft["content"]["order"]["reference_id"].endswith(".1")


def test_what_is_paid_while_its_message_is_held_is_not_asked_for(desk: Pix) -> None:
    from trato.casework.payments.provider import Settlement
    from trato.casework.payments.read import wanted_charge
    from trato.casework.payments.settle import settle
    from trato.speakers.desk.hand_in import let_go

    desk.hold("all")
    desk.pix(desk.part.instalment_id)
    desk.issue()
    (order,) = desk.orders()
    with desk.coop.inside():
        charge = wanted_charge(desk.part.instalment_id)
        assert charge
        paid = Settlement(
            end_to_end_id=f"E{new_id().hex[:31]}", txid=charge.txid,
            amount_cents=charge.amount_cents, paid_at=desk.coop.clock(),
            pix_key="pix@aurora.example",
        )  # fmt: skip
        assert settle(paid, heard_by="webhook", at=desk.coop.clock()).state == "matched"
        assert not let_go(order.id, by=SANDRA, at=desk.coop.clock())
    row = desk.coop.row(order.id)
    assert (row.state, row.failed_reason, row.awaits_approval_by) == (
        "cancelled", "charge_paid", None,
    )  # fmt: skip


def test_a_withdrawn_charge_takes_its_held_message_with_it(desk: Pix) -> None:
    from trato.casework.payments.read import wanted_charge
    from trato.casework.payments.withdraw import withdraw_charge

    desk.hold("all")
    desk.pix(desk.part.instalment_id)
    desk.issue()
    (order,) = desk.orders()
    with desk.coop.inside():
        charge = wanted_charge(desk.part.instalment_id)
        assert charge
        withdraw_charge(charge.charge_id, at=desk.coop.clock())
    assert desk.coop.row(order.id).failed_reason == "charge_withdrawn"


def test_what_the_assistant_began_is_the_agents_once_they_ask(desk: Pix) -> None:
    from trato.casework.payments.issue import request_charge

    with desk.coop.inside():
        request_charge(desk.part.instalment_id, at=desk.coop.clock())
    desk.hold("all")
    desk.pix(desk.part.instalment_id)
    desk.issue()
    (order,) = desk.orders()
    assert (order.author, order.state) == ("human", "held")


def test_what_the_assistant_asks_for_is_its_own(desk: Pix) -> None:
    from trato.casework.payments.issue import request_charge

    with desk.coop.inside():
        request_charge(desk.part.instalment_id, at=desk.coop.clock())
    desk.hold("all")
    desk.issue()
    desk.coop.drain()
    (order,) = desk.orders()
    assert (order.author, order.state) == ("bot", "sent")
