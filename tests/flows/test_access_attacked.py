"""The ways in, tried as somebody who is not welcome would: each of these must hold."""

import io
import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from tests.conftest import Server
from tests.flows.test_permissions import LOCAL
from tests.flows.test_second_factor import PASSWORD, code_of, found, set_up, type_code
from tests.rules.test_redact import said

__all__ = ["said"]

SIGN_IN, SECOND = "/conta/login/", "/conta/2fa/authenticate/"
AWAY = ("https://mal.example/", "//mal.example/", "/\\mal.example", "javascript:alert(1)",
        "http:///mal.example", "https:mal.example", "\thttps://mal.example")  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(database: Server) -> None:
    """Let no test use up the tries of another: all come from one address."""
    cache.clear()


@pytest.fixture
def email(organisation: UUID) -> str:
    """Return the address of a member with a password and nothing else."""
    from trato.book.organisations.create import add_member
    from trato.foundation import tenancy

    made = f"alvo-{uuid4().hex[:8]}@aurora.example"
    with tenancy.within(organisation):
        add_member(email=made, password=PASSWORD, role="administrador")
    return made


def from_somewhere() -> str:
    """Return an address that nobody else of these tests comes from."""
    last = uuid4().int
    return f"10.{last >> 16 & 255}.{last >> 8 & 255}.{last & 255}"


def guest(address: str = "") -> Client:
    return Client(headers=LOCAL, REMOTE_ADDR=address or from_somewhere())


def signed_in(email: str) -> Client:
    client = guest()
    answer = client.post(SIGN_IN, {"login": email, "password": PASSWORD})
    assert answer["Location"] == "/"
    return client


def halfway(email: str, address: str = "") -> Client:
    client = guest(address)
    assert client.post(SIGN_IN, {"login": email, "password": PASSWORD})["Location"] == SECOND
    return client


def wrong(secret: str) -> str:
    return str((int(code_of(secret)) + 1) % 10**6).zfill(6)


def test_codes_cannot_be_guessed_from_many_places_at_once(email: str) -> None:
    """Five wrong codes in five minutes, wherever from; after them not even the right one helps."""
    secret = set_up(signed_in(email))
    cache.clear()
    crowd = [halfway(email) for _ in range(6)]
    for client in crowd[:5]:
        assert client.post(SECOND, {"code": wrong(secret)}).status_code == 200
    last = crowd[5].post(SECOND, {"code": code_of(secret)})
    assert last.status_code == 200
    assert crowd[5].get("/conta/").status_code == 302


def test_passwords_cannot_be_guessed_from_many_places_at_once(email: str) -> None:
    for _ in range(5):
        answer = guest().post(SIGN_IN, {"login": email, "password": "errada " + uuid4().hex})
        assert answer.status_code == 200
    assert guest().post(SIGN_IN, {"login": email, "password": PASSWORD}).status_code == 200


def test_one_place_tries_thirty_times_a_minute_and_is_told_so_in_words(email: str) -> None:
    here = from_somewhere()
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "2/m/ip"}):
        answers = [guest(here).post(SIGN_IN, {"login": "x@y.example", "password": "z"})
                   for _ in range(3)]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Tentativas demais" in answers[2].content.decode()
    assert answers[2]["Retry-After"] == "60"
    assert guest().get(SIGN_IN).status_code == 200


def test_a_code_is_good_once_in_whichever_process(email: str) -> None:
    from trato.entrypoints.console.shared_cache import SharedCache

    secret = set_up(signed_in(email))
    cache.clear()
    code = code_of(secret)
    first, second = halfway(email), halfway(email)
    answers = [client.post(SECOND, {"code": code}).status_code for client in (first, second)]
    assert answers in ([302, 200], [200, 200])  # the half minute may have just ended
    here, there = SharedCache("", {}), SharedCache("", {})
    assert here.add(code, "y", timeout=60)
    assert not there.add(code, "y", timeout=60)


def test_of_many_at_once_one_is_the_first(database: Server) -> None:
    """What marks a code as used is one row, not a look and then a write."""
    from django.db import connections

    name, together, won = uuid4().hex, threading.Barrier(4), []

    def claim() -> None:
        try:
            together.wait(30)
            won.append(cache.add(name, 1, timeout=60))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(won) == [False, False, False, True]


def test_what_is_counted_names_nobody_and_is_forgotten(email: str) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from trato.book.access import remember
    from trato.book.access.models import Remembered

    guest().post(SIGN_IN, {"login": email, "password": "errada"})
    rows = list(Remembered.objects.all())
    assert rows
    assert all(len(bytes(row.name)) == 32 for row in rows)
    assert all(email not in str(row.said) for row in rows)
    assert max(row.until for row in rows) <= timezone.now() + timedelta(days=1)
    past = timezone.now() - timedelta(seconds=1)
    old, new = uuid4().hex, uuid4().hex
    remember.say(old, 1, until=past, at=past)
    assert remember.recall(old, at=timezone.now()) is None
    assert remember.say_first(old, 2, until=past, at=timezone.now())
    remember.say(new, 1, until=timezone.now() + timedelta(minutes=1), at=timezone.now())
    assert not remember.forget(old)
    assert remember.forget(new)


