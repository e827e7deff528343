"""Words that were looked for: no address and no row holds them but sealed, for one user alone."""

import re
from html import unescape
from html.parser import HTMLParser
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from tests.conftest import TUESDAY, Server
from tests.flows.test_people_at_work import arrive, hand_over
from tests.flows.test_permissions import LOCAL
from tests.said_in import holds
from tests.world import World
from trato.casework.sorting.models import View
from trato.entrypoints.console.choice import choice_of
from trato.foundation import tenancy

WORDS = "Ana Beatriz Conceição"
ALERT = "só abre para quem a fez"


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def member(world: World, role: str = "supervisor") -> Client:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member

    email = f"{uuid4().hex}@aurora.example"
    with world.within():
        add_member(email=email, password="uma senha longa de teste", role=role)
    client = Client(headers=LOCAL)
    user = get_user_model().objects.get(username=email)
    client.force_login(user, backend="trato.entrypoints.console.signed_in.ByName")
    return client


def search(client: Client, words: str = WORDS, came: str = "/conversas/", **more: str) -> str:
    given = {"q": words, "estado": "todas"} | more
    headers = {"referer": f"http://localhost{came}"}
    answer = client.post("/conversas/escolha/", given, headers=headers)
    assert answer.status_code == 302
    where: str = answer.headers["Location"]
    assert not holds(where, words)
    return where


def token_in(address: str) -> str:
    return str(QueryDict(address.partition("?")[2])["busca"])


def test_whatever_carries_a_search_carries_its_token_as_it_is(world: World) -> None:
    thread = arrive(world, 1)
    hand_over(world, thread)
    client = member(world)
    with world.within():
        from trato.book.people import read as people
        from trato.casework.conversations import read

        person_id = read.conversation(thread).person_id
        assert person_id is not None
        words = people.card(person_id).name
    where = search(client, words, espera="1")
    token = token_in(where)
    page = client.get(where).content.decode()
    assert 'name="q" type="search"' in page
    assert f'value="{words}"' in page
    addresses = re.findall(r'(?:href|hx-push-url|data-part|hx-get|action)="([^"]*)"', page)
    carried = [unescape(one) for one in addresses if "busca=" in unescape(one)]
    assert len(carried) > len("12345678"), "the filters, a row twice, the list's own part"
    assert {token_in(one) for one in carried} == {token}
    assert not [one for one in addresses if holds(unescape(one), words)]
    (part,) = (one for one in carried if one.startswith("/conversas/lista/"))
    assert client.get(part).status_code == 204, "the list is the same: nothing is sealed anew"
    both = {"lista": part.partition("?")[2]}
    assert client.get(f"/conversas/{thread}/fio/", both).status_code == 200
    # The thread beside it, and an act on it.
    beside = f"/conversas/{thread}/?{where.partition('?')[2]}"
    assert f'value="{words}"' in client.get(beside).content.decode()
    came = {"referer": f"http://localhost{beside}"}
    done = client.post(f"/conversas/{thread}/anotar/", {"text": "visto"}, headers=came)
    assert token_in(done.headers["Location"]) == token
    assert search(client, words, came=beside).startswith(f"/conversas/{thread}/?")
    assert "busca" not in search(client, "  ", came=beside)


