"""Single sign-on against a provider over HTTP: members known by a verified address, nobody else."""

import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.test import Client, override_settings

from tests.flows.test_permissions import LOCAL, clients
from tests.flows.test_second_factor import PASSWORD, ask, members, set_up
from tests.oidc import CLIENT_ID, CLIENT_SECRET, Provider, running

__all__ = ["clients"]


@pytest.fixture
def provider() -> Iterator[Provider]:
    from trato.entrypoints.django_settings import single_sign_on_apps

    with running() as found:
        apps = single_sign_on_apps((found.url, CLIENT_ID, CLIENT_SECRET, "Aurora"))
        with override_settings(SOCIALACCOUNT_PROVIDERS=apps):
            yield found


def verified(client: Client) -> str:
    """Say that the owner of an account has shown that its address is theirs."""
    from allauth.account.models import EmailAddress

    user = client.get("/conta/").wsgi_request.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return str(user.email)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def come_in(client: Client, path: str = "/conta/oidc/sso/login/") -> tuple[int, str]:
    """Go to the provider and back as a browser does; return status and where it leads."""
    away = client.post(path)
    assert away.status_code == 302, away.content.decode()
    try:
        urllib.request.build_opener(_Stay).open(away["Location"], timeout=30)
    except urllib.error.HTTPError as moved:
        back = urlsplit(moved.headers["Location"])
    answer = client.get(f"{back.path}?{back.query}")
    return answer.status_code, answer.headers.get("Location", "")


def linked(user_id: int) -> list[object]:
    from allauth.socialaccount.models import SocialAccount, SocialToken

    assert not SocialToken.objects.exists()
    return list(SocialAccount.objects.filter(user_id=user_id).values_list("uid", "extra_data"))


def kinds(organisation: UUID) -> list[str]:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        rows = Entry.objects.filter(kind__startswith="access.").order_by("id")
        return [row.kind for row in rows]


def test_a_member_comes_in_and_only_the_providers_id_of_them_is_kept(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    email, who = verified(clients["atendente"]), members(organisation)["atendente"]
    uid = uuid4().hex
    provider.claims = {"sub": uid, "email": email.upper(), "email_verified": True, "name": "Bia"}
    for _ in range(2):
        guest = Client(headers=LOCAL)
        assert come_in(guest) == (302, "/")
        assert guest.get("/conversas/").wsgi_request.user.pk == who
        assert linked(who) == [(uid, {})]
    assert kinds(organisation) == ["access.identity_linked"]
    assert set(provider.asked[0]["scope"].split()) == {"openid", "profile", "email"}


@pytest.mark.parametrize("email_verified", [False, None, "false"])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    organisation: UUID, clients: dict[str, Client], provider: Provider, email_verified: object
) -> None:
    email = verified(clients["atendente"])
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": email_verified}
    guest = Client(headers=LOCAL)
    assert come_in(guest) == (403, "")
    assert guest.get("/conversas/").status_code == 302
    assert linked(members(organisation)["atendente"]) == []


