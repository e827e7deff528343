"""An agent offers within their authority, the person reads the sheet, says yes, gets the Pix."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.universe import TUESDAY, Cooperative, Debtor, cooperative
from trato.casework.conversations import read as conversations
from trato.casework.negotiation.accept import NotAccepted
from trato.casework.negotiation.simulate import NothingToOffer, Simulation, simulate
from trato.casework.negotiation.terms.values import Authority, Wish
from trato.casework.payments.provider import ChargeOrder, IssuedCharge
from trato.door.policy.values import Verdict
from trato.entrypoints.console.deals import deals
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.speakers.bot.send_charge import send_charge
from trato.speakers.desk.offer import NotTaken, NoWord, accept_on_word, send_offer
from trato.speakers.desk.pix import NotHere, ask_for_pix

AGENT = 7


class Desk:
    """One person who wrote, in an agent's hands, with a creditor that lets things be offered."""

    def __init__(self, organisation_id: UUID, *, is_identified: bool = True) -> None:
        from trato.book.portfolios.models import Creditor
        from trato.casework.conversations.hand_over import take_over
        from trato.casework.conversations.link import conversation_for
        from trato.entrypoints.cli.world import offer_policy

        self.coop: Cooperative = cooperative(organisation_id)
        self.debtor: Debtor = self.coop.debtor()
        with self.coop.inside():
            Creditor.objects.update(offer_policy=offer_policy())
            self.conversation_id = conversation_for(
                self.debtor.contact_point_id, self.coop.number_id, at=TUESDAY
            )
            take_over(self.conversation_id, agent_id=AGENT, at=TUESDAY)
        self.says("oi")
        if is_identified:
            self.identify()

    def identify(self) -> None:
        from trato.book.people.verify_identity import verify_identity

        with self.coop.inside():
            verify_identity(self.debtor.contact_point_id, factors=2, at=self.coop.clock())

    def says(self, text: str) -> UUID:
        """Let the person write."""
        from trato.casework.conversations.models import Conversation, InboundMessage
        from trato.door.outbox.open_window import open_windows

        at, inbound_id = self.coop.clock.pass_(minutes=1), new_id()
        with self.coop.inside():
            InboundMessage.objects.create(
                organisation_id=self.coop.organisation_id, id=inbound_id,
                conversation_id=self.conversation_id, kind="text", text=text,
                provider_message_id=f"wamid.{inbound_id.hex}", payload_sealed=b"",
                written_at=at, received_at=at, handle_after=at, handled_at=at,
            )  # fmt: skip
            open_windows({(self.debtor.contact_point_id, self.coop.number_id): at})
            Conversation.objects.filter(id=self.conversation_id).update(
                last_inbound_at=at, person_id=self.debtor.person_id
            )
        return inbound_id

    def simulate(self, wish: Wish | None = None, **more: Any) -> Simulation:
        asked: dict[str, Any] = {
            "person_id": self.debtor.person_id, "authority": Authority.AGENT, "round_number": 0,
            "at": self.coop.clock(), **more,
        }  # fmt: skip
        with self.coop.inside():
            return simulate((self.debtor.debt_id,), wish or Wish(), **asked)

    def send(self, found: Simulation, place: int = 0, key: str = "k1") -> Any:
        with self.coop.inside():
            return send_offer(
                self.conversation_id, found.options[place], found.debt_ids, by=AGENT,
                at=self.coop.clock(), key=key,
            )  # fmt: skip

    def offers(self) -> Any:
        from trato.casework.negotiation.standing_offers import standing_offers

        with self.coop.inside():
            return standing_offers(self.debtor.person_id, at=self.coop.clock())

    def accept(self, offer_id: UUID, inbound_id: UUID) -> UUID:
        with self.coop.inside():
            return accept_on_word(
                self.conversation_id, offer_id, inbound_id, by=AGENT, at=self.coop.clock()
            )

    def pix(self, instalment_id: UUID) -> Any:
        with self.coop.inside():
            return ask_for_pix(self.conversation_id, instalment_id, by=AGENT, at=self.coop.clock())

    def facts(self, kind: str) -> list[dict[str, Any]]:
        from trato.journal.models import Entry

        with self.coop.inside():
            rows = Entry.objects.filter(kind=kind).order_by("id")
            return list(rows.values_list("facts", flat=True))


@pytest.fixture
def desk(organisation: UUID) -> Desk:
    return Desk(organisation)


class Bank:
    """A PSP that issues whatever it is asked for."""

    def issue(self, order: ChargeOrder) -> IssuedCharge:
        return IssuedCharge(txid=order.txid, brcode=f"0002-{order.txid}", state="ATIVA")


