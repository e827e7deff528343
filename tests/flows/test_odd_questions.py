"""Fields filled with what no form offers are answered with words, not with an error page."""

from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.flows.test_beside_a_thread import beside
from tests.flows.test_offers_at_the_desk import Desk
from trato.book.organisations.create import add_member
from trato.casework.negotiation.terms.values import Wish
from trato.foundation import tenancy

UNREAD = "não pôde ser lido"


def member(organisation: UUID, role: str = "supervisor") -> Client:
    email = f"{role}.{organisation.hex[-12:]}@aurora.example"
    with tenancy.within(organisation):
        add_member(email=email, password="uma senha longa de teste", role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.get(username=email))
    return client


@pytest.mark.parametrize(
    "asked",
    [
        {"until": "9999-12-31"},
        {"agent": "9" * 23},
        {"agent": "0"},
        {"since": "ontem"},
        {"after_at": "2026-11-24T10:00:00+00:00"},
    ],
)
def test_the_archive_says_that_a_filter_could_not_be_read(
    organisation: UUID, asked: dict[str, str]
) -> None:
    answer = member(organisation).post("/arquivo/", {"words": "oi", **asked})
    assert answer.status_code == 200
    assert UNREAD in answer.content.decode()


@pytest.mark.parametrize("debts", [[], ["abc"], [""]])
def test_a_simulation_of_no_debt_says_to_choose_one(organisation: UUID, debts: list[str]) -> None:
    desk = Desk(organisation)
    where = f"/conversas/{desk.conversation_id}/simular/"
    answer = member(organisation, "atendente").post(where, {"debt": debts, "round": "0"})
    assert answer.status_code == 200
    assert "Escolha uma dívida em aberto" in answer.content.decode()


def test_every_instalment_of_a_long_agreement_is_beside_the_thread(organisation: UUID) -> None:
    desk = Desk(organisation)
    found = desk.simulate(Wish(instalments=14))
    assert found.options[0].total_cents
    desk.send(found)
    desk.coop.drain()
    (offer,) = desk.offers()
    desk.accept(offer.offer_id, desk.says("aceito"))
    shown = beside(desk)
    many = len(found.options[0].regular)
    assert shown.count("a vencer") == many == 14
    assert f"mais {many - 12} parcelas" in shown


def test_whoever_belongs_to_two_organisations_can_sign_out_before_choosing(
    organisation: UUID, agency: UUID
) -> None:
    client = member(organisation)
    email = f"supervisor.{organisation.hex[-12:]}@aurora.example"
    with tenancy.within(agency):
        add_member(email=email, password="uma senha longa de teste", role="supervisor")
    assert 'action="/conta/logout/"' in client.get("/organizacao/").content.decode()
    client.post("/conta/logout/")
    assert client.get("/organizacao/").headers["Location"].startswith("/conta/login/")
