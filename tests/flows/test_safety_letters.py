"""Letters to whoever an account belongs to, when what guards it was changed."""

from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import Server
from tests.flows.test_invitations import letters, mailing
from tests.flows.test_passkeys import add
from tests.flows.test_permissions import clients
from tests.flows.test_second_factor import CODES, found, members, set_up
from tests.flows.test_sessions import email_of
from tests.passkeys import Device

__all__ = ["clients", "mailing"]

pytestmark = pytest.mark.usefixtures("mailing")
RENEW = "/conta/2fa/recovery-codes/generate/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(database: Server) -> None:
    """Let no test use up the tries of another: all come from one address."""
    cache.clear()


def only(organisation: UUID) -> tuple[str, str, str]:
    (letter,) = letters(organisation)
    return letter


def test_an_app_is_added_and_removed_and_its_owner_is_told_each_time(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent = clients["atendente"]
    secret = set_up(agent)
    codes = found(r"<li[^>]*>(\w+)</li>", agent.get(CODES).content.decode())
    to, subject, text = only(organisation)
    assert to == email_of(agent)
    assert subject == "Trato: um aplicativo de códigos passou a abrir a sua conta"
    assert "posto na sua conta" in text
    assert "Se não foi você" in text
    assert "127.0.0.•••" in text
    assert "http://localhost/conta/password/reset/" in text
    for kept in (secret, *codes):
        assert kept not in text
    assert agent.post(reverse("mfa_deactivate_totp")).status_code == 302
    to, subject, text = only(organisation)
    assert (to, subject) == (
        email_of(agent), "Trato: o aplicativo de códigos já não guarda a sua conta",
    )  # fmt: skip
    assert "códigos de recuperação também já não valem" in text


def test_a_passkey_is_added_and_removed(organisation: UUID, clients: dict[str, Client]) -> None:
    agent = clients["atendente"]
    assert add(agent, Device(), name="Celular da Ana").status_code == 302
    _to, subject, text = only(organisation)
    assert subject == "Trato: uma chave de acesso passou a abrir a sua conta"
    assert "Celular da Ana" not in text
    row = Authenticator.objects.get(user_id=members(organisation)["atendente"], type="webauthn")
    assert agent.post(f"/conta/2fa/webauthn/keys/{row.pk}/remove/").status_code == 302
    assert only(organisation)[1] == "Trato: uma chave de acesso foi tirada da sua conta"


def test_a_new_password_is_told_and_not_spelt_out(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from tests.flows.test_second_factor import PASSWORD

    agent, new = clients["atendente"], "outra-senha-bem-comprida"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert agent.post("/conta/password/change/", given).status_code == 302
    to, subject, text = only(organisation)
    assert to == email_of_user(organisation)
    assert subject == "Trato: a senha da sua conta foi trocada"
    assert "Se não foi você" in text
    assert new not in text
    wrong = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert agent.post("/conta/password/change/", wrong).status_code == 200
    assert letters(organisation) == []


def test_new_recovery_codes_are_told_and_not_spelt_out(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent = clients["atendente"]
    set_up(agent)
    only(organisation)
    assert agent.post(RENEW).status_code == 302
    _to, subject, text = only(organisation)
    assert subject == "Trato: os códigos de recuperação da sua conta foram trocados"
    codes = found(r"<li[^>]*>(\w+)</li>", agent.get(CODES).content.decode())
    assert len(codes) == 10
    assert not any(code in text for code in codes)


def test_the_letter_is_in_the_accounts_language_whoever_made_the_change(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent, boss = clients["atendente"], clients["administrador"]
    agent.post("/idioma/", {"language": "en", "next": "/"})
    # The page's language may differ: another browser, perhaps another person's.
    agent.cookies.clear()
    agent.force_login(_user(organisation), backend="trato.entrypoints.console.signed_in.ByName")
    set_up(agent)
    _to, subject, text = only(organisation)
    assert subject == "Trato: an authenticator app now opens your account"
    assert "If it was not you" in text
    assert "Se foi" not in text
    who = members(organisation)["atendente"]
    taken = boss.post(reverse("take_factor", args=[who]))
    assert taken.status_code == 302
    to, subject, text = only(organisation)
    assert to == email_of_user(organisation)
    assert subject == "Trato: your account’s second factor was taken away"
    assert "did not ask for this" in text


def test_what_was_chosen_on_the_sign_in_page_counts(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from tests.flows.test_permissions import LOCAL
    from tests.flows.test_second_factor import PASSWORD

    guest = Client(headers=LOCAL)
    guest.post("/idioma/", {"language": "en", "next": "/"})
    email = email_of(clients["atendente"])
    assert guest.post("/conta/login/", {"login": email, "password": PASSWORD}).status_code == 302
    set_up(guest)
    assert "Brasília time" in only(organisation)[2]


def test_without_mail_nothing_is_put_down(
    organisation: UUID, clients: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRATO_MAIL_FROM")
    set_up(clients["atendente"])
    assert letters(organisation) == []


def _user(organisation: UUID) -> object:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=members(organisation)["atendente"])


def email_of_user(organisation: UUID) -> str:
    return str(getattr(_user(organisation), "email", ""))
