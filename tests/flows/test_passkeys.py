"""Passkeys: added, named and removed by their owner, a second factor, and a way in of their own."""

import json
import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from tests.conftest import Server
from tests.flows.test_permissions import LOCAL, clients
from tests.flows.test_second_factor import CODES, FIRST, PASSWORD, ask, found, members, type_code
from tests.flows.test_sessions import another, email_of, is_in
from tests.passkeys import Device

__all__ = ["clients"]

ADD, SIGN_IN = "/conta/2fa/webauthn/add/", "/conta/2fa/webauthn/login/"
SECOND = "/conta/2fa/authenticate/"


def facts(organisation: UUID) -> list[tuple[str, dict[str, Any]]]:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        rows = Entry.objects.filter(kind__startswith="access.passkey").order_by("id")
        return [(row.kind, row.facts) for row in rows]


def confirm(client: Client, path: str) -> None:
    """Give the password again where a page about safety asks for it."""
    page = client.get(path)
    if page.status_code == 302:
        assert client.post(page["Location"], {"password": PASSWORD}).status_code == 302


def asked(body: str) -> dict[str, Any]:
    """Return what a page asks the browser for."""
    got = re.search(r'<script id="passkey-options"[^>]*>(.*?)</script>', body)
    assert got
    return dict(json.loads(unescape(got[1])))


def add(client: Client, device: Device, *, name: str = "Meu celular", alone: bool = True) -> Any:
    """Add a passkey as a person does, through the pages; return the answer to the last step."""
    confirm(client, ADD)
    options = asked(client.get(ADD).content.decode())
    said = {"name": name, "credential": device.create(options)}
    return client.post(ADD, {**said, "passwordless": "on"} if alone else said)


def options_alone(client: Client) -> dict[str, Any]:
    answer = client.get(SIGN_IN, headers={**LOCAL, "accept": "application/json"})
    return dict(answer.json()["request_options"])


def come_in(device: Device, **changed: Any) -> tuple[Client, Any]:
    guest = Client(headers=LOCAL)
    shown = device.show(options_alone(guest), **changed)
    return guest, guest.post(SIGN_IN, {"credential": shown})


def alerts(answer: Any) -> str:
    """Return what a page says went wrong."""
    body = answer.content.decode()
    lines = found(r'<p role="alert"[^>]*bg-stop-soft[^>]*>.*?<span>(.*?)</span>', body)
    return unescape(" ".join(lines))


def refusal(client: Client) -> str:
    """Return what the sign-in page says went wrong."""
    return alerts(client.get("/conta/login/"))


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(database: Server) -> None:
    """Let no test use up the tries of another: all come from one address."""
    cache.clear()


@pytest.fixture
def agent(clients: dict[str, Client]) -> Client:
    return clients["atendente"]


def test_a_passkey_is_added_named_seen_and_removed_and_the_journal_tells(
    organisation: UUID, agent: Client
) -> None:
    who = members(organisation)["atendente"]
    done = add(agent, Device(), name="")
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert len(found(r"<li[^>]*>(\d+)</li>", agent.get(CODES).content.decode())) == 10
    row = Authenticator.objects.get(user_id=who, type="webauthn")
    assert set(row.data["credential"]["response"]) == {"attestationObject", "clientDataJSON"}
    named = agent.post(f"/conta/2fa/webauthn/keys/{row.pk}/edit/", {"name": "Notebook da sala"})
    assert named.status_code == 302
    page = agent.get("/conta/").content.decode()
    assert "Notebook da sala" in page
    assert "entra sem a senha" in page
    assert "Restam 10 códigos" in page
    path = f"/conta/2fa/webauthn/keys/{row.pk}/remove/"
    assert "último segundo fator" in agent.get(path).content.decode()
    assert agent.post(path).status_code == 302
    page = agent.get("/conta/").content.decode()
    assert "Notebook da sala" not in page
    assert "não configurado" in page
    assert not Authenticator.objects.filter(user_id=who).exists()
    told = facts(organisation)
    assert [kind for kind, _fields in told] == [
        "access.passkey_added", "access.passkey_renamed", "access.passkey_removed",
    ]  # fmt: skip
    assert told[0][1] == {"user_id": who, "passkey_id": row.pk, "is_passwordless": True}
    assert told[2][1] == {"user_id": who, "by_user": who, "left": 0}


