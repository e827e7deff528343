"""A thread of more messages than are read at once: every one is reached, in order, once."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.conftest import TUESDAY
from tests.flows.test_live import member
from tests.flows.test_people_at_work import arrive
from tests.world import World
from trato.casework.conversations import colleagues, read, said_outside
from trato.door.outbox import read as outbox
from trato.entrypoints.console.thread import Bubble, thread_of
from trato.foundation.asked import ANY_TIME
from trato.foundation.ids import new_id


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def write(world: World, thread: UUID, count: int) -> None:
    """Let the person have written so often before, two messages in each second."""
    from trato.casework.conversations.models import InboundMessage

    with world.within():
        row = InboundMessage.objects.get(conversation_id=thread)
        written_at = row.written_at
        made = []
        for n in range(count):
            row.id, row.provider_message_id, row.text = new_id(), f"wamid.long.{n}", f"fala {n}"
            row.written_at = written_at - timedelta(seconds=60 * count - n // 2)
            made.append(InboundMessage(**{f.attname: getattr(row, f.attname)
                                          for f in InboundMessage._meta.concrete_fields
                                          if f.column}))  # fmt: skip
        InboundMessage.objects.bulk_create(made)


def jot(world: World, thread: UUID, count: int, *, seconds_ago: int) -> None:
    from trato.casework.conversations.models import Note

    with world.within():
        Note.objects.bulk_create(
            Note(
                organisation_id=world.organisation_id, id=new_id(), conversation_id=thread,
                kind="note", author_id=1, author="ana", text=f"nota {n}",
                at=TUESDAY - timedelta(seconds=seconds_ago - n),
            )
            for n in range(count)
        )  # fmt: skip


def pages(world: World, thread: UUID) -> list[tuple[Bubble, ...]]:
    """Return the thread's pages, from the newest back."""
    found: list[tuple[Bubble, ...]] = []
    before = ANY_TIME
    with world.within():
        while len(found) < 10:
            page = thread_of(thread, reader=1, may_manage=True, before=before)
            found.append(page)
            if not page or page[0].earlier_than is None:
                break
            before = page[0].earlier_than
    return found


def test_what_is_read_at_once_is_the_same_for_every_kind() -> None:
    assert read.ROWS_MAX == outbox.ROWS_MAX == said_outside.ROWS_MAX == colleagues.NOTES_MAX


def test_every_message_is_on_one_page_in_order_and_no_page_has_a_gap(world: World) -> None:
    thread = arrive(world, 41)
    write(world, thread, 450)
    jot(world, thread, 230, seconds_ago=60 * 450)
    found = pages(world, thread)
    assert len(found) > 2
    whole = [b for page in reversed(found) for b in page]
    assert [b.at for b in whole] == sorted(b.at for b in whole)
    texts = [b.text for b in whole]
    assert sorted(texts) == sorted(
        ["oi 41", *(f"fala {n}" for n in range(450)), *(f"nota {n}" for n in range(230))]
    )
    for newer, older in pairwise(found):
        cut = newer[0].earlier_than
        assert cut
        assert all(b.at >= cut for b in newer)
        assert all(b.at < cut for b in older)


def test_a_short_thread_has_nothing_before_it(world: World) -> None:
    thread = arrive(world, 42)
    write(world, thread, 150)
    (page,) = pages(world, thread)
    assert len(page) == 151
    assert page[0].earlier_than is None


def test_the_desk_leads_from_page_to_page_and_refuses_an_instant_that_is_none(
    world: World,
) -> None:
    thread = arrive(world, 43)
    write(world, thread, 450)
    _user_id, key = member(world, "atendente")
    client: Any = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = key
    shown = client.get(f"/conversas/{thread}/").content.decode()
    texts, asked = set(re.findall(r"fala \d+", shown)), 0
    while more := re.search(r'hx-get="(/conversas/[^"]+/antes/\?antes=\d+)"', shown):
        answer = client.get(more[1], headers={"hx-request": "true"})
        assert answer.status_code == 200
        shown, asked = answer.content.decode(), asked + 1
        assert 'id="earlier"' in shown
        fresh = set(re.findall(r"fala \d+", shown))
        assert fresh
        assert not fresh & texts
        texts |= fresh
        assert asked < 10
    assert len(texts) == 450
    for wrong in ("", "x", "-1", "9" * 18, "1e9", "٣"):
        answer = client.get(f"/conversas/{thread}/antes/", {"antes": wrong})
        assert answer.status_code == 400
