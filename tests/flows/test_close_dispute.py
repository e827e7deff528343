"""A dispute is decided and closed: once, by a supervisor, with its fact; what is owed follows."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from tests.flows.test_beside_a_thread import beside
from tests.flows.test_offers_at_the_desk import Desk
from tests.flows.test_payments_charge_and_settle import TUESDAY, Case
from trato.casework.requests.close_dispute import NotDecided, UnknownDispute, close_dispute
from trato.entrypoints.console.timeline import events_of

DAY = timedelta(days=1)
ANA = 7


class Contested(Case):
    """A person with two debts in an agreement, who contests."""

    def contest(self, *debt_ids: UUID, reason: str = "not_recognised") -> UUID:
        from trato.casework.requests.open_dispute import open_dispute

        with self.within():
            return open_dispute(
                person_id=self.person_id, conversation_id=None, debt_ids=debt_ids, reason=reason,
                words="não é minha", at=TUESDAY,
            )  # fmt: skip

    def close(self, dispute_id: UUID, outcome: str = "rejected", *, answered: bool = True) -> bool:
        with self.within():
            return close_dispute(
                dispute_id, person_id=self.person_id, outcome=outcome, is_answered=answered,
                by=ANA, at=TUESDAY + DAY,
            )  # fmt: skip

    def debts(self) -> list[str]:
        from trato.book.portfolios import read

        with self.within():
            cards = read.debts(self.debt_ids)
        return [cards[i].state for i in self.debt_ids]

    def told(self) -> list[str]:
        with self.within():
            events, _more = events_of(self.person_id, before=None, sees_alerts=True)
        return [e.detail for e in events if e.what == "contestação encerrada"]

    def end_agreement(self) -> None:
        from trato.casework.negotiation.models import Agreement

        with self.within():
            Agreement.objects.update(state="broken")


@pytest.fixture
def case(organisation: UUID) -> Contested:
    return Contested(organisation, (10_000,))


def test_closed_once_and_told_with_its_outcome(case: Contested) -> None:
    from trato.casework.requests.read import disputes_of, open_disputes

    one = case.contest()
    assert case.close(one, "rejected")
    assert not case.close(one, "upheld")
    assert case.told() == ["não reconhece a dívida · improcedente"]
    with case.within():
        (line,) = disputes_of(case.person_id)
        assert open_disputes(case.person_id) == ()
    assert (line.state, line.closed_at) == ("rejected", TUESDAY + DAY)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("rejected", "active"), ("partly_upheld", "active"), ("withdrawn", "active"),
        ("upheld", "disputed"),
    ],
)  # fmt: skip
def test_what_is_owed_is_collected_again_unless_the_person_is_right(
    case: Contested, outcome: str, state: str
) -> None:
    case.end_agreement()
    assert case.close(case.contest(), outcome)
    assert case.debts() == [state, state]


def test_it_goes_back_into_the_agreement_that_still_runs(case: Contested) -> None:
    one = case.contest(case.debt_ids[0])
    assert case.debts() == ["disputed", "in_agreement"]
    case.close(one)
    assert case.debts() == ["in_agreement", "in_agreement"]


def test_what_another_dispute_is_about_stays_contested(case: Contested) -> None:
    case.end_agreement()
    both, one = case.contest(), case.contest(case.debt_ids[1], reason="duplicate")
    case.close(both)
    assert case.debts() == ["active", "disputed"]
    case.close(one)
    assert case.debts() == ["active", "active"]


def test_two_closed_at_once_leave_nothing_contested(case: Contested) -> None:
    case.end_agreement()
    ids = [case.contest(), case.contest(reason="duplicate"), case.contest(reason="other")]
    done: list[bool] = []
    start = threading.Barrier(6)

    def work(dispute_id: UUID) -> None:
        start.wait(timeout=30)
        try:
            done.append(case.close(dispute_id))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(i,)) for i in ids * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == [False] * 3 + [True] * 3
    assert len(case.told()) == 3
    assert case.debts() == ["active", "active"]


@pytest.mark.parametrize(
    ("outcome", "answered"), [("rejected", False), ("opened", True), ("", True), ("x", True)]
)
def test_without_a_decision_and_an_answer_it_stays_open(
    case: Contested, outcome: str, answered: bool
) -> None:
    one = case.contest()
    with pytest.raises(NotDecided):
        case.close(one, outcome, answered=answered)
    assert case.debts() == ["disputed", "disputed"]
    assert case.told() == []


def test_only_one_of_this_person_and_this_organisation(case: Contested, agency: UUID) -> None:
    from trato.foundation import tenancy

    one = case.contest()
    with pytest.raises(UnknownDispute):
        case.close(uuid4())
    with tenancy.within(agency), pytest.raises(UnknownDispute):
        close_dispute(
            one, person_id=case.person_id, outcome="rejected", is_answered=True, by=ANA, at=TUESDAY
        )


@pytest.mark.parametrize(("role", "may"), [("supervisor", True), ("atendente", False)])
def test_a_supervisor_closes_it_beside_the_thread(organisation: UUID, role: str, may: bool) -> None:
    from trato.casework.requests.open_dispute import open_dispute
    from trato.foundation import clock

    desk = Desk(organisation)
    with desk.coop.inside():
        one = open_dispute(
            person_id=desk.debtor.person_id, conversation_id=desk.conversation_id, debt_ids=(),
            reason="duplicate", words="já paguei", at=clock.now(),
        )  # fmt: skip
    client = signed_in(desk, role)
    address = f"/conversas/{desk.conversation_id}/contestacao/{one}/"
    panel = client.get(f"/conversas/{desk.conversation_id}/lado/").content.decode()
    assert (address in panel) is may
    assert client.get(address).status_code == 405
    if not may:
        assert client.post(address, {"outcome": "upheld", "answered": "on"}).status_code == 403
        return
    for wrong in ({"outcome": "upheld"}, {"outcome": "?", "answered": "on"}):
        said = client.post(address, wrong, follow=True).content.decode()
        assert "Escolha a decisão e confirme" in said
    assert client.post(address.replace(str(one), str(uuid4()))).status_code == 404
    right = {"outcome": "partly_upheld", "answered": "on"}
    assert "Contestação encerrada." in client.post(address, right, follow=True).content.decode()
    assert "já estava encerrada" in client.post(address, right, follow=True).content.decode()
    shown = beside(desk).partition("Contestações")[2].partition("</section>")[0]
    assert "procedente em parte" in shown
    assert "em aberto" not in shown


def signed_in(desk: Desk, role: str) -> Client:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member

    email = f"{role}.{desk.coop.organisation_id.hex[-12:]}@aurora.example"
    with desk.coop.inside():
        add_member(email=email, password="uma senha longa de teste", role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=email))
    return client
