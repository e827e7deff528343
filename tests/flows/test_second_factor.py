"""A second factor that an organisation insists on: after a grace, before anything else."""

import re
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.flows.test_permissions import GUARDED, LOCAL, _address, clients

__all__ = ["clients"]

PASSWORD = "uma senha longa de teste"
FIRST = "/conta/segundo-fator/"
CODES = "/conta/2fa/recovery-codes/"


def members(organisation: UUID) -> dict[str, int]:
    from trato.book.organisations.models import Member

    return dict(Member.objects.filter(organisation_id=organisation).values_list("role", "user_id"))


def ask(boss: Client, *roles: str, days: int) -> None:
    answer = boss.post("/membros/segundo-fator/", {"role": list(roles), "days": str(days)})
    assert answer.status_code == 302


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def kinds(organisation: UUID) -> list[str]:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        found = Entry.objects.filter(kind__startswith="access.").order_by("id")
        return [entry.kind for entry in found]


def found(pattern: str, text: str) -> list[str]:
    return [str(one) for one in re.findall(pattern, text)]


def set_up(client: Client) -> str:
    """Set the factor up as a person does, through the pages; return its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        given = client.post(page["Location"], {"password": PASSWORD})
        assert given.status_code == 302, given.content.decode()
        page = client.get(reverse("mfa_activate_totp"))
    secret = found(r'id="secret"[^>]*>([A-Z2-7]+)<', page.content.decode())[0]
    done = type_code(client, reverse("mfa_activate_totp"), secret)
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def type_code(client: Client, path: str, secret: str) -> Any:
    """Type the code of now, and again if its half minute ended on the way; return the answer."""
    for _ in range(3):
        answer = client.post(path, {"code": code_of(secret)})
        if answer.status_code == 302:
            break
    assert answer.status_code == 302
    return answer


def test_during_the_grace_a_notice_says_until_when_and_everything_works(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.foundation import clock

    ask(clients["administrador"], "atendente", days=7)
    page = clients["atendente"].get("/conversas/")
    assert page.status_code == 200
    until = page.wsgi_request.entered.factor_from  # type: ignore[attr-defined]
    left = until - clock.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    assert "sem segundo fator nada abre" in page.content.decode()
    assert "nada abre" not in clients["supervisor"].get("/conversas/").content.decode()
    assert kinds(organisation) == ["access.factor_required"]


def test_after_the_grace_no_page_and_no_act_answers_but_the_way_to_it(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    ask(clients["administrador"], "atendente", days=0)
    agent, others = clients["atendente"], []
    for pattern in GUARDED:
        for method in (agent.get, agent.post):
            answer = method(_address(pattern))
            if answer.status_code == 405:
                continue
            if answer.status_code != 302 or answer["Location"] != FIRST:
                others.append((pattern.name, answer.status_code))
    assert others == []
    fragment = agent.get("/conversas/", headers={**LOCAL, "hx-request": "true"})
    assert fragment["HX-Redirect"] == FIRST
    page = agent.get(FIRST)
    assert "Falta um passo" in page.content.decode()
    assert clients["supervisor"].get("/conversas/").status_code == 200


def test_the_live_stream_lets_nobody_in_without_it(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.entrypoints.console.live.viewer import admit

    agent = clients["atendente"]
    key = str(agent.session.session_key)
    assert admit(key) is not None
    ask(clients["administrador"], "atendente", days=0)
    assert admit(key) is None
    set_up(agent)
    assert admit(str(agent.session.session_key)) is not None


def test_setting_it_up_opens_the_desk_and_the_next_sign_in_asks_for_it(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    ask(clients["administrador"], "atendente", days=0)
    agent = clients["atendente"]
    secret = set_up(agent)
    assert agent.get("/conversas/").status_code == 200
    assert agent.get(FIRST)["Location"] == "/"
    email = agent.get("/conversas/").wsgi_request.user.get_username()
    again = Client(headers=LOCAL)
    step = again.post("/conta/login/", {"login": email, "password": PASSWORD})
    assert step["Location"] == reverse("mfa_authenticate")
    assert again.get("/conversas/").status_code == 302
    wrong = again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert again.get("/conversas/")["Location"].startswith("/conta/login/")
    from django.core.cache import cache

    # The code of this half minute was used up when the factor was set up.
    cache.clear()
    type_code(again, reverse("mfa_authenticate"), secret)
    assert again.get("/conversas/").status_code == 200
    assert kinds(organisation) == ["access.factor_required", "access.factor_added"]


def test_a_recovery_code_lets_in_once(organisation: UUID, clients: dict[str, Client]) -> None:
    agent = clients["atendente"]
    set_up(agent)
    codes = found(r"<li[^>]*>(\w+)</li>", agent.get(CODES).content.decode())
    assert len(codes) == 10
    email = agent.get("/conversas/").wsgi_request.user.get_username()
    for expected in (302, 200):
        one = Client(headers=LOCAL)
        one.post("/conta/login/", {"login": email, "password": PASSWORD})
        answer = one.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert answer.status_code == expected
    assert "Restam 9" in agent.get("/conta/").content.decode()


def test_taking_it_away_where_it_is_required_shuts_the_desk_at_once(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    ask(clients["administrador"], "atendente", days=0)
    agent = clients["atendente"]
    set_up(agent)
    assert agent.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert agent.get("/conversas/")["Location"] == FIRST
    assert kinds(organisation)[-1] == "access.factor_removed"


def test_the_secret_is_sealed_in_the_table(organisation: UUID, clients: dict[str, Client]) -> None:
    secret = set_up(clients["atendente"])
    row = Authenticator.objects.get(
        user_id=members(organisation)["atendente"], type=Authenticator.Type.TOTP
    )
    assert secret not in str(row.data)
    assert TOTP(row).validate_code is not None


def test_saving_again_prolongs_nobodys_grace_and_a_sooner_day_counts(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.book.access.read import factor_rules
    from trato.foundation import tenancy

    boss = clients["administrador"]
    ask(boss, "atendente", days=7)
    with tenancy.within(organisation):
        first = factor_rules()["atendente"]
    ask(boss, "atendente", "supervisor", days=30)
    with tenancy.within(organisation):
        assert factor_rules()["atendente"] == first
    ask(boss, "atendente", "supervisor", days=0)
    with tenancy.within(organisation):
        assert factor_rules()["atendente"] < first
    ask(boss, days=7)
    with tenancy.within(organisation):
        assert factor_rules() == {}
    assert kinds(organisation).count("access.factor_no_longer_required") == 2
    assert clients["atendente"].get("/conversas/").status_code == 200


@pytest.mark.parametrize("asked", [{"days": "5"}, {"days": "x"}, {}])
def test_no_grace_of_ones_own_invention(
    organisation: UUID, clients: dict[str, Client], asked: dict[str, str]
) -> None:
    answer = clients["administrador"].post(
        "/membros/segundo-fator/", {"role": "atendente", **asked}
    )
    assert answer.status_code == 404
    assert kinds(organisation) == []


def test_another_organisations_rule_holds_only_there(
    organisation: UUID, agency: UUID, clients: dict[str, Client]
) -> None:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member
    from trato.foundation import tenancy

    email = f"dois-{uuid4().hex[:8]}@aurora.example"
    for where in (organisation, agency):
        with tenancy.within(where):
            add_member(email=email, password=PASSWORD, role="atendente")
    ask(clients["administrador"], "atendente", days=0)
    both = Client(headers=LOCAL)
    both.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    both.post("/organizacao/", {"organisation": str(agency)})
    assert both.get("/conversas/").status_code == 200
    both.post("/organizacao/", {"organisation": str(organisation)})
    assert both.get("/conversas/")["Location"] == FIRST
    assert "Entrar em outra organização" in both.get(FIRST).content.decode()