def test_it_is_the_second_factor_that_a_role_needs(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    ask(clients["administrador"], "atendente", days=0)
    email = members_email(organisation)
    assert "Usar uma chave de acesso" in agent.get(FIRST).content.decode()
    device = Device()
    add(agent, device, alone=False)
    assert agent.get("/conversas/").status_code == 200
    again = Client(headers=LOCAL)
    step = again.post("/conta/login/", {"login": email, "password": PASSWORD})
    assert step["Location"] == SECOND
    assert again.get("/conversas/").status_code == 302
    shown = device.show(asked(again.get(SECOND).content.decode()))
    assert again.post(SECOND, {"credential": shown}).status_code == 302
    assert again.get("/conversas/").status_code == 200
    row = Authenticator.objects.get(user_id=members(organisation)["atendente"], type="webauthn")
    confirm(agent, f"/conta/2fa/webauthn/keys/{row.pk}/remove/")
    agent.post(f"/conta/2fa/webauthn/keys/{row.pk}/remove/")
    assert agent.get("/conversas/")["Location"] == FIRST
    assert not is_in(again)


def members_email(organisation: UUID) -> str:
    from django.contrib.auth import get_user_model

    who = members(organisation)["atendente"]
    return str(get_user_model().objects.get(pk=who).email)


def test_alone_it_lets_in_where_the_device_asked_for_finger_or_pin(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    device = Device()
    add(agent, device)
    ask(clients["administrador"], "atendente", days=0)
    guest, answer = come_in(device)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = guest.get("/conversas/")
    assert page.wsgi_request.user.pk == members(organisation)["atendente"]
    device.verifies = False
    guest, answer = come_in(device)
    assert answer["Location"] == "/conta/login/"
    assert refusal(guest)
    assert not is_in(guest)


def test_what_another_page_asked_for_does_not_lower_what_it_takes_alone(agent: Client) -> None:
    """A stolen key without its PIN, and a challenge that asked for none: the session keeps both."""
    device = Device()
    add(agent, device)
    device.verifies = False
    guest = Client(headers=LOCAL)
    options = options_alone(guest)
    session = guest.session
    session["mfa.webauthn.state"] = {
        **session["mfa.webauthn.state"], "user_verification": "preferred",
    }  # fmt: skip
    session.save()
    answer = guest.post(SIGN_IN, {"credential": device.show(options)})
    assert answer["Location"] == "/conta/login/"
    assert "não pediu digital" in refusal(guest)
    assert not is_in(guest)


def test_whoever_is_halfway_in_with_a_password_is_led_back_to_their_own_second_factor(
    clients: dict[str, Client], agent: Client
) -> None:
    other = Device()
    add(agent, other)
    email = email_of(clients["supervisor"])
    add(clients["supervisor"], Device())
    guest = Client(headers=LOCAL)
    guest.post("/conta/login/", {"login": email, "password": PASSWORD})
    lenient = asked(guest.get(SECOND).content.decode())
    assert lenient["publicKey"]["userVerification"] == "preferred"
    answer = guest.post(SIGN_IN, {"credential": other.show(lenient)})
    assert answer["Location"] == SECOND
    assert not is_in(guest)


def test_one_kept_as_a_second_factor_does_not_open_alone(agent: Client) -> None:
    device = Device()
    add(agent, device, alone=False)
    guest, answer = come_in(device)
    assert answer["Location"] == "/conta/login/"
    assert "só como segundo fator" in refusal(guest)
    assert not is_in(guest)


@pytest.mark.parametrize("next_page", ["/conversas/", "https://mal.example/", "//mal.example"])
def test_it_leads_on_to_a_page_of_ours_only(agent: Client, next_page: str) -> None:
    device = Device()
    add(agent, device)
    guest = Client(headers=LOCAL)
    shown = device.show(options_alone(guest))
    answer = guest.post(SIGN_IN, {"credential": shown, "next": next_page})
    assert answer["Location"] == (next_page if next_page == "/conversas/" else "/")


def test_a_key_of_another_account_is_no_second_factor_of_this_one(
    clients: dict[str, Client], agent: Client
) -> None:
    mine, other = Device(), Device()
    add(agent, mine)
    email = email_of(agent)
    add(clients["supervisor"], other)
    guest = Client(headers=LOCAL)
    guest.post("/conta/login/", {"login": email, "password": PASSWORD})
    shown = other.show(asked(guest.get(SECOND).content.decode()))
    answer = guest.post(SECOND, {"credential": shown})
    assert answer.status_code == 200
    assert "não abre esta conta" in answer.content.decode()
    # Nor with the owner's handle claimed: what a browser says of the owner is not signed.
    for handle in (mine.user_handle, "", "AAAA", None):
        _guest, answer = come_in(other, userHandle=handle)
        assert answer["Location"] == "/conta/login/"


def test_the_same_passkey_is_not_taken_twice_nor_by_another_account(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    device = Device()
    add(agent, device)
    for client in (agent, clients["supervisor"]):
        answer = add(client, device)
        assert answer.status_code == 200
        assert "já está guardada" in alerts(answer), alerts(answer)
    excluded = asked(agent.get(ADD).content.decode())["publicKey"]["excludeCredentials"]
    assert len(excluded) == 1
    assert (
        Authenticator.objects.filter(
            type="webauthn", user__in=members(organisation).values()
        ).count()
        == 1
    )
    assert len(facts(organisation)) == 1


def test_an_answer_is_good_once_and_only_for_the_page_that_asked(agent: Client) -> None:
    device = Device()
    add(agent, device)
    guest = Client(headers=LOCAL)
    shown = device.show(options_alone(guest))
    other = Client(headers=LOCAL)
    options_alone(other)
    assert other.post(SIGN_IN, {"credential": shown})["Location"] == "/conta/login/"
    assert guest.post(SIGN_IN, {"credential": shown})["Location"] == "/"
    guest.post("/conta/logout/")
    assert guest.post(SIGN_IN, {"credential": shown})["Location"] == "/conta/login/"


def test_a_copy_of_a_key_is_noticed_by_its_counter(organisation: UUID, agent: Client) -> None:
    device = Device()
    add(agent, device)
    copy = device.copy()
    assert come_in(device)[1]["Location"] == "/"
    guest, answer = come_in(copy)
    assert answer["Location"] == "/conta/login/"
    assert "fora da ordem" in refusal(guest)
    assert facts(organisation)[-1][0] == "access.passkey_out_of_step"
    assert come_in(device)[1]["Location"] == "/"


def test_one_that_does_not_count_is_taken_as_it_is(agent: Client) -> None:
    device = Device()
    device.counter = 0
    add(agent, device)
    for _ in range(2):
        device.counter = -1
        assert come_in(device)[1]["Location"] == "/"


@pytest.mark.parametrize("broken", ["signature", "authenticatorData", "clientDataJSON"])
def test_a_damaged_answer_opens_nothing(agent: Client, broken: str) -> None:
    device = Device()
    add(agent, device)
    guest, answer = come_in(device, **{broken: "AAAA"})
    assert answer["Location"] == "/conta/login/"
    assert not is_in(guest)


NONSENSE = (
    "", "x", "1", "null", "[]", "{}", '"texto"', '{"response": 1}', '{"response": {}}',
    '{"id": "AA", "rawId": "AA", "response": {"userHandle": 7}}',
    '{"id": "A", "rawId": "B", "response": null}', '{"rawId": "\\u0000", "response": {}}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "AA", "attestationObject": "oA", "authenticatorData": "AA",
        "signature": "AA", "userHandle": "AA"}}),
    json.dumps({"rawId": "A" * 40_000, "response": {}}),
)  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE, ids=range(len(NONSENSE)))
def test_what_no_browser_says_is_refused_everywhere(agent: Client, said: str) -> None:
    device = Device()
    add(agent, device)
    email = email_of(agent)
    agent.get(ADD)
    answer = agent.post(ADD, {"name": "x", "credential": said, "passwordless": "on"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    again = agent.post("/conta/2fa/webauthn/reauthenticate/", {"credential": said})
    assert again.status_code == 200
    assert 'role="alert"' in again.content.decode()
    guest = Client(headers=LOCAL)
    options_alone(guest)
    assert guest.post(SIGN_IN, {"credential": said})["Location"] == "/conta/login/"
    assert not is_in(guest)
    guest.post("/conta/login/", {"login": email, "password": PASSWORD})
    guest.get(SECOND)
    assert guest.post(SECOND, {"credential": said}).status_code == 200
    assert not is_in(guest)


def test_without_it_a_recovery_code_lets_in_and_the_last_factor_takes_the_codes_along(
    organisation: UUID, agent: Client
) -> None:
    add(agent, Device())
    codes = found(r"<li[^>]*>(\d+)</li>", agent.get(CODES).content.decode())
    email, who = email_of(agent), members(organisation)["atendente"]
    for expected in (302, 200):
        guest = Client(headers=LOCAL)
        guest.post("/conta/login/", {"login": email, "password": PASSWORD})
        assert guest.post(SECOND, {"code": codes[0]}).status_code == expected
    set_up_too(agent)
    row = Authenticator.objects.get(user_id=who, type="webauthn")
    path = f"/conta/2fa/webauthn/keys/{row.pk}/remove/"
    assert "último segundo fator" not in agent.get(path).content.decode()
    agent.post(path)
    kept = Authenticator.objects.filter(user_id=who).values_list("type", flat=True)
    assert set(kept) == {"totp", "recovery_codes"}
    agent.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user_id=who).exists()


def set_up_too(client: Client) -> None:
    """Set the authenticator app up beside what there is: no new codes are made."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = found(r'id="secret"[^>]*>([A-Z2-7]+)<', page.content.decode())[0]
    type_code(client, reverse("mfa_activate_totp"), secret)


def test_adding_or_removing_one_ends_every_other_session(agent: Client) -> None:
    other = another(agent)
    add(agent, Device())
    assert not is_in(other)
    assert is_in(agent)


def test_nobody_touches_another_users_passkey(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    add(agent, Device())
    row = Authenticator.objects.get(user_id=members(organisation)["atendente"], type="webauthn")
    boss = clients["administrador"]
    confirm(boss, ADD)
    for act in ("edit", "remove"):
        path = f"/conta/2fa/webauthn/keys/{row.pk}/{act}/"
        assert boss.get(path).status_code == 404
        assert boss.post(path, {"name": "minha"}).status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_an_administrator_takes_passkeys_away_with_the_second_factor(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    device = Device()
    add(agent, device)
    who = members(organisation)["atendente"]
    assert clients["administrador"].post(f"/membros/{who}/fator/").status_code == 302
    guest, answer = come_in(device)
    assert answer["Location"] == "/conta/login/"
    assert "não abre esta conta" in refusal(guest)


def test_somebody_deactivated_does_not_come_in_with_it(
    organisation: UUID, clients: dict[str, Client], agent: Client
) -> None:
    device = Device()
    add(agent, device)
    who = members(organisation)["atendente"]
    clients["administrador"].post(f"/membros/{who}/", {"act": "deactivate"})
    guest, _answer = come_in(device)
    assert guest.get("/conversas/").status_code != 200


def test_changing_anything_takes_the_password_or_a_factor_again(
    organisation: UUID, agent: Client
) -> None:
    device = Device()
    add(agent, device)
    row = Authenticator.objects.get(user_id=members(organisation)["atendente"], type="webauthn")
    guest, _answer = come_in(device)
    for path in (ADD, f"/conta/2fa/webauthn/keys/{row.pk}/remove/"):
        for answer in (guest.get(path), guest.post(path, {"credential": "{}"})):
            assert answer["Location"].startswith("/conta/reauthenticate/")
    assert guest.get(CODES)["Location"].startswith("/conta/reauthenticate/")
    page = guest.get("/conta/2fa/webauthn/reauthenticate/?next=" + CODES).content.decode()
    shown = device.show(asked(page))
    done = guest.post("/conta/2fa/webauthn/reauthenticate/", {"credential": shown, "next": CODES})
    assert done["Location"] == CODES
    assert guest.get(CODES).status_code == 200


@pytest.mark.parametrize(
    ("domain", "host", "is_secure", "origin", "works"),
    [
        ("", "localhost", False, "http://localhost:8000", True),
        ("", "localhost", True, "https://localhost:8443", True),
        ("", "mesa.aurora.example", True, "https://mesa.aurora.example", True),
        ("aurora.example", "mesa.aurora.example", True, "https://mesa.aurora.example", True),
        # In the clear, from elsewhere, or from a neighbour: whatever the browser let pass.
        ("", "mesa.aurora.example", False, "http://mesa.aurora.example", False),
        ("", "localhost", False, "https://mal.example", False),
        ("mesa.aurora.example", "mesa.aurora.example", True, "https://aurora.example", False),
    ],
)
def test_they_are_made_for_one_domain_over_tls_or_for_this_machine(
    clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch,
    domain: str, host: str, is_secure: bool, origin: str, works: bool,
) -> None:  # fmt: skip
    monkeypatch.setenv("TRATO_PASSKEY_DOMAIN", domain)
    agent, device = clients["atendente"], Device(origin=origin)
    there: dict[str, Any] = {"secure": is_secure, "headers": {"host": host}}
    with override_settings(ALLOWED_HOSTS=["localhost", "mesa.aurora.example"]):
        path = agent.get(ADD, **there)["Location"]
        assert agent.post(path, {"password": PASSWORD}, **there).status_code == 302
        options = asked(agent.get(ADD, **there).content.decode())
        assert options["publicKey"]["rp"] == {"id": domain or host, "name": "Trato"}
        said = {"credential": device.create(options), "passwordless": "on"}
        assert (agent.post(ADD, said, **there).status_code == 302) is works


@pytest.mark.parametrize(
    ("domain", "host", "works"),
    [
        ("", "localhost:8000", True), ("", "mesa.aurora.example", True),
        ("", "127.0.0.1:8000", False), ("", "[::1]:8000", False),
        ("aurora.example", "mesa.aurora.example:443", True), ("aurora.example", "localhost", False),
        ("aurora.example", "maurora.example", False),
    ],
)  # fmt: skip
def test_the_account_says_where_no_browser_takes_them(
    monkeypatch: pytest.MonkeyPatch, domain: str, host: str, works: bool
) -> None:
    from trato.entrypoints.console.relying_party import work_at

    monkeypatch.setenv("TRATO_PASSKEY_DOMAIN", domain)
    assert work_at(host) is works


@pytest.mark.parametrize(
    "wrong",
    ["https://mesa.example", "mesa.example:443", "127.0.0.1", "mesa.example/", "-x.example"],
)
def test_a_domain_that_is_none_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    from trato.foundation import settings

    monkeypatch.setenv("TRATO_PASSKEY_DOMAIN", wrong)
    with pytest.raises(settings.SettingError, match="TRATO_PASSKEY_DOMAIN"):
        settings.check()