def test_a_session_that_was_planted_is_not_the_one_that_gets_in(email: str) -> None:
    secret = set_up(signed_in(email))
    cache.clear()
    victim = guest()
    victim.get("/conta/2fa/webauthn/login/", headers={**LOCAL, "accept": "application/json"})
    planted = victim.cookies["sessionid"].value
    victim.post(SIGN_IN, {"login": email, "password": PASSWORD})
    half = victim.cookies["sessionid"].value
    assert victim.get("/conversas/").status_code == 302
    type_code(victim, SECOND, secret)
    assert victim.get("/conversas/").status_code == 200
    inside = victim.cookies["sessionid"].value
    assert inside not in (planted, half)
    for old in {planted, half}:
        thief = guest()
        thief.cookies["sessionid"] = old
        assert thief.get("/conversas/").status_code == 302
        assert thief.get(SECOND).status_code == 302


def test_whatever_the_way_in_the_cookie_goes_with_the_browser(email: str) -> None:
    from tests.flows.test_passkeys import add, come_in
    from tests.passkeys import Device

    by_password = signed_in(email)
    device = Device()
    add(by_password, device)
    by_passkey, answer = come_in(device)
    assert answer["Location"] == "/"
    for client in (by_password, by_passkey):
        cookie = client.cookies["sessionid"]
        assert cookie["max-age"] == ""
        assert cookie["expires"] == ""
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert client.session.get_expiry_age() <= 12 * 3600


@pytest.mark.parametrize("target", AWAY)
def test_no_next_leads_away(email: str, target: str) -> None:
    signs_in = guest().post(SIGN_IN, {"login": email, "password": PASSWORD, "next": target})
    assert signs_in["Location"] == "/"
    client = signed_in(email)
    assert client.get(f"{SIGN_IN}?next={target}")["Location"] == "/"
    again = client.post("/conta/reauthenticate/", {"password": PASSWORD, "next": target})
    assert again["Location"] == "/"
    for path in ("/idioma/", "/tema/"):
        answer = client.post(path, {"language": "en", "theme": "dark", "next": target})
        assert answer["Location"] == "/"
    assert client.post("/conta/logout/", {"next": target})["Location"] == "/"


def test_the_sign_in_does_not_tell_who_has_an_account(email: str) -> None:
    said = []
    for login in (email, f"ninguem-{uuid4().hex[:8]}@aurora.example"):
        answer = guest().post(SIGN_IN, {"login": login, "password": "errada"})
        lines = found(r'role="alert"[^>]*>(.*?)</p>', answer.content.decode())
        said.append((answer.status_code, lines))
        asked = guest().post("/conta/password/reset/", {"email": login})
        said.append((asked.status_code, asked["Location"]))
    assert said[:2] == said[2:]


def test_pages_about_people_and_accounts_are_kept_nowhere_and_tell_nobody_where_one_was(
    email: str,
) -> None:
    client, stranger = signed_in(email), guest()
    inside = ("/", "/conta/", "/membros/", "/conversas/", "/arquivo/", "/diario/", "/mostrados/",
              "/conta/2fa/webauthn/add/", reverse("mfa_view_recovery_codes"))  # fmt: skip
    outside = (SIGN_IN, "/conta/password/reset/", "/convite/nao-vale/",
               "/conta/password/reset/key/1-nao-vale/")  # fmt: skip
    answers: list[tuple[str, Any]] = [(path, client.get(path)) for path in inside]
    answers += [(path, stranger.get(path)) for path in outside]
    for path, answer in answers:
        assert "no-store" in answer["Cache-Control"], path
        # To this house alone: a link's secret is in nobody else's records.
        assert answer["Referrer-Policy"] == "same-origin", path
        assert answer["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], path
        assert "script-src 'self';" in answer["Content-Security-Policy"], path


def test_a_link_that_opens_an_account_is_in_no_log(email: str, said: io.StringIO) -> None:
    boss = signed_in(email)
    invited = f"nova-{uuid4().hex[:8]}@aurora.example"
    page = boss.post("/membros/convidar/", {"email": invited, "role": "atendente"})
    (secret,) = found(r"/convite/([\w-]+)/", page.content.decode())
    short = {"password1": "curta", "password2": "curta"}
    assert guest().get(f"/convite/{secret}/").status_code == 200
    assert guest().post(f"/convite/{secret}/", short).status_code == 200
    assert guest().get(f"/convite/{secret}x/").status_code == 404
    assert '"status": 404' in said.getvalue()
    assert secret not in said.getvalue()


def test_a_form_of_another_site_does_nothing(email: str) -> None:
    strict = Client(headers=LOCAL, enforce_csrf_checks=True, REMOTE_ADDR=from_somewhere())
    strict.cookies = signed_in(email).cookies
    for path in ("/conta/sessoes/", "/conta/logout/", "/conta/2fa/webauthn/add/",
                 "/conta/password/change/", "/membros/convidar/"):  # fmt: skip
        assert strict.post(path, {}).status_code == 403, path
    assert strict.get("/conta/").status_code == 200


def test_a_new_password_and_being_deactivated_end_every_other_session(
    organisation: UUID, email: str
) -> None:
    from trato.foundation import tenancy

    here, there = signed_in(email), signed_in(email)
    changed = here.post(
        "/conta/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "outra frase longa",
            "password2": "outra frase longa",
        },
    )
    assert changed.status_code == 302
    assert here.get("/conta/").status_code == 200
    assert there.get("/conta/").status_code == 302
    from django.contrib.auth import get_user_model

    with tenancy.within(organisation):
        get_user_model().objects.filter(email=email).update(is_active=False)
    assert here.get("/conta/").status_code == 302
