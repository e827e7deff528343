"""Every list of the desk that is cut has a way on: all its rows are reached, in order, and back."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from html import unescape
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from tests.conftest import TUESDAY
from tests.flows.test_live import member
from tests.world import World
from trato.foundation import clock
from trato.foundation.ids import new_ids

_FORWARD = re.compile(r'rel="next"[^>]* href="([^"]+)"')
_BACK = re.compile(r'rel="prev"[^>]* href="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list: its address, what it is made of, what tells a row in the page, and a page's rows."""

    address: str
    plant: Callable[["Planted", int], list[str]]
    row: str
    limit: int = 200
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """Where rows are put."""

    world: World
    user_id: int
    superuser: psycopg.Connection


def conversations(at: Planted, count: int, **more: Any) -> list[str]:
    from trato.casework.conversations.models import Conversation

    ids = new_ids(count)
    with at.world.within():
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=at.world.organisation_id, id=one, number_id=at.world.number_id,
                contact_key=one.bytes * 2, opened_at=TUESDAY,
                # Many at the same instant: the id alone tells them apart.
                last_event_at=TUESDAY - timedelta(minutes=n // 90), **more,
            )
            for n, one in enumerate(ids)
        )  # fmt: skip
    return [str(one) for one in ids]


def waiting(at: Planted, count: int) -> list[str]:
    """Some wait, most do not: what is empty comes last, across the edge of a page."""
    some = conversations(at, count, handled_by="human", agent_id=at.user_id, state="human")
    from trato.casework.conversations.models import Conversation

    with at.world.within():
        for n, one in enumerate(some[-230:]):
            mine = Conversation.objects.filter(id=one)
            mine.update(waiting_since=TUESDAY - timedelta(hours=9) + timedelta(minutes=n // 2))
        found = Conversation.objects.filter(id__in=some[-230:])
        first = found.order_by("waiting_since", "-last_event_at", "id")
        return [*(str(row.id) for row in first), *some[:-230]]


def campaigns(at: Planted, count: int) -> list[str]:
    ids = new_ids(count)
    at.superuser.execute("SET session_replication_role = replica")
    with at.superuser.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO campaigns_campaign (organisation_id, id, portfolio_id, template_id, name,"
            " state, state_reason, wave_size, counts, created_at, approved_by)"
            " VALUES (%s, %s, %s, %s, 'Novembro', 'draft', '', 200, '{}', %s, '')",
            [
                (at.world.organisation_id, one, uuid4(), uuid4(), TUESDAY + timedelta(hours=n // 9))
                for n, one in enumerate(ids)
            ],
        )
    return [str(one) for one in reversed(ids)]


def reveals(at: Planted, count: int) -> list[str]:
    from trato.book.people.models import Reveal

    person_id, _ = at.world.person("+5511987650001")
    times = [TUESDAY + timedelta(seconds=n) for n in range(count)]
    with at.world.within():
        Reveal.objects.bulk_create(
            Reveal(
                organisation_id=at.world.organisation_id, id=one, person_id=person_id,
                user_id=at.user_id, reason="identity", revealed_at=when, ends_at=when,
            )
            for one, when in zip(new_ids(count), times, strict=True)
        )  # fmt: skip
    return [when.astimezone(UTC).isoformat() for when in reversed(times)]


def alerts(at: Planted, count: int) -> list[str]:
    from trato.insights.monitoring.models import Alert

    ids = new_ids(count)
    with at.world.within():
        Alert.objects.bulk_create(
            Alert(
                organisation_id=at.world.organisation_id, id=one, message_id=uuid4(),
                word_class="harassment", side="company", severity="serious", sign="x",
                written_at=TUESDAY, raised_at=TUESDAY,
            )
            for one in ids
        )  # fmt: skip
    return [str(one) for one in reversed(ids)]


def chats(at: Planted, count: int) -> list[str]:
    from trato.casework.chats.models import Chat

    ids = new_ids(count)
    with at.world.within():
        Chat.objects.bulk_create(
            Chat(
                organisation_id=at.world.organisation_id, id=one, sha256=one.hex * 2,
                file_name="c.txt", size_bytes=1, body_sealed=b"x", state="kept", platform="android",
                uploaded_by=at.user_id, uploaded_at=TUESDAY,
            )
            for one in ids
        )  # fmt: skip
    return [str(one) for one in reversed(ids)]


def copies(at: Planted, count: int) -> list[str]:
    from trato.insights.evidence.models import Bundle

    (conversation,) = conversations(at, 1)
    ids = new_ids(count)
    with at.world.within():
        Bundle.objects.bulk_create(
            Bundle(
                organisation_id=at.world.organisation_id, id=one, conversation_id=conversation,
                form="pdf", asked_by=at.user_id, asked_as="a", asked_at=TUESDAY, is_masked=False,
                state="ready", ready_at=TUESDAY,
            )
            for one in ids
        )  # fmt: skip
    return [str(one) for one in reversed(ids)]


_ID = r"([0-9a-f-]{36})"
_HOUSE = r'<time datetime="([^"]+)"'
LISTS = {
    "the inbox": Listed(
        address="/conversas/?estado=todas", plant=conversations,
        row=rf'data-row [^>]*href="/conversas/{_ID}/', table="conversations_conversation",
    ),
    "the inbox of those who wait": Listed(
        address="/conversas/?estado=minhas", plant=waiting,
        row=rf'data-row [^>]*href="/conversas/{_ID}/', table="conversations_conversation",
    ),
    "the inbox, narrowed": Listed(
        address="/conversas/?estado=todas&dono=assistente", plant=conversations,
        row=rf'data-row [^>]*href="/conversas/{_ID}/', table="conversations_conversation",
    ),
    "campaigns": Listed(
        address="/campanhas/", plant=campaigns, row=rf'href="/campanhas/{_ID}/',
        table="campaigns_campaign",
    ),
    "looks at data": Listed(address="/mostrados/", plant=reveals, row=_HOUSE),
    "alerts": Listed(
        address="/alertas/?classe=harassment", plant=alerts, row=rf"/alertas/{_ID}/triar/",
        table="monitoring_alert",
    ),
    "chats": Listed(
        address="/arquivo/conversas/", plant=chats,
        row=rf'data-row href="/arquivo/conversas/{_ID}/', table="chats_chat",
    ),
    "copies": Listed(
        address="/copias/", plant=copies, row=rf'href="/copias/{_ID}/', limit=50,
        table="evidence_bundle",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


def desk_of(organisation: UUID, superuser: psycopg.Connection) -> tuple[Planted, Client]:
    """Return where rows are put and somebody who may see every list."""
    world = World(organisation, TUESDAY)
    user_id, key = member(world, "administrador")
    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = key
    return Planted(world=world, user_id=user_id, superuser=superuser), client


def look(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def way(pattern: re.Pattern[str], html: str, address: str) -> str:
    found = pattern.search(html)
    return address.partition("?")[0] + unescape(found[1]) if found else ""


def walk(client: Client, address: str, row: str, pattern: re.Pattern[str]) -> list[list[str]]:
    """Return the rows of a page and of all that follow it."""
    pages = []
    while address:
        html = look(client, address)
        pages.append(list(dict.fromkeys(re.findall(row, html))))
        assert len(pages) < 12, "the way goes round"
        address = way(pattern, html, address)
    return pages


def last_of(client: Client, address: str) -> str:
    """Return the address of the last page."""
    while on := way(_FORWARD, look(client, address), address):
        address = on
    return address


@pytest.mark.parametrize("name", LISTS)
def test_every_row_is_reached_in_order_and_back(
    organisation: UUID, superuser: psycopg.Connection, name: str
) -> None:
    one = LISTS[name]
    at, client = desk_of(organisation, superuser)
    wanted = one.plant(at, 2 * one.limit + 1)
    pages = walk(client, one.address, one.row, _FORWARD)
    assert [len(rows) for rows in pages] == [one.limit, one.limit, 1]
    assert [row for rows in pages for row in rows] == wanted
    back = walk(client, last_of(client, one.address), one.row, _BACK)
    assert [row for rows in back for row in rows][-one.limit :] == wanted[: one.limit]
    assert {row for rows in back for row in rows} == set(wanted)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_fits_has_no_way_on(
    organisation: UUID, superuser: psycopg.Connection, name: str
) -> None:
    one = LISTS[name]
    at, client = desk_of(organisation, superuser)
    one.plant(at, one.limit if name != "the inbox of those who wait" else 200)
    html = look(client, one.address)
    assert len(set(re.findall(one.row, html))) == one.limit
    assert "data-ways" not in html


@pytest.mark.parametrize("name", [name for name, one in LISTS.items() if one.table])
def test_what_comes_and_goes_moves_nothing(
    organisation: UUID, superuser: psycopg.Connection, name: str
) -> None:
    one = LISTS[name]
    at, client = desk_of(organisation, superuser)
    wanted = one.plant(at, 2 * one.limit + 1)
    html = look(client, one.address)
    following = way(_FORWARD, html, one.address)
    superuser.execute("SET session_replication_role = replica")
    edge, after = wanted[one.limit - 1], wanted[one.limit]
    for gone in (edge, after, wanted[3]):
        superuser.execute(f"DELETE FROM {one.table} WHERE id = %s", [gone])
    rows = list(dict.fromkeys(re.findall(one.row, look(client, following))))
    assert rows == wanted[one.limit + 1 :], "the row of the edge is gone, and the way holds"
    superuser.execute(
        f"DELETE FROM {one.table} WHERE id = ANY (%s::uuid[])", [wanted[one.limit + 1 :]]
    )
    left = list(dict.fromkeys(re.findall(one.row, look(client, following))))
    assert left == [row for row in wanted[: one.limit - 1] if row != wanted[3]], "the last there is"


@pytest.mark.parametrize("place", ["depois", "depois.x", "antes.-.1", "depois.1.2.3", "x" * 300])
@pytest.mark.parametrize("name", LISTS)
def test_a_place_that_cannot_be_read_is_the_first_page(
    organisation: UUID, superuser: psycopg.Connection, name: str, place: str
) -> None:
    one = LISTS[name]
    at, client = desk_of(organisation, superuser)
    wanted = one.plant(at, 3) if name != "the inbox of those who wait" else waiting(at, 231)
    html = look(client, f"{one.address}{'&' if '?' in one.address else '?'}pagina={place}")
    assert list(dict.fromkeys(re.findall(one.row, html))) == wanted[: one.limit]


def test_what_was_written_meanwhile_stands_on_the_first_page(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    one = LISTS["alerts"]
    old = one.plant(at, 401)
    following = way(_FORWARD, look(client, one.address), one.address)
    new = one.plant(at, 2)
    html = look(client, following)
    assert list(dict.fromkeys(re.findall(one.row, html))) == old[200:400]
    before = way(_BACK, html, following)
    html = look(client, before)
    assert list(dict.fromkeys(re.findall(one.row, html))) == old[:200]
    html = look(client, way(_BACK, html, before))
    assert list(dict.fromkeys(re.findall(one.row, html))) == [*new, *old[:198]]
    assert look(client, one.address).count(new[0]) == 1


def test_nobody_turns_into_anothers_rows(
    organisation: UUID, agency: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    other, stranger = desk_of(agency, superuser)
    one = LISTS["chats"]
    mine, theirs = one.plant(at, 201), one.plant(other, 201)
    following = way(_FORWARD, look(client, one.address), one.address)
    assert re.findall(one.row, look(client, following)) == mine[200:]
    assert not set(re.findall(one.row, look(stranger, following))) & set(mine)
    assert set(re.findall(one.row, look(stranger, one.address))) <= set(theirs)


def test_pages_of_a_list_stay_apart(organisation: UUID, superuser: psycopg.Connection) -> None:
    at, client = desk_of(organisation, superuser)
    one = LISTS["the inbox"]
    one.plant(at, 601)
    pages = walk(client, one.address, one.row, _FORWARD)
    assert all(not set(a) & set(b) for a, b in pairwise(pages))


def test_an_open_thread_and_a_redrawn_list_stay_on_the_page(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    from trato.entrypoints.console.live.redraw import takes_list

    at, client = desk_of(organisation, superuser)
    one = LISTS["the inbox"]
    wanted = one.plant(at, 401)
    first = look(client, one.address)
    following = way(_FORWARD, first, one.address)
    html = look(client, following)
    (part,) = re.findall(r'data-part="(/conversas/lista/[^"]+)"', html)
    redrawn = look(client, unescape(part).partition("&v=")[0])
    assert list(dict.fromkeys(re.findall(one.row, redrawn))) == wanted[200:400]
    opened = re.search(rf'data-row [^>]*href="(/conversas/{wanted[200]}/[^"]+)"', html)
    assert opened
    thread = look(client, unescape(opened[1]))
    assert list(dict.fromkeys(re.findall(one.row, thread))) == wanted[200:400]
    is_told = [bool(re.search(r'id="rows"[^>]* data-newest=', one)) for one in (first, html)]
    assert is_told == [True, False], "the newest of all may stand on another page"
    place = following.partition("pagina=")[2]
    assert takes_list("estado=minhas", at.user_id)
    assert not takes_list(f"estado=minhas&pagina={place}", at.user_id)
