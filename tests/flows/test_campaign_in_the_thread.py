"""A campaign's message says in the thread which campaign it was of, for who may see campaigns."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.flows.test_live import member
from tests.flows.test_supervision import say, thread_with
from tests.universe import Cooperative, cooperative
from trato.entrypoints.console.permissions import MATRIX, Act


@pytest.fixture
def coop(organisation: UUID) -> Cooperative:
    return cooperative(organisation)


def campaign(coop: Cooperative, name: str) -> UUID:
    from trato.speakers.campaigns.models import Campaign

    with coop.inside():
        return Campaign.objects.create(
            organisation_id=coop.organisation_id, portfolio_id=coop.portfolio_id,
            template_id=coop.template_id, name=name, created_at=coop.clock(),
        ).id  # fmt: skip


def sent(coop: Cooperative, origin: str, origin_id: UUID | None) -> tuple[UUID, UUID]:
    """Return a thread and a message in it that something sent."""
    from trato.door.outbox.models import Message

    debtor = coop.debtor()
    thread = thread_with(coop, debtor)
    message_id = say(coop, debtor, thread).message_id
    coop.drain()
    with coop.inside():
        Message.objects.filter(id=message_id).update(origin=origin, origin_id=origin_id)
    return thread, message_id


def seen(coop: Cooperative, thread: UUID, role: str = "supervisor") -> str:
    from types import SimpleNamespace

    from django.test import Client

    client: Any = Client(headers={"host": "localhost"})
    world: Any = SimpleNamespace(within=coop.inside)
    client.cookies["sessionid"] = member(world, role)[1]
    answer = client.get(f"/conversas/{thread}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_names_the_campaign_and_leads_to_it(coop: Cooperative) -> None:
    one, other = campaign(coop, "Novembro <azul>"), campaign(coop, "Dezembro")
    thread, _ = sent(coop, "campaign", one)
    html = seen(coop, thread)
    assert f'href="/campanhas/{one}/">Novembro &lt;azul&gt;</a>' in html
    assert str(other) not in html
    assert "Dezembro" not in html


@pytest.mark.parametrize("origin", ["bot", "desk"])
def test_no_other_message_has_one(coop: Cooperative, origin: str) -> None:
    one = campaign(coop, "Novembro")
    thread, _ = sent(coop, origin, one)
    assert "Novembro" not in seen(coop, thread)


def test_one_of_a_campaign_that_is_unknown_is_shown_without_a_name(coop: Cooperative) -> None:
    gone = uuid4()
    thread, message_id = sent(coop, "campaign", gone)
    html = seen(coop, thread)
    assert str(message_id) in html
    assert str(gone) not in html


def test_who_may_not_see_campaigns_reads_no_name(
    coop: Cooperative, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, message_id = sent(coop, "campaign", campaign(coop, "Novembro"))
    assert "Novembro" in seen(coop, thread, "atendente")
    monkeypatch.setitem(MATRIX, Act.SEE_CAMPAIGNS, MATRIX[Act.SUPERVISE])
    html = seen(coop, thread, "atendente")
    assert str(message_id) in html
    assert "Novembro" not in html


def test_threads_of_one_campaign_that_are_drawn_together_ask_for_its_name_once(
    coop: Cooperative,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from trato.entrypoints.console.thread import thread_of
    from trato.foundation.asked import remembering

    planned = campaign(coop, "Novembro")
    threads = [sent(coop, "campaign", planned)[0] for _ in range(3)]
    with coop.inside(), remembering(), CaptureQueriesContext(connection) as queries:
        for thread in threads:
            bubbles = thread_of(thread, reader=1, may_manage=False)
            assert [b.campaign for b in bubbles if b.outbound] == ["Novembro"]
    asked = [q for q in queries.captured_queries if "campaigns_campaign" in q["sql"]]
    assert len(asked) == 1