class Forms(HTMLParser):
    """The forms of a page that are sent by POST: where to, and with what as they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.found.append((given.get("action", ""), {}))
        elif tag in ("input", "button", "textarea") and given.get("name") and self.found:
            self.found[-1][1].setdefault(given["name"], given.get("value", "") or "1")


def test_no_act_beside_a_search_leads_to_an_address_that_holds_it(world: World) -> None:
    threads = [arrive(world, n) for n in range(3)]
    for thread in threads:
        hand_over(world, thread)
    client = member(world, "administrador")
    with world.within():
        from trato.book.people import read as people
        from trato.casework.conversations import read

        person_id = read.conversation(threads[0]).person_id
        assert person_id is not None
        words = people.card(person_id).name
    tried = set()
    for path in ("/conversas/", *(f"/conversas/{one}/" for one in threads)):
        sought = path + "?" + search(client, words, espera="1").partition("?")[2]
        forms = Forms(client.get(sought).content.decode()).found
        for action, fields in forms:
            if "logout" in action or "/copia/" in action:
                # Signed out nothing more is tried; what is answered with a file leads nowhere.
                continue
            came = {"referer": f"http://localhost{sought}"}
            answer = client.post(action, fields, headers=came)
            assert answer.status_code < 500, action
            for name in ("Location", "HX-Redirect", "HX-Push-Url", "HX-Location"):
                assert not holds(answer.headers.get(name, ""), words), action
            tried.add((action.partition(str(threads[0]))[2] or action, answer.status_code))
    assert len([one for one, status in tried if status == 302]) > len("a dozen acts")


def test_an_address_that_somebody_else_made_shows_the_whole_list_and_says_so(
    world: World,
) -> None:
    thread = arrive(world, 1)
    where = search(member(world), "nobody at all")
    page = member(world).get(where).content.decode()
    assert ALERT in page
    assert f"/conversas/{thread}/" in page
    assert token_in(where) not in page.partition('id="desk"')[2], "it goes no further"
    assert 'value=""' in page.partition('id="search"')[2][:400]
    changed = where[:-3] + ("AAA" if not where.endswith("AAA") else "BBB")
    owner = member(world)
    assert ALERT in owner.get(changed).content.decode()
    assert ALERT not in owner.get(search(owner, "nobody at all")).content.decode()


def test_an_old_address_leads_on_at_once_to_its_sealed_form(world: World) -> None:
    thread, client = arrive(world, 1), member(world)
    for path in ("/conversas/", f"/conversas/{thread}/", "/conversas/lista/"):
        old = {"estado": "fila", "q": WORDS}
        answer = client.get(path, old)
        assert answer.status_code == 302
        where = answer.headers["Location"]
        assert where.startswith(f"{path}?estado=fila&busca=")
        assert not holds(where, WORDS)
        assert client.get(where).status_code == 200
        assert client.get(path, {"q": " "}).headers["Location"] == path
        signed_out = Client(headers=LOCAL).get(path, old)
        assert signed_out.headers["Location"] == f"{path}?estado=fila"
        assert not holds(
            Client(headers=LOCAL).get(path + "?estado=fila").headers["Location"], WORDS
        )
    whole = client.get("/conversas/", {"q": WORDS}, follow=True).content.decode()
    assert f'value="{WORDS}"' in whole
    # A page that was open from before: what it asks for beside its thread is not looked for.
    beside = {"lista": urlencode({"q": "nobody at all"})}
    assert (
        f"/conversas/{thread}/" in client.get(f"/conversas/{thread}/fio/", beside).content.decode()
    )


def test_whoever_had_to_sign_in_first_comes_to_the_list(world: World) -> None:
    asked = Client(headers=LOCAL).post("/conversas/escolha/", {"q": WORDS})
    assert not holds(asked.headers["Location"], WORDS)
    assert member(world).get("/conversas/escolha/").headers["Location"] == "/conversas/"


def test_a_view_keeps_its_words_sealed_and_opens_for_whoever_may_see_it(
    world: World, superuser: psycopg.Connection
) -> None:
    arrive(world, 1)
    maker, reader = member(world), member(world, "atendente")
    where = search(maker)
    given = {"name": "Achada", "shared": "1", "busca": token_in(where), "estado": "todas"}
    answer = maker.post("/conversas/visoes/", given)
    assert token_in(answer.headers["Location"]) == token_in(where)
    row = superuser.execute(
        "SELECT v::text, words_sealed FROM sorting_view v WHERE organisation_id = %s",
        [world.organisation_id],
    ).fetchone()
    assert row is not None
    assert not holds(row[0], WORDS)
    assert WORDS.encode() not in bytes(row[1])
    for client in (maker, reader):
        page = client.get("/conversas/").content.decode()
        (link,) = (
            unescape(one) for one in re.findall(r'href="(/conversas/\?[^"]*busca=[^"]*)"', page)
        )
        assert not holds(link, WORDS)
        shown = client.get(link).content.decode()
        assert f'value="{WORDS}"' in shown
        marked = re.search(r'href="(/conversas/\?[^"]*)" aria-current="true"', shown)
        assert marked is not None
        assert unescape(marked[1]) == link, "the view that is shown is told by its words"


def test_what_older_versions_kept_is_sealed_for_every_organisation(
    database: Server, world: World, agency: UUID
) -> None:
    from trato.casework.sorting.saved_views import views_for

    kept = {world.organisation_id: "Ana", agency: WORDS}
    for here, words in kept.items():
        with tenancy.within(here):
            wanted = {"estado": "fila", "q": words}
            View.objects.create(organisation_id=here, name="antiga", owner_id=7, wanted=wanted)
            View.objects.create(
                organisation_id=here, name="vazia", owner_id=7, wanted={"q": " ", "espera": "1"}
            )
    migration = import_module("trato.casework.sorting.migrations.0003_sealed_words")
    for _again in range(2):
        with transaction.atomic(using="owner"):
            migration.seal(None, SimpleNamespace(connection=connections["owner"]))
    for here, words in kept.items():
        with tenancy.within(here):
            assert [dict(v.wanted) | {"words": v.words} for v in views_for(7)] == [
                {"estado": "fila", "words": words}, {"espera": "1", "words": ""},
            ]  # fmt: skip
            assert not View.objects.filter(wanted__has_key="q").exists()


def test_views_are_counted_together(world: World) -> None:
    from trato.casework.sorting.saved_views import keep_view
    from trato.entrypoints.console.views.sorting import for_list

    threads = [arrive(world, n) for n in range(3)]
    hand_over(world, threads[0])

    def keep(name: str, words: str = "", **wanted: str) -> None:
        keep_view(name=name, wanted=wanted, words=words, owner_id=7, by=7, at=TUESDAY)

    def shown() -> tuple[dict[str, int], int]:
        with CaptureQueriesContext(connections["default"]) as asked:
            found = for_list(choice_of({}, user_id=7))
        return {view.name: many for view, _q, many, _is in found["views"]}, len(asked)

    with world.within():
        assert shown()[0] == {}
        keep("1", estado="todas")
        found, few = shown()
        assert found == {"1": 3}
        keep("2", espera="1")
        keep("3", words="ninguém assim")
        keep("4", fila=str(uuid4()))
        keep("5", dono="assistente")
        keep("6", segmento=str(uuid4()))
        keep("7", estado="fila", words="ninguém")
        found, many = shown()
        expected = {"1": 3, "2": 1, "3": 0, "4": 0, "5": 2, "6": 0, "7": 0}
        assert found == expected
        # One of them reads the segments, which the filters ask for anyway.
        assert many <= few + 1
