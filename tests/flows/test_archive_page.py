"""The archive's page: finds, counts, turns pages, keeps personal data out of addresses."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.browser import seed
from tests.conftest import TUESDAY
from tests.world import World
from trato.book.organisations.create import add_member
from trato.foundation.ids import new_id
from trato.insights.archive.take_in import keep
from trato.insights.archive.values import ArchivedLine, Source


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


class HasWalls(Protocol):
    """Whatever can step inside one organisation."""

    @property
    def within(self) -> Callable[[], AbstractContextManager[object]]: ...


def member(world: HasWalls, role: str) -> Client:
    from django.contrib.auth import get_user_model

    email = f"{uuid4().hex[:8]}@aurora.example"
    with world.within():
        add_member(email=email, password=seed.PASSWORD, role=role)
    client = Client(headers={"host": "localhost"})
    client.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    return client


def say(world: World, *texts: str, person_id: UUID | None = None) -> None:
    with world.within():
        keep([
            ArchivedLine(
                line_id=new_id(), source=Source.INBOUND, at=TUESDAY + timedelta(minutes=place),
                text=text, kind="text", message_class="", agent_id=None, person_id=person_id,
                conversation_id=None, chat_id=None,
            )
            for place, text in enumerate(texts)
        ])  # fmt: skip


def test_what_is_found_is_counted_highlighted_and_journaled(world: World) -> None:
    ana = world.person("+5511987654321")
    say(world, "Eu não devo nada", "devo sim", person_id=ana[0])
    client = member(world, "supervisor")
    assert "Escreva o que procura" in client.get("/arquivo/").content.decode()
    body = client.post("/arquivo/", {"words": '"nao devo"'}).content.decode()
    assert "1 mensagem" in body
    assert '<mark class="hit">não</mark> <mark class="hit">devo</mark>' in body
    assert "devo sim" not in body
    body = client.post("/arquivo/", {"words": "devo", "who": "(11) 98765-4321"}).content.decode()
    assert "2 mensagens" in body
    assert [f["found"] for f in world.facts("archive.searched")] == [1, 2]
    # The question is committed to, never written down.
    assert "devo" not in str(world.facts("archive.searched"))


def test_pages_turn_by_post_and_keep_the_question(world: World) -> None:
    say(world, *(f"parcela {n}" for n in range(70)))
    client = member(world, "atendente")
    body = client.post("/arquivo/", {"words": "parcela"}).content.decode()
    assert "70 mensagens" in body
    assert body.count("data-row") == 50
    kept = dict(re.findall(r'name="(words|after_at|after_id)" value="([^"]+)"', body))
    body = client.post("/arquivo/", kept).content.decode()
    assert body.count("data-row") == 20
    assert "Mais antigas</button>" not in body


def test_unreadable_questions_are_answered_with_a_sentence(world: World) -> None:
    say(world, "Eu devo")
    client = member(world, "atendente")
    for asked, words in (
        ({"words": "-devo"}, "Diga também"),
        ({"words": '?! … "-" '}, "Não há o que buscar"),
        ({"words": "-…"}, "Não há o que buscar"),
        ({"who": " — "}, "Não há o que buscar"),
        ({"words": "devo", "who": "()"}, "Não há o que buscar"),
        ({"since": "ontem"}, "não pôde ser lido"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "Troque as duas"),
    ):
        body = client.post("/arquivo/", asked).content.decode()
        assert words in body
        assert "data-row" not in body
    assert world.facts("archive.searched") == []
    assert "Nada foi dito assim" in client.post("/arquivo/", {"words": "xyz"}).content.decode()


def test_an_analyst_reads_with_documents_covered_and_a_creditor_not_at_all(world: World) -> None:
    say(world, "meu cpf 123.456.789-09 confere")
    asked = {"words": "confere"}
    assert "123.456.789-09" in member(world, "supervisor").post("/arquivo/", asked).content.decode()
    body = member(world, "analista").post("/arquivo/", asked).content.decode()
    assert "123.456.789-09" not in body
    assert "1 mensagem" in body
    assert member(world, "credor").post("/arquivo/", asked).status_code == 403
