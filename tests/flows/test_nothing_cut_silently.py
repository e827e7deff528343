"""Nothing is left out silently: the floor says how many more wait, a name finds all who bear it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from tests.conftest import TUESDAY
from tests.flows.test_turning_pages import Planted, desk_of, look
from trato.foundation import clock
from trato.foundation.ids import new_id, new_ids

_ROW = r'data-row [^>]*href="/conversas/([0-9a-f-]{36})/'
_WAITS = r'href="/conversas/([0-9a-f-]{36})/\?estado=fila"'


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


def waiting(at: Planted, count: int, *, since: Any = TUESDAY, **more: Any) -> list[str]:
    from trato.casework.conversations.models import Conversation

    ids = new_ids(count)
    with at.world.within():
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=at.world.organisation_id, id=one, number_id=at.world.number_id,
                contact_key=one.bytes * 2, opened_at=TUESDAY, last_event_at=TUESDAY,
                state="human_queue", handled_by="human",
                waiting_since=since + timedelta(seconds=n), **more,
            )
            for n, one in enumerate(ids)
        )  # fmt: skip
    return [str(one) for one in ids]


def queue(at: Planted, name: str) -> UUID:
    from trato.casework.conversations.arrange_queue import keep_queue

    with at.world.within():
        return keep_queue(
            None, name=name, reasons=(), skill="", answer_within_minutes=15, by=1, at=TUESDAY
        )


def team(at: Planted, name: str, queue_id: UUID) -> UUID:
    from trato.casework.conversations.arrange_team import keep_team

    with at.world.within():
        return keep_team(
            team_id=None, name=name, supervisor_id=1, member_ids=[], queue_ids=[queue_id], by=1,
            at=TUESDAY,
        )  # fmt: skip


def namesakes(at: Planted, count: int) -> list[UUID]:
    owner, _ = at.world.person("+5511987654321")
    ids = new_ids(count - 1)
    (columns,) = at.superuser.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = 'people_person'::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' AND attname NOT IN ('id', 'document_index')"
    ).fetchone()  # type: ignore[misc]
    at.superuser.execute(
        f"INSERT INTO people_person (id, document_index, {columns})"
        f" SELECT other, uuid_send(other) || uuid_send(other), {columns} FROM people_person,"
        " unnest(%s::uuid[]) AS other WHERE id = %s",
        [ids, owner],
    )
    return [owner, *ids]


def test_the_floor_says_how_many_more_wait_and_leads_to_them(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    wanted = waiting(at, 50)
    html = look(client, "/piso/")
    assert re.findall(_WAITS, html) == wanted
    assert "que esperam há mais tempo, de" not in html
    later = waiting(at, 12, since=TUESDAY + timedelta(minutes=5))
    html = look(client, "/piso/")
    assert re.findall(_WAITS, html) == wanted
    assert "As 50 que esperam há mais tempo, de 62." in html
    (all_of_them,) = re.findall(r'<a [^>]*href="(/conversas/\?[^"]*espera=1)"', html)
    assert set(re.findall(_ROW, look(client, unescape(all_of_them)))) == {*wanted, *later}


def test_a_teams_floor_lists_its_own_however_many_wait_elsewhere(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    ours, theirs = queue(at, "Jurídico"), queue(at, "Geral")
    one = team(at, "Mesa jurídica", ours)
    waiting(at, 230, queue_id=theirs)
    wanted = waiting(at, 3, since=TUESDAY + timedelta(minutes=9), queue_id=ours)
    html = look(client, f"/piso/?equipe={one}")
    assert re.findall(_WAITS, html) == wanted
    assert "que esperam há mais tempo, de" not in html
    more = waiting(at, 51, since=TUESDAY + timedelta(minutes=20), queue_id=ours)
    html = look(client, f"/piso/?equipe={one}")
    assert "As 50 que esperam há mais tempo, de 54." in html
    (rest,) = re.findall(r'href="(/conversas/\?[^"]*espera=1[^"]*fila=[^"]+)"', html)
    assert set(re.findall(_ROW, look(client, unescape(rest)))) == {*wanted, *more}


def looked_for(client: Client, words: str) -> str:
    found = client.post("/conversas/escolha/", {"estado": "todas", "q": words})
    return look(client, found.headers["Location"])


def test_a_name_finds_the_conversations_of_all_who_bear_it(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    from trato.casework.conversations.models import Conversation

    people = namesakes(at, 70)
    threads = new_ids(70)
    with at.world.within():
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=organisation, id=thread, number_id=at.world.number_id,
                contact_key=thread.bytes * 2, person_id=person, opened_at=TUESDAY,
                last_event_at=TUESDAY,
            )
            for thread, person in zip(threads, people, strict=True)
        )  # fmt: skip
    html = looked_for(client, "Ana")
    assert set(re.findall(_ROW, html)) == {str(thread) for thread in threads}
    assert not re.findall(_ROW, looked_for(client, "Beatriz"))


def test_the_archive_looks_for_all_who_bear_a_name_or_says_that_there_are_more(
    organisation: UUID, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.archive.take_in import keep
    from trato.insights.archive.values import ArchivedLine, Source

    at, client = desk_of(organisation, superuser)
    people = namesakes(at, 70)
    with at.world.within():
        keep([
            ArchivedLine(
                line_id=new_id(), source=Source.INBOUND, at=TUESDAY, text="quero pagar",
                kind="text", message_class="", agent_id=None, person_id=person,
                conversation_id=uuid4(), chat_id=None,
            )
            for person in people
        ])  # fmt: skip
    asked = {"words": "pagar", "who": "Ana"}
    html = client.post("/arquivo/", asked).content.decode()
    assert "70 mensagens" in html
    assert "mais gente com esse nome" not in html
    monkeypatch.setattr("trato.insights.archive.search.PEOPLE_MAX", 60)
    html = client.post("/arquivo/", asked).content.decode()
    assert "60 mensagens" in html
    assert "mais gente com esse nome" in html