def test_an_address_that_was_never_shown_to_be_theirs_opens_nothing_until_it_is(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    from tests.flows.test_invitations import FRESH, letters, link_in

    email = clients["atendente"].get("/conta/").wsgi_request.user.get_username()
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": True}
    assert come_in(Client(headers=LOCAL)) == (403, "")
    guest = Client(headers=LOCAL)
    guest.post("/conta/password/reset/", {"email": email})
    form = guest.get(link_in(letters(organisation)[0][2]))
    guest.post(form["Location"], {"password1": FRESH, "password2": FRESH})
    assert come_in(Client(headers=LOCAL)) == (302, "/")


def test_a_stranger_makes_no_account_and_who_is_deactivated_comes_in_no_more(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    from django.contrib.auth import get_user_model

    stranger = f"estranho-{uuid4().hex[:8]}@aurora.example"
    provider.claims = {"sub": uuid4().hex, "email": stranger, "email_verified": True}
    assert come_in(Client(headers=LOCAL)) == (403, "")
    assert not get_user_model().objects.filter(email=stranger).exists()
    email, who = verified(clients["atendente"]), members(organisation)["atendente"]
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": True}
    assert come_in(Client(headers=LOCAL)) == (302, "/")
    clients["administrador"].post(f"/membros/{who}/", {"act": "deactivate"})
    assert come_in(Client(headers=LOCAL)) == (403, "")


def test_nobody_links_an_identity_of_another_address(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    agent, who = clients["atendente"], members(organisation)["atendente"]
    provider.claims = {"sub": uuid4().hex, "email": "eu@casa.example", "email_verified": True}
    assert come_in(agent, "/conta/oidc/sso/login/?process=connect") == (403, "")
    assert linked(who) == []


def test_the_second_factor_is_asked_for_and_insisted_on_all_the_same(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    agent = clients["atendente"]
    email = verified(agent)
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": True}
    ask(clients["administrador"], "atendente", days=0)
    guest = Client(headers=LOCAL)
    assert come_in(guest) == (302, "/")
    assert guest.get("/conversas/")["Location"] == "/conta/segundo-fator/"
    again = Client(headers=LOCAL)
    again.post("/conta/login/", {"login": email, "password": PASSWORD})
    set_up(again)
    guest = Client(headers=LOCAL)
    assert come_in(guest) == (302, "/conta/2fa/authenticate/")
    assert guest.get("/conversas/")["Location"].startswith("/conta/login/")


def test_a_provider_that_fails_is_said_plainly(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    provider.claims = {"sub": "1", "email": "a@b.example", "email_verified": True}
    provider.is_broken = True
    assert come_in(Client(headers=LOCAL)) == (502, "")


def test_the_sign_in_leads_there_only_where_it_is_set_up(
    organisation: UUID, provider: Provider
) -> None:
    page = Client(headers=LOCAL).get("/conta/login/")
    assert "Entrar com Aurora" in page.content.decode()
    assert f"form-action 'self' {provider.url};" in page["Content-Security-Policy"]
    with override_settings(SOCIALACCOUNT_PROVIDERS={}):
        page = Client(headers=LOCAL).get("/conta/login/")
        assert "Entrar com Aurora" not in page.content.decode()
        assert "/conta/oidc/" not in page.content.decode()
        assert "form-action 'self';" in page["Content-Security-Policy"]
        assert Client(headers=LOCAL).post("/conta/oidc/sso/login/").status_code == 404


def test_an_answer_of_the_provider_is_good_once_and_only_where_it_was_asked_for(
    organisation: UUID, clients: dict[str, Client], provider: Provider
) -> None:
    """Nobody is signed in as somebody else by a link: the state is the session's, for one use."""
    email = verified(clients["atendente"])
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": True}
    asker, victim = Client(headers=LOCAL), Client(headers=LOCAL)
    away = asker.post("/conta/oidc/sso/login/")
    try:
        urllib.request.build_opener(_Stay).open(away["Location"], timeout=30)
    except urllib.error.HTTPError as moved:
        back = urlsplit(moved.headers["Location"])
    victim.post("/conta/oidc/sso/login/")
    answers = [victim.get(f"{back.path}?{back.query}")]
    answers.append(victim.get(f"{back.path}?code=x&state=inventado"))
    answers.append(victim.get(f"{back.path}?code=x"))
    for answer in answers:
        assert "/conversas/" not in answer.headers.get("Location", "")
        assert victim.get("/conversas/").status_code == 302
    assert asker.get(f"{back.path}?{back.query}")["Location"] == "/"
    assert asker.get("/conversas/").status_code == 200
    asker.post("/conta/logout/")
    asker.get(f"{back.path}?{back.query}")
    assert asker.get("/conversas/").status_code == 302


@pytest.mark.parametrize("target", ["https://mal.example/", "//mal.example/"])
def test_the_provider_leads_back_to_pages_of_ours_only(
    organisation: UUID, clients: dict[str, Client], provider: Provider, target: str
) -> None:
    email = verified(clients["atendente"])
    provider.claims = {"sub": uuid4().hex, "email": email, "email_verified": True}
    assert come_in(Client(headers=LOCAL), f"/conta/oidc/sso/login/?next={target}") == (302, "/")