@pytest.fixture
def at_the_time(desk: Desk) -> Iterator[None]:
    """Let the console's clock show what the story's does."""
    clock.set_virtual(clock.VirtualTime(starts_at=desk.coop.clock(), anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


@pytest.mark.usefixtures("at_the_time")
def test_beside_an_agreement_no_other_offer_waits_to_be_read(desk: Desk) -> None:
    def beside() -> tuple[list[UUID], int]:
        with desk.coop.inside():
            shown = deals(conversations.conversation(desk.conversation_id))
        return [s.offer.offer_id for s in shown["standing"]], shown["overtaken"]

    desk.send(desk.simulate(Wish(instalments=3)), key="three")
    desk.coop.drain()
    (offer,) = desk.offers()
    desk.send(desk.simulate(Wish(instalments=2)), key="two")
    assert len(beside()[0]) == 2
    assert beside()[1] == 0
    desk.accept(offer.offer_id, desk.says("aceito em três"))
    assert beside() == ([], 1)


def test_from_simulation_to_the_pix_in_the_thread(desk: Desk) -> None:
    from trato.casework.negotiation import read as negotiation
    from trato.casework.payments.issue import issue_waiting

    found = desk.simulate(Wish(instalments=3))
    (option,) = found.options
    assert len(option.regular) == 3
    assert desk.send(found).verdict is Verdict.ALLOW
    desk.coop.drain()
    (offer,) = desk.offers()
    assert offer.sheet_text in desk.coop.provider.log[-1].text
    agreement_id = desk.accept(offer.offer_id, desk.says("aceito sim"))
    with desk.coop.inside():
        agreement = negotiation.agreement(agreement_id)
    assert agreement.total_cents == option.total_cents
    assert sum(i.amount_cents for i in agreement.instalments) == agreement.total_cents
    first = agreement.instalments[0]
    assert desk.pix(first.instalment_id).brcode == ""
    assert desk.pix(first.instalment_id).brcode == ""
    now = desk.coop.clock.pass_(seconds=10)
    assert issue_waiting(
        desk.coop.organisation_id, Bank(), now=now, on_issued=lambda c: send_charge(c, at=now)
    ) == 1  # fmt: skip
    desk.coop.drain()
    assert [m.kind for m in desk.coop.rows()] == ["buttons", "order_details"]
    assert all(m.state == "sent" for m in desk.coop.rows())
    desk.coop.must_be_lawful()
    assert [f["agent_id"] for f in desk.facts("desk.acceptance_noted")] == [AGENT]
    assert [f["is_again"] for f in desk.facts("desk.charge_asked")] == [False, True]
    assert len(desk.facts("desk.sheet_handed_in")) == 1


def test_nobody_offers_more_than_their_level(desk: Desk) -> None:
    ours = desk.simulate(Wish(instalments=1), round_number=10_000).options[0]
    theirs = desk.simulate(
        Wish(instalments=1), round_number=10_000, authority=Authority.SUPERVISOR
    ).options[0]
    assert theirs.total_cents < ours.total_cents
    wish = Wish(upfront_cents=theirs.total_cents, instalments=1)
    found = desk.simulate(wish, round_number=10_000)
    assert found.refusal is not None
    assert found.options[0].total_cents == ours.total_cents


def test_one_form_sent_twice_is_one_sheet_and_one_offer(desk: Desk) -> None:
    found = desk.simulate()
    first, again = desk.send(found), desk.send(found)
    assert first.message_id == again.message_id
    assert len(desk.offers()) == 1
    desk.coop.drain()
    assert len(desk.coop.provider.log) == 1


def test_no_word_counts_before_the_sheet_has_left(desk: Desk) -> None:
    early = desk.says("aceito qualquer coisa")
    desk.send(desk.simulate())
    (offer,) = desk.offers()
    with pytest.raises(NoWord, match="not_shown"):
        desk.accept(offer.offer_id, early)
    desk.coop.drain()
    with pytest.raises(NoWord, match="no_message"):
        desk.accept(offer.offer_id, early)
    desk.accept(offer.offer_id, desk.says("aceito"))
    with pytest.raises(NoWord, match="no_offer"):
        desk.accept(offer.offer_id, desk.says("aceito"))


def test_before_identity_no_sheet_leaves_and_no_offer_stands(organisation: UUID) -> None:
    desk = Desk(organisation, is_identified=False)
    sent = desk.send(desk.simulate())
    assert sent.verdict is Verdict.REFUSE
    assert "ID_BEFORE_DEBT" in sent.codes
    assert desk.offers() == ()
    assert desk.facts("negotiation.offer_made") == []


def test_an_offer_that_ran_out_is_not_accepted(desk: Desk) -> None:
    desk.send(desk.simulate())
    desk.coop.drain()
    (offer,) = desk.offers()
    desk.coop.clock.pass_(days=30)
    with pytest.raises((NoWord, NotAccepted)):
        desk.accept(offer.offer_id, desk.says("aceito"))


def test_a_second_offer_on_a_debt_in_agreement_is_not_accepted(desk: Desk) -> None:
    desk.send(desk.simulate(), key="k1")
    desk.send(desk.simulate(), place=1, key="k2")
    for _ in range(3):
        desk.coop.drain()
        desk.coop.clock.pass_(seconds=10)
    one, other = desk.offers()
    desk.accept(one.offer_id, desk.says("aceito"))
    with pytest.raises(NoWord, match="in_agreement"):
        desk.accept(other.offer_id, desk.says("aceito a outra"))
    with pytest.raises(NothingToOffer, match="no_debt"):
        desk.simulate()


def test_the_assistants_conversations_get_no_offer_from_people(desk: Desk) -> None:
    from trato.casework.conversations.hand_over import give_back

    found = desk.simulate()
    with desk.coop.inside():
        give_back(desk.conversation_id, at=desk.coop.clock())
    with pytest.raises(NotTaken):
        desk.send(found)


def test_somebody_elses_debt_or_instalment_is_not_touched(desk: Desk) -> None:
    other = desk.coop.debtor()
    with pytest.raises(NothingToOffer, match="no_debt"), desk.coop.inside():
        simulate(
            (other.debt_id,), Wish(), person_id=desk.debtor.person_id, authority=Authority.AGENT,
            round_number=0, at=TUESDAY + timedelta(minutes=5),
        )  # fmt: skip
    with pytest.raises(NotHere, match="unknown"):
        desk.pix(new_id())
