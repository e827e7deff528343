"""Segments: who is in one on a day, and the list and the campaign that ask for it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.flows.test_archive_page import member as member_of
from tests.universe import TUESDAY, Cooperative, Debtor, cooperative
from trato.book.portfolios.values import Owing
from trato.casework.sorting.arrange_segment import BadSegment
from trato.foundation.ids import new_id

TODAY = date(2026, 11, 24)


def member(coop: Cooperative, role: str) -> Client:
    return member_of(SimpleNamespace(within=coop.inside), role)


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def owes(coop: Cooperative, debtor: Debtor, **what: Any) -> None:
    from trato.book.portfolios.models import Debt

    with coop.inside():
        Debt.objects.filter(id=debtor.debt_id).update(**what)


def keep(coop: Cooperative, name: str, **asked: Any) -> UUID:
    from trato.casework.sorting.arrange_segment import keep_segment
    from trato.casework.sorting.values import Segment

    debt = Owing(**{key: asked.pop(key) for key in list(asked) if key in Owing.__slots__})
    segment = Segment(segment_id=new_id(), name=name, debt=debt, **asked)
    with coop.inside():
        keep_segment(segment, by=1, at=TUESDAY)
    return segment.segment_id


def inside(coop: Cooperative, segment_id: UUID, on: date = TODAY) -> set[UUID]:
    from trato.casework.sorting.segments import people_of

    with coop.inside():
        return set(people_of(segment_id, on=on))


def test_who_is_in_a_segment_is_who_has_all_of_it_today(coop: Cooperative) -> None:
    ana, bia = coop.debtors(2)
    caio = coop.debtor(uf="BA", town="Salvador", ddd="71")
    everybody = {one.person_id for one in (ana, bia, caio)}
    owes(coop, ana, due_on=TODAY - timedelta(days=30), principal_cents=100_000)
    owes(coop, bia, due_on=TODAY - timedelta(days=31), principal_cents=100_001)
    owes(coop, caio, due_on=TODAY - timedelta(days=90), principal_cents=5_000)
    assert inside(coop, keep(coop, "todos")) == everybody
    month = keep(coop, "um mês", days_late_min=30, days_late_max=30)
    assert inside(coop, month) == {ana.person_id}
    assert inside(coop, month, TODAY + timedelta(days=1)) == set(), "tomorrow nobody is"
    much = keep(coop, "muito", principal_cents_min=100_001)
    assert inside(coop, much) == {bia.person_id}
    assert inside(coop, keep(coop, "Bahia", uf="BA")) == {caio.person_id}
    both = keep(coop, "Bahia, muito", uf="BA", principal_cents_min=100_001)
    assert inside(coop, both) == set()
    owes(coop, bia, state="settled")
    assert inside(coop, much) == set(), "who owes nothing is in none"
    assert inside(coop, new_id()) == set()


def test_with_and_without_an_agreement(organisation: UUID) -> None:
    from tests.flows.test_offers_at_the_desk import Desk

    desk = Desk(organisation)
    other = desk.coop.debtor()
    desk.send(desk.simulate())
    desk.coop.drain()
    offer_id = desk.offers()[0].offer_id
    desk.accept(offer_id, desk.says("aceito"))
    having = keep(desk.coop, "com", has_agreement=True)
    lacking = keep(desk.coop, "sem", has_agreement=False)
    assert inside(desk.coop, having) == {desk.debtor.person_id}
    assert inside(desk.coop, lacking) == {other.person_id}


def test_a_list_and_a_view_ask_for_a_segment(coop: Cooperative) -> None:
    from trato.casework.conversations.link import conversation_for
    from trato.entrypoints.console.choice import choice_of

    ana, bia = coop.debtors(2)
    owes(coop, bia, principal_cents=900_000)
    with coop.inside():
        for one in (ana, bia):
            conversation_for(one.contact_point_id, coop.number_id, at=TUESDAY)
    segment_id = keep(coop, "muito", principal_cents_min=900_000)
    client = member(coop, "supervisor")
    page = client.get(f"/conversas/?segmento={segment_id}").content.decode()
    assert page.count("data-row") == 1
    client.post("/conversas/visoes/", {"name": "Os de muito", "segmento": str(segment_id)})
    assert "Os de muito" in client.get("/conversas/").content.decode()
    choice = choice_of({"segmento": str(segment_id)}, user_id=1)
    assert choice.is_narrowed
    assert choice.among().segment_id == segment_id


def test_a_campaign_writes_to_a_segment_of_its_portfolio_only(coop: Cooperative) -> None:
    from trato.speakers.campaigns.models import Addressee
    from trato.speakers.campaigns.plan import plan_campaign

    _, bia = coop.debtors(2)
    owes(coop, bia, principal_cents=900_000)
    segment_id = keep(coop, "muito", principal_cents_min=900_000)
    with coop.inside():
        campaign_id = plan_campaign(
            name="só muito", portfolio_id=coop.portfolio_id, template_id=coop.template_id,
            segment_id=segment_id, at=TUESDAY,
        )  # fmt: skip
        rows = Addressee.objects.filter(campaign_id=campaign_id)
        assert list(rows.values_list("person_id", flat=True)) == [bia.person_id]


def test_a_campaign_keeps_the_segment_it_was_made_from(coop: Cooperative) -> None:
    from trato.casework.sorting.arrange_segment import keep_segment
    from trato.casework.sorting.values import Segment
    from trato.journal.models import Entry
    from trato.speakers.campaigns.models import Campaign

    ana = coop.debtor()
    owes(coop, ana, principal_cents=900_000)
    segment_id = keep(coop, "muito", principal_cents_min=900_000)
    browser = member(coop, "supervisor")
    answer = browser.post("/campanhas/nova/", asked_of(coop, segment=str(segment_id)))
    assert answer.status_code == 302
    with coop.inside():
        changed = Segment(segment_id=segment_id, name="pouco", debt=Owing(principal_cents_max=1))
        keep_segment(changed, by=1, at=TUESDAY)
        (campaign,) = Campaign.objects.all()
        assert campaign.segment["name"] == "muito"
        assert campaign.segment["debt"]["principal_cents_min"] == 900_000
        (fact,) = Entry.objects.filter(kind="campaigns.moved").values_list("facts", flat=True)
        assert fact["segment_id"] == str(segment_id)
    assert "só quem estava no segmento «muito»" in browser.get(answer["Location"]).content.decode()


def test_a_segment_that_is_gone_is_never_everybody(coop: Cooperative) -> None:
    from trato.speakers.campaigns.models import Campaign

    coop.debtor()
    browser = member(coop, "supervisor")
    answer = browser.post("/campanhas/nova/", asked_of(coop, segment=str(new_id())))
    assert answer.status_code == 422
    assert "Este segmento já não existe." in answer.content.decode()
    with coop.inside():
        assert not Campaign.objects.exists()


def asked_of(coop: Cooperative, **more: str) -> dict[str, str]:
    asked = {"name": "Novembro", "portfolio": str(coop.portfolio_id)}
    return {**asked, "template": str(coop.template_id), **more}


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"name": "  "}, "name"),
        ({"name": "TODOS"}, "taken"),
        ({"name": "x", "days_late_min": 3, "days_late_max": 2}, "span"),
        ({"name": "x", "principal_cents_min": 3, "principal_cents_max": 2}, "span"),
    ],
)
def test_what_cannot_be_kept_says_why(coop: Cooperative, asked: dict[str, Any], wrong: str) -> None:
    keep(coop, "todos")
    with pytest.raises(BadSegment, match=wrong):
        keep(coop, **asked)


def test_the_page_makes_changes_and_drops_one(coop: Cooperative) -> None:
    coop.debtor()
    client: Client = member(coop, "administrador")
    written = {"name": "Antigos", "late_min": "90", "value_min": "1.000,00", "agreed": "sem"}
    client.post("/segmentos/guardar/", written)
    page = client.get("/segmentos/").content.decode()
    assert "Antigos" in page
    assert "0 pessoas hoje" in page
    assert 'value="1000,00"' in page
    answer = client.post("/segmentos/guardar/", {"name": "Outros", "late_min": "muitos"})
    assert answer.status_code == 422
    assert 'value="Outros"' in answer.content.decode()
    for forged in ({"creditor": "x"}, {"portfolio": "-"}, {"uf": "ZZ"}, {"agreed": "talvez"}):
        answer = client.post("/segmentos/guardar/", {"name": "Outros", **forged})
        assert answer.status_code == 422, forged
    (segment_id,) = {part.split('"')[0] for part in page.split('name="segment" value="')[1:]}
    client.post("/segmentos/guardar/", {"segment": segment_id, "drop": "1"})
    assert "Nenhum segmento ainda" in client.get("/segmentos/").content.decode()
    assert member(coop, "atendente").get("/segmentos/").status_code == 403
