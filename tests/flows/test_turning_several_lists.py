"""Pages with several cut lists: each is turned by itself, and says how many it does not show."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client

from tests.conftest import TUESDAY
from tests.flows.test_turning_pages import Planted, conversations, desk_of, look
from trato.foundation import clock
from trato.foundation.ids import new_ids

_ID = r"([0-9a-f-]{36})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list of a page: the page, the list's name, its rows' making, what tells a row, how many."""

    address: str
    name: str
    plant: Callable[[Planted, int], list[str]]
    row: str
    limit: int = 200


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


def put(at: Planted, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows whose neighbours are nobody's business here."""
    names = list(rows[0])
    at.superuser.execute("SET session_replication_role = replica")
    with at.superuser.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (organisation_id, {', '.join(names)})"
            f" VALUES (%s{', %s' * len(names)})",
            [[at.world.organisation_id, *(row[name] for name in names)] for row in rows],
        )
    at.superuser.execute("SET session_replication_role = origin")


def reviews(at: Planted, count: int, *, of: int, by: int, is_done: bool) -> list[str]:
    ids, threads = new_ids(count), conversations(at, count)
    when = [TUESDAY - timedelta(minutes=n // 7) for n in range(count)]
    put(at, "reviews_review", [
        {"id": one, "sample_id": one, "conversation_id": thread, "agent_id": of, "reviewer_id": by,
         "drawn_at": moment if not is_done else TUESDAY, "marks": "{}", "comment": "",
         "percent": 100 if is_done else None, "reviewed_at": moment if is_done else None}
        for one, thread, moment in zip(ids, threads, when, strict=True)
    ])  # fmt: skip
    if is_done:
        return threads
    return [str(one) for _moment, one in sorted(zip(when, ids, strict=True))]


def to_do(at: Planted, count: int) -> list[str]:
    return reviews(at, count, of=99, by=at.user_id, is_done=False)


def done(at: Planted, count: int) -> list[str]:
    return reviews(at, count, of=99, by=at.user_id, is_done=True)


def about_me(at: Planted, count: int) -> list[str]:
    return reviews(at, count, of=at.user_id, by=99, is_done=True)


def holds(at: Planted, count: int, *, is_over: bool = False) -> list[str]:
    ids, threads = new_ids(count), conversations(at, count)
    put(at, "retention_hold", [
        {"id": one, "kind": "conversation", "target_id": thread, "reason": "ofício",
         "placed_by": at.user_id, "placed_at": TUESDAY,
         "released_by": at.user_id if is_over else None,
         "released_at": TUESDAY if is_over else None}
        for one, thread in zip(ids, threads, strict=True)
    ])  # fmt: skip
    return list(reversed(threads))


def released(at: Planted, count: int) -> list[str]:
    return holds(at, count, is_over=True)


def days(count: int) -> list[Any]:
    return [(TUESDAY - timedelta(days=n)).date() for n in range(count)]


def sweeps(at: Planted, count: int) -> list[str]:
    from trato.insights.retention.models import Sweep

    with at.world.within():
        Sweep.objects.bulk_create(
            Sweep(organisation_id=at.world.organisation_id, id=one, on=on, upto=one, messages=1)
            for one, on in zip(new_ids(count), days(count), strict=True)
        )
    return [shown(on) for on in days(count)]


def raw_sweeps(at: Planted, count: int) -> list[str]:
    from trato.entrypoints.ingest.models import BodySweep

    with at.world.within():
        BodySweep.objects.bulk_create(
            # Days on which nothing was old enough lie between, and are not shown.
            BodySweep(
                organisation_id=at.world.organisation_id, id=one, on=on, upto=one,
                webhooks=1 - n % 2,
            )
            for n, (one, on) in enumerate(
                zip(new_ids(2 * count), days(2 * count), strict=True)
            )
        )  # fmt: skip
    return [shown(on) for on in days(2 * count)[::2]]


def shown(on: Any) -> str:
    from trato.entrypoints.console.templatetags.desk import day

    return str(day(on))


def messages(at: Planted, count: int, *, state: str = "failed") -> list[str]:
    owner = at.world.person("+5511987654321")
    one = at.world.message(owner, state=state, needs_human="sem resposta")
    ids = [one, *new_ids(count - 1)]
    at.superuser.execute("SET session_replication_role = replica")
    (columns,) = at.superuser.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = 'outbox_message'::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' AND attname NOT IN ('id', 'idempotency_key', 'attempt_id')"
    ).fetchone()  # type: ignore[misc]
    at.superuser.execute(
        f"INSERT INTO outbox_message (id, idempotency_key, attempt_id, {columns})"
        f" SELECT other, other::text, other, {columns} FROM outbox_message,"
        " unnest(%s::uuid[]) AS other WHERE id = %s",
        [ids[1:], one],
    )
    at.superuser.execute("SET session_replication_role = origin")
    return [str(i) for i in ids]


def unknown_messages(at: Planted, count: int) -> list[str]:
    # However many others wait, none of these is hidden by them.
    messages(at, 450)
    return messages(at, count, state="unknown")


def turns(at: Planted, count: int) -> list[str]:
    ids, (thread,) = new_ids(count), conversations(at, 1)
    from trato.casework.conversations.models import InboundMessage

    with at.world.within():
        InboundMessage.objects.bulk_create(
            InboundMessage(
                organisation_id=at.world.organisation_id, id=one, conversation_id=thread,
                provider_message_id=one.hex, kind="text", text="oi", payload_sealed=b"",
                written_at=TUESDAY, received_at=TUESDAY, handle_after=TUESDAY, handled_at=TUESDAY,
                failures=5, failure="KeyError",
            )
            for one in ids
        )  # fmt: skip
    return [str(one) for one in ids]


def charges(at: Planted, count: int) -> list[str]:
    ids = new_ids(count)
    when = [TUESDAY + timedelta(minutes=n // 7) for n in range(count)]
    put(at, "payments_charge", [
        {"id": one, **{name: uuid4() for name in ("instalment_id", "agreement_id", "person_id",
                                                 "creditor_id")},
         "txid": one.hex, "amount_cents": 100, "due_on": TUESDAY.date(), "brcode": "",
         "state": "failed", "failures": 0, "failure": "chave", "next_try_at": moment,
         "requested_at": TUESDAY}
        for one, moment in zip(ids, when, strict=True)
    ])  # fmt: skip
    return [str(one) for one in ids]


def webhooks(at: Planted, count: int) -> list[str]:
    from trato.entrypoints.ingest.models import Delivery

    ids = new_ids(count)
    with at.world.within():
        Delivery.objects.bulk_create(
            Delivery(
                organisation_id=at.world.organisation_id, id=one, source="whatsapp",
                fingerprint=one.bytes * 2, body_sealed=b"x", received_at=TUESDAY,
                next_try_at=TUESDAY, unpacked_at=TUESDAY, failure="not JSON",
            )
            for one in ids
        )  # fmt: skip
    return [str(one) for one in ids]


def items(at: Planted, count: int) -> list[str]:
    ids = new_ids(count)
    put(at, "ingest_leftover", [
        {"id": one, "delivery_id": one, "field": "messages", "kind": "status",
         "received_at": TUESDAY, "payload_sealed": b"x", "state": "dead", "failures": 8,
         "failure": "KeyError"}
        for one in ids
    ])  # fmt: skip
    return [str(one) for one in ids]


_CHOSEN = r'id="reason-([0-9a-f-]{36})"'
_THREAD = rf'href="/conversas/{_ID}/'
_DAY = r'<span class="num font-medium">([^<]+)</span>'
SECTIONS = {
    "to review": Section(
        address="/qualidade/", name="Para avaliar", plant=to_do, row=rf"/qualidade/{_ID}/",
    ),
    "reviewed": Section(
        address="/qualidade/", name="Avaliadas por você", plant=done, row=_THREAD
    ),
    "about oneself": Section(
        address="/qualidade/", name="Sobre o seu atendimento", plant=about_me, row=_THREAD
    ),
    "holds": Section(address="/guarda/", name="Guarda legal", plant=holds, row=_THREAD),
    "holds released": Section(
        address="/guarda/", name="Guardas encerradas", plant=released,
        row=rf'<li class="note">[^<]*?{_ID} ',
    ),
    "sweeps": Section(address="/guarda/", name="Varreduras", plant=sweeps, row=_DAY, limit=30),
    "webhooks erased": Section(
        address="/guarda/", name="Webhooks como chegaram", plant=raw_sweeps, row=_DAY, limit=30,
    ),
    "messages refused": Section(
        address="/pendencias/", name="Envios recusados", plant=messages, row=_CHOSEN,
    ),
    "messages unknown": Section(
        address="/pendencias/", name="Envios sem confirmação", plant=unknown_messages, row=_CHOSEN,
    ),
    "turns": Section(
        address="/pendencias/", name="Mensagens que o assistente não conseguiu responder",
        plant=turns, row=_CHOSEN,
    ),
    "charges": Section(
        address="/pendencias/", name="Cobranças Pix recusadas", plant=charges, row=_CHOSEN,
    ),
    "webhooks": Section(
        address="/pendencias/", name="Avisos ilegíveis", plant=webhooks, row=_CHOSEN,
    ),
    "items": Section(
        address="/pendencias/", name="Avisos que falharam", plant=items, row=_CHOSEN,
    ),
}  # fmt: skip


def way(html: str, address: str, name: str, rel: str = "next") -> str:
    """Return where one list's way leads; empty where it has none."""
    nav = re.search(rf'<nav data-ways[^>]*aria-label="Páginas da lista: {name}">.*?</nav>', html)
    found = re.search(rf'rel="{rel}"[^>]* href="([^"]+)"', nav[0]) if nav else None
    return urljoin(address, unescape(found[1])) if found else ""


def rows_of(html: str, one: Section, wanted: list[str]) -> list[str]:
    """Return the rows of one list; those of the other lists of the page are none of it."""
    known = set(wanted)
    return [row for row in dict.fromkeys(re.findall(one.row, html)) if row in known]


def walk(client: Client, one: Section, wanted: list[str]) -> tuple[list[list[str]], str]:
    pages, address, last = [], one.address, ""
    while address:
        html = look(client, address)
        pages.append(rows_of(html, one, wanted))
        assert len(pages) < 6, "the way goes round"
        last, address = address, way(html, address, one.name)
    return pages, last


@pytest.mark.parametrize("name", SECTIONS)
def test_every_row_is_reached_in_order_and_back(
    organisation: UUID, superuser: psycopg.Connection, name: str
) -> None:
    one = SECTIONS[name]
    at, client = desk_of(organisation, superuser)
    wanted = one.plant(at, 2 * one.limit + 1)
    pages, last = walk(client, one, wanted)
    assert [len(rows) for rows in pages] == [one.limit, one.limit, 1]
    assert [row for rows in pages for row in rows] == wanted
    assert 'id="' + last.partition("#")[2] + '"' in look(client, last), "it leads to its section"
    back = way(look(client, last), last, one.name, "prev")
    assert rows_of(look(client, back), one, wanted) == wanted[one.limit : 2 * one.limit]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_list_that_fits_has_no_way_on(
    organisation: UUID, superuser: psycopg.Connection, name: str
) -> None:
    one = SECTIONS[name]
    at, client = desk_of(organisation, superuser)
    wanted = one.plant(at, one.limit)
    html = look(client, one.address)
    assert rows_of(html, one, wanted) == wanted
    assert not way(html, one.address, one.name)


def test_a_list_keeps_its_page_as_another_turns(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    at, client = desk_of(organisation, superuser)
    first, second = SECTIONS["turns"], SECTIONS["webhooks"]
    turned, read = first.plant(at, 401), second.plant(at, 401)
    html = look(client, "/pendencias/")
    assert re.findall(r'data-key="(\])"', html) == ["]"], "a key turns one list"
    there = way(html, "/pendencias/", first.name)
    html = look(client, way(look(client, there), there, second.name))
    assert rows_of(html, first, turned) == turned[200:400]
    assert rows_of(html, second, read) == read[200:400]
    assert ">401<" in html.replace("\u202f", ""), "how many there are is said"
    assert "200 de 401 nesta página" in html


def test_who_decides_stays_on_the_page(organisation: UUID, superuser: psycopg.Connection) -> None:
    at, client = desk_of(organisation, superuser)
    one = SECTIONS["turns"]
    wanted = one.plant(at, 401)
    there = way(look(client, one.address), one.address, one.name)
    (action,) = re.findall(
        rf'action="(/pendencias/turn/{wanted[201]}/[^"/]*encerrar[^"]*)"', look(client, there)
    )
    answer = client.post(unescape(action), {"reason": "handled"})
    assert answer.status_code == 302
    left = rows_of(look(client, answer["Location"]), one, wanted)
    assert left == [wanted[200], *wanted[202:401]]
