"""Every address of the desk, asked oddly by somebody who may: never a server's error.

Bounded and derandomised: the same requests in every run. `TRATO_ODD_EXAMPLES` asks for more.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, Phase, given, settings

from tests.browser import seed
from tests.conftest import TUESDAY, Server
from tests.odd_requests import FORM, MULTIPART, Odd, Seen, ids_there, note_reads, patterns, query_of
from trato.book.organisations.create import add_member
from trato.entrypoints.console import urls
from trato.entrypoints.console.permissions import ROLES, Act, may
from trato.foundation import clock, tenancy
from trato.foundation.ids import new_id

EXAMPLES = int(os.environ.get("TRATO_ODD_EXAMPLES", "5"))
EVERY = tuple(patterns(urls.urlpatterns))


@dataclass
class Desk:
    """An organisation with something of everything, and somebody of each role to ask as."""

    made: seed.Seeded
    seen: Seen
    noted: set[str]
    clients: dict[str, Client] = field(default_factory=dict)

    def sign_in(self, role: str) -> Client:
        """Return a new member's browser."""
        email = f"{role}-{uuid4().hex[:8]}@aurora.example"
        with tenancy.within(self.made.organisation_id):
            add_member(email=email, password=seed.PASSWORD, role=role)
        client = Client(headers={"host": "localhost"})
        user = get_user_model().objects.get(username=email)
        client.force_login(user, backend="trato.entrypoints.console.signed_in.ByName")
        self.clients[role] = client
        return client

    def ask(self, role: str, where: str, odd: Odd) -> int:
        """Make a request, read all of its answer, and return the status."""
        client = self.clients.get(role) or self.sign_in(role)
        headers = {"HX-Request": "true"} if odd.is_fragment else {}
        self.noted.clear()
        if odd.method == "GET":
            answer = client.generic(
                "GET", odd.path, QUERY_STRING=query_of(odd.fields), headers=headers
            )
        else:
            answer = client.generic(
                "POST", odd.path, odd.body(), content_type=odd.content_type, headers=headers
            )
        self.seen.read.setdefault(where, set()).update(self.noted)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/"):
            self.seen.take(content.decode())
        # Some acts sign out whoever does them, or take the role away.
        if answer.status_code == 403 or "/conta/login" in answer.headers.get("Location", ""):
            self.clients.pop(role)
        return int(answer.status_code)


@pytest.fixture(scope="module")
def desk(database: Server) -> Iterator[Desk]:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    noted: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        note_reads(patch, noted)
        # Shared out among workers, a module is set up more than once in one of them.
        mine = f"{new_id().int % 10**9:09d}"
        organisation = seed.create(f"desk-{mine}", "Cooperativa Aurora", now=TUESDAY)
        made = seed.fill(organisation, now=TUESDAY, number=mine, members=False)
        with psycopg.connect(database.superuser_url) as connection:
            seen = Seen(ids=ids_there(connection))
        desk = Desk(made, seen, noted)
        for where, pattern in EVERY:
            if "<" not in where:
                for role in roles_of(pattern):
                    desk.ask(role, where, visit(where))
        yield desk
    clock.set_virtual(None)


def roles_of(pattern: URLPattern) -> list[str]:
    """Return who may: all of them, if the page needs no act."""
    act = getattr(pattern.callback, "permission", None)
    return [role for role in ROLES if not isinstance(act, Act) or may(role, act)]


def visit(path: str) -> Odd:
    """Return a look at a page with nothing odd about it."""
    return Odd(method="GET", path=path, fields=(), content_type="", file=None, is_fragment=False)


@pytest.mark.parametrize(("where", "pattern"), EVERY, ids=[where for where, _pattern in EVERY])
def test_no_odd_request_is_a_servers_error(desk: Desk, where: str, pattern: URLPattern) -> None:
    role = roles_of(pattern)[0]
    # What a page reads is known once it has read, and more of it once it was filled in.
    for _round in range(2):
        assert desk.ask(role, where, desk.seen.usual(where)) < 500

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(odd=desk.seen.requests(where))
    def ask(odd: Odd) -> None:
        assert desk.ask(role, where, odd) < 500

    ask()


FOUND_ONCE = {
    "a way back that is no path": ("/mensagens/{message}/liberar/", "next=2026", FORM, 302),
    "a way on that is no address": ("/conta/2fa/webauthn/login/", "next=http://[", FORM, 302),
    "NUL in the address": ("/conta/oidc/a%00b/login/", "", FORM, 404),
    "an encoding of no text": ("/tema/", "tema=claro", f"{MULTIPART}; charset=rot13", 400),
}


@pytest.mark.parametrize("what", FOUND_ONCE)
def test_what_once_was_a_servers_error_is_answered(desk: Desk, what: str) -> None:
    path, body, content_type, expected = FOUND_ONCE[what]
    client = desk.sign_in("administrador")
    path = path.format(message=desk.made.refused_id)
    answer = client.generic("POST", path, body, content_type=content_type)
    assert answer.status_code == expected
