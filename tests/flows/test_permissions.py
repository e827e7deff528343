"""Every address of the desk against the table of acts and roles: as each role, and signed out."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from trato.entrypoints.console import urls
from trato.entrypoints.console.entered import ANYBODY, SIGNED_IN
from trato.entrypoints.console.permissions import MATRIX, ROLES, Act, acts_of, may

LOCAL = {"host": "localhost"}
DOCS = Path(__file__).parents[2] / "docs" / "roles.md"
SIGN_IN = "/conta/login/"
# What the sign-in library brings; who is signed in or out is its own question, tried below.
FOREIGN_TO_US = ("account_", "mfa_", "socialaccount_", "openid_connect_")
BEFORE_SIGNING_IN = frozenset(
    {
        "account_login", "account_logout", "account_signup", "account_inactive",
        "account_confirm_email", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key", "account_reset_password_from_key_done",
        "account_email_verification_sent", "account_reauthenticate", "mfa_authenticate",
        "account_confirm_login_code", "account_request_login_code",
        "account_complete_password_reset", "socialaccount_login_cancelled",
        "openid_connect_login", "openid_connect_callback", "socialaccount_login_error",
        "socialaccount_signup",
    }
)  # fmt: skip
# The library's pages of one passkey, whose number is in a part of the address above theirs.
OF_ONE = {"mfa_edit_webauthn": {"pk": 1}, "mfa_remove_webauthn": {"pk": 1}}


def _patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


ALL = tuple(_patterns(urls.urlpatterns))
OURS = tuple(p for p in ALL if not (p.name or "").startswith(FOREIGN_TO_US))
GUARDED = tuple(p for p in OURS if isinstance(getattr(p.callback, "permission", None), Act))


def _named(pattern: URLPattern) -> str:
    return pattern.name or str(pattern.pattern)


def _address(pattern: URLPattern) -> str:
    """An address of the pattern, of things that exist nowhere."""
    stand_ins = {"uuid": uuid4(), "str": "x", "int": 1, "slug": "x", "path": "x"}
    kinds = re.findall(r"<(\w+):(\w+)>", str(pattern.pattern))
    return reverse(_named(pattern), kwargs={name: stand_ins[kind] for kind, name in kinds})


@pytest.fixture
def clients(organisation: UUID) -> dict[str, Client]:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member
    from trato.foundation import tenancy

    made = {}
    for role in ROLES:
        email = f"{role}-{uuid4().hex[:8]}@aurora.example"
        with tenancy.within(organisation):
            add_member(email=email, password="uma senha longa de teste", role=role)
        made[role] = client = Client(headers=LOCAL, raise_request_exception=False)
        client.force_login(
            get_user_model().objects.get(username=email),
            backend="trato.entrypoints.console.signed_in.ByName",
        )
    return made


@pytest.mark.parametrize("pattern", OURS, ids=_named)
def test_every_address_says_what_it_needs(pattern: URLPattern) -> None:
    permission = getattr(pattern.callback, "permission", None)
    assert permission in (*Act, ANYBODY, SIGNED_IN), (
        f"{pattern.pattern}: let the view be entered(Act.…), or declared open to anybody"
    )


def test_every_act_is_somebodys_and_every_role_is_known() -> None:
    assert set(MATRIX) == set(Act)
    for act, roles in MATRIX.items():
        assert roles, act
        assert roles <= set(ROLES), act


def test_every_page_and_act_answers_each_role_as_the_table_says(clients: dict[str, Client]) -> None:
    wrong = []
    for pattern in GUARDED:
        act = pattern.callback.permission  # type: ignore[attr-defined]
        for role, client in clients.items():
            for method in (client.get, client.post):
                status = method(_address(pattern)).status_code
                expected = status not in (403, 500) if may(role, act) else status in (403, 405)
                if not expected:
                    wrong.append((_named(pattern), role, method.__name__, status))
    assert wrong == []


def test_whoever_may_not_is_refused_and_not_only_told_of_the_method(
    clients: dict[str, Client],
) -> None:
    for pattern in GUARDED:
        act = pattern.callback.permission  # type: ignore[attr-defined]
        for role in set(ROLES) - MATRIX[act]:
            statuses = {
                method(_address(pattern)).status_code
                for method in (clients[role].get, clients[role].post)
            }
            assert 403 in statuses, (_named(pattern), role)


def test_signed_out_every_page_leads_to_the_sign_in(organisation: UUID) -> None:
    client = Client(headers=LOCAL, raise_request_exception=False)
    for pattern in OURS:
        if pattern.callback.permission == ANYBODY:  # type: ignore[attr-defined]
            continue
        answers = [client.get(_address(pattern)), client.post(_address(pattern))]
        for answer in (a for a in answers if a.status_code != 405):
            assert answer.status_code == 302, _named(pattern)
            assert answer["Location"].startswith(SIGN_IN), _named(pattern)


def test_signed_out_the_librarys_own_pages_lead_to_the_sign_in(organisation: UUID) -> None:
    client = Client(headers=LOCAL, raise_request_exception=False)
    for pattern in ALL:
        if not (pattern.name or "").startswith(FOREIGN_TO_US):
            continue
        if pattern.name in BEFORE_SIGNING_IN or "<" in str(pattern.pattern):
            continue
        answer = client.get(reverse(str(pattern.name), kwargs=OF_ONE.get(str(pattern.name))))
        assert answer.status_code in (302, 404), pattern.name


def test_a_member_of_no_organisation_enters_none(organisation: UUID) -> None:
    from django.contrib.auth import get_user_model

    email = f"ninguem-{uuid4().hex[:8]}@aurora.example"
    client = Client(headers=LOCAL, raise_request_exception=False)
    client.force_login(
        get_user_model().objects.create_user(username=email, email=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    for pattern in GUARDED:
        assert {
            client.get(_address(pattern)).status_code, client.post(_address(pattern)).status_code
        } <= {403, 405}, _named(pattern)  # fmt: skip


def test_the_rail_shows_what_the_role_may_open_and_nothing_else(clients: dict[str, Client]) -> None:
    from trato.entrypoints.console.nav import PLACES

    for role, client in clients.items():
        body = client.get("/", follow=True).content.decode()
        rail = body.partition("<nav")[2].partition("</nav>")[0]
        shown = set(re.findall(r'<a href="([^"]+)"', rail)) - {"/"}
        may_open = {place.href for place in PLACES if place.act in acts_of(role)} - {"/"}
        assert shown == may_open, role
        for href in shown:
            assert client.get(href).status_code in (200, 302), (role, href)


def test_the_page_of_roles_has_the_table_as_it_is() -> None:
    rows = [
        f"| `{act}` | " + " | ".join("✓" if may(role, act) else "" for role in ROLES) + " |"
        for act in Act
    ]
    text = DOCS.read_text(encoding="utf-8")
    missing = [row for row in rows if row not in text]
    assert missing == [], "\n".join(missing)
    assert text.count("| `") == len(rows)
