"""Sessions: a member sees and ends their own, an administrator ends a member's; all journaled."""

from uuid import UUID

import psycopg
from django.contrib.sessions.models import Session
from django.test import Client

from tests.conftest import Server
from tests.flows.test_permissions import LOCAL, clients
from tests.flows.test_second_factor import PASSWORD, found, members, set_up

__all__ = ["clients"]

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def email_of(client: Client) -> str:
    return client.get("/conta/").wsgi_request.user.get_username()  # type: ignore[no-any-return]


def another(client: Client, *, address: str = "203.0.113.77") -> Client:
    """Sign the same user in from elsewhere."""
    other = Client(headers={**LOCAL, "user-agent": FIREFOX}, REMOTE_ADDR=address)
    answer = other.post("/conta/login/", {"login": email_of(client), "password": PASSWORD})
    assert answer["Location"] == "/"
    assert other.get("/conta/").status_code == 200
    return other


def is_in(client: Client) -> bool:
    return client.get("/conta/").status_code == 200


def told(organisation: UUID) -> list[tuple[int, int, str, int]]:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        rows = Entry.objects.filter(kind="access.sessions_ended").order_by("id")
        return [
            (e.facts["user_id"], e.facts["count"], e.facts["reason"], e.facts["by_user"])
            for e in rows
        ]


def test_the_list_says_device_masked_address_and_which_one_asks(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent = clients["atendente"]
    other = another(agent)
    body = other.get("/conta/").content.decode()
    assert "Firefox · Linux" in body
    assert "203.0.113.•••" in body
    assert "203.0.113.77" not in body
    assert body.count("esta sessão") == 1
    assert len(found(r'name="session" value="([0-9a-f-]+)"', body)) == 1


def test_one_is_ended_and_another_users_never(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent, who = clients["atendente"], members(organisation)["atendente"]
    one, two = another(agent), another(agent)
    boss_session = found(
        r'name="session" value="([0-9a-f-]+)"',
        another(clients["supervisor"]).get("/conta/").content.decode(),
    )[0]
    agent.post("/conta/sessoes/", {"session": boss_session})
    assert is_in(clients["supervisor"])
    named = found(r'name="session" value="([0-9a-f-]+)"', agent.get("/conta/").content.decode())
    assert len(named) == 2
    agent.post("/conta/sessoes/", {"session": named[0]})
    assert [is_in(one), is_in(two)].count(True) == 1
    assert is_in(agent)
    agent.post("/conta/sessoes/")
    assert [is_in(one), is_in(two)] == [False, False]
    assert is_in(agent)
    assert told(organisation) == [(who, 1, "own", who), (who, 1, "others", who)]
    assert agent.post("/conta/sessoes/", {"session": "x"}).status_code == 404


def test_an_administrator_ends_a_members_sessions_and_nobody_else_may(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    who = members(organisation)
    agent = clients["atendente"]
    other = another(agent)
    assert is_in(agent)
    page = clients["administrador"].get(f"/membros/{who['atendente']}/acesso/")
    assert "Firefox · Linux" in page.content.decode()
    assert clients["supervisor"].post(f"/membros/{who['atendente']}/sessoes/").status_code == 403
    clients["administrador"].post(f"/membros/{who['atendente']}/sessoes/")
    assert [is_in(agent), is_in(other)] == [False, False]
    assert told(organisation) == [(who["atendente"], 2, "administrator", who["administrador"])]
    assert clients["administrador"].post("/membros/999999999/sessoes/").status_code == 404


def test_an_administrator_sees_and_ends_only_sessions_in_their_own_organisation(
    organisation: UUID, agency: UUID, clients: dict[str, Client]
) -> None:
    from trato.book.organisations.create import add_member
    from trato.foundation import tenancy

    agent, who = clients["atendente"], members(organisation)["atendente"]
    with tenancy.within(agency):
        add_member(email=email_of(agent), password=PASSWORD, role="atendente")
    agent.post("/organizacao/", {"organisation": str(agency)})
    assert is_in(agent)
    boss = clients["administrador"]
    assert "Sem sessão aberta" in boss.get(f"/membros/{who}/acesso/").content.decode()
    boss.post(f"/membros/{who}/sessoes/")
    assert is_in(agent)


def test_a_new_password_and_a_new_factor_end_the_other_sessions(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent, who = clients["atendente"], members(organisation)["atendente"]
    other = another(agent)
    set_up(agent)
    assert not is_in(other)
    assert is_in(agent)
    supervisor, boss = clients["supervisor"], members(organisation)["supervisor"]
    other = another(supervisor)
    fresh = "outra senha bem longa"
    supervisor.post(
        "/conta/password/change/",
        {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert not is_in(other)
    assert is_in(supervisor)
    assert told(organisation) == [
        (who, 1, "factor_added", who),
        (boss, 1, "password_changed", boss),
    ]


def test_a_lost_factor_is_taken_away_by_an_administrator_and_not_across_organisations(
    organisation: UUID, agency: UUID, clients: dict[str, Client]
) -> None:
    from trato.book.organisations.create import add_member
    from trato.foundation import tenancy

    agent, who = clients["atendente"], members(organisation)["atendente"]
    email = email_of(agent)
    set_up(agent)
    boss = clients["administrador"]
    boss.post(f"/membros/{who}/fator/")
    assert not is_in(agent)
    again = Client(headers=LOCAL)
    assert again.post("/conta/login/", {"login": email, "password": PASSWORD})["Location"] == "/"
    set_up(again)
    with tenancy.within(agency):
        add_member(email=email, password=PASSWORD, role="atendente")
    boss.post(f"/membros/{who}/fator/")
    again.post("/organizacao/", {"organisation": str(organisation)})
    assert "Restam 10" in again.get("/conta/").content.decode()


def test_an_ended_session_is_told_to_its_open_pages(
    organisation: UUID, clients: dict[str, Client], database: Server
) -> None:
    from trato.entrypoints.console.live.viewer import session_hash

    agent = clients["atendente"]
    other = another(agent)
    hashed = session_hash(str(other.session.session_key))
    with psycopg.connect(database.application_url, autocommit=True) as listening:
        listening.execute("LISTEN trato_live")
        agent.post("/conta/sessoes/")
        heard = [n.payload for n in listening.notifies(timeout=30, stop_after=1)]
    assert heard == [f"- session {hashed}"]


def test_a_session_that_goes_takes_its_line_along(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.book.access.models import SignIn

    agent = clients["atendente"]
    key = str(agent.session.session_key)
    assert SignIn.objects.filter(session_key=key).exists()
    Session.objects.filter(session_key=key).delete()
    assert not SignIn.objects.filter(session_key=key).exists()
