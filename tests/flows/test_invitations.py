"""Invitations by e-mail, and members who are deactivated: single use, expiring, journaled."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.conftest import TUESDAY
from tests.flows.test_people_at_work import arrive, hand_over
from tests.flows.test_permissions import LOCAL, clients
from tests.flows.test_second_factor import PASSWORD, members
from tests.world import World

__all__ = ["clients"]

FRESH = "uma senha que escolhi agora"


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TRATO_MAIL_FROM", "trato@aurora.example")
    return


def somebody() -> str:
    return f"nova-{uuid4().hex[:8]}@aurora.example"


def letters(organisation: UUID) -> list[tuple[str, str, str]]:
    """Let the worker's job hand the letters over, and return them."""
    from trato.book.access.letters import carry_letters
    from trato.book.access.values import LetterOut
    from trato.foundation import clock

    carried: list[LetterOut] = []
    carry_letters(organisation, carried.append, clock=clock.now)
    return [(one.to, one.subject, one.text) for one in carried]


def link_in(text: str) -> str:
    found = re.search(r"http://localhost(/\S+)", text)
    assert found, text
    return found[1]


def kinds(organisation: UUID) -> list[str]:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        rows = Entry.objects.filter(kind__startswith="members.").order_by("id")
        return [row.kind.removeprefix("members.") for row in rows]


def invite(boss: Client, email: str, role: str = "atendente") -> Client:
    assert boss.post("/membros/convidar/", {"email": email, "role": role}).status_code == 302
    return Client(headers=LOCAL)


def test_the_invited_chooses_a_password_by_the_letters_link_and_is_in_once(
    organisation: UUID, clients: dict[str, Client], mailing: None
) -> None:
    from allauth.account.models import EmailAddress

    email = somebody()
    guest = invite(clients["administrador"], email.upper())
    ((to, subject, text),) = letters(organisation)
    assert to == email
    assert "Cooperativa Aurora" in subject
    link = link_in(text)
    assert letters(organisation) == []
    page = guest.get(link).content.decode()
    assert "Cooperativa Aurora convida você" in page
    assert email in page
    short = guest.post(link, {"password1": "curta", "password2": "curta"})
    assert "8" in short.content.decode()
    other = guest.post(link, {"password1": FRESH, "password2": FRESH + "!"})
    assert "não são iguais" in other.content.decode()
    done = guest.post(link, {"password1": FRESH, "password2": FRESH})
    assert done["Location"] == "/"
    assert guest.get("/conversas/").status_code == 200
    assert guest.get("/membros/").status_code == 403
    assert EmailAddress.objects.get(email=email).verified
    again = Client(headers=LOCAL).post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert again.status_code == 404
    signed = Client(headers=LOCAL).post("/conta/login/", {"login": email, "password": FRESH})
    assert signed["Location"] == "/"
    assert kinds(organisation) == ["invited", "invitation_accepted"]


def test_an_invitation_ends_when_it_is_old_withdrawn_or_made_anew(
    organisation: UUID, clients: dict[str, Client], mailing: None
) -> None:
    from trato.book.access.accept import NotInvited, invitation_of, open_invitations
    from trato.foundation import clock, tenancy

    boss, email, at = clients["administrador"], somebody(), clock.now()
    invite(boss, email)
    first = link_in(letters(organisation)[0][2])
    guest = invite(boss, email, "analista")
    second = link_in(letters(organisation)[0][2])
    assert guest.get(first).status_code == 404
    assert guest.get(second).status_code == 200
    secret = second.split("/")[-2]
    with pytest.raises(NotInvited):
        invitation_of(secret, at=at + timedelta(days=3, minutes=1))
    with tenancy.within(organisation):
        (card,) = open_invitations(at=at + timedelta(minutes=1))
    assert clients["supervisor"].post(
        f"/membros/convites/{card.invitation_id}/retirar/"
    ).status_code == 403  # fmt: skip
    assert boss.post(f"/membros/convites/{card.invitation_id}/retirar/").status_code == 302
    assert boss.post(f"/membros/convites/{card.invitation_id}/retirar/").status_code == 404
    assert guest.get(second).status_code == 404
    assert "já não vale" in guest.get(second).content.decode()
    assert kinds(organisation) == ["invited", "invitation_withdrawn", "invited",
                                   "invitation_withdrawn"]  # fmt: skip


def test_an_account_from_elsewhere_must_sign_in_itself_to_accept(
    organisation: UUID, agency: UUID, clients: dict[str, Client], mailing: None
) -> None:
    from trato.book.organisations.create import add_member
    from trato.book.organisations.read import memberships
    from trato.foundation import tenancy

    email = somebody()
    with tenancy.within(agency):
        known = add_member(email=email, password=PASSWORD, role="supervisor")
    guest = invite(clients["administrador"], email)
    link = link_in(letters(organisation)[0][2])
    taken = guest.post(link, {"password1": FRESH, "password2": FRESH})
    assert "Já existe uma conta" in taken.content.decode()
    stranger = clients["analista"].post(link, {"password1": FRESH, "password2": FRESH})
    assert "Sair desta conta" in stranger.content.decode()
    assert len(memberships(known)) == 1
    guest.post("/conta/login/", {"login": email, "password": PASSWORD})
    assert "a do convite" in guest.get(link).content.decode()
    assert guest.post(link)["Location"] == "/"
    assert dict(memberships(known)) == {agency: "supervisor", organisation: "atendente"}
    assert guest.get("/conversas/").wsgi_request.entered.organisation_id == organisation  # type: ignore[attr-defined]


def test_without_mail_the_link_is_shown_once_and_never_kept(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from allauth.account.models import EmailAddress

    from trato.book.access.models import Invitation
    from trato.foundation import tenancy

    boss, email = clients["administrador"], somebody()
    shown = boss.post("/membros/convidar/", {"email": email, "role": "atendente"})
    link = link_in(shown.content.decode().replace('"', " "))
    secret = link.split("/")[-2]
    assert secret not in boss.get("/membros/").content.decode()
    assert email in boss.get("/membros/").content.decode()
    with tenancy.within(organisation):
        (row,) = Invitation.objects.filter(organisation_id=organisation)
    assert secret not in str(vars(row))
    assert email.encode() not in bytes(row.email_sealed)
    guest = Client(headers=LOCAL)
    guest.post(link, {"password1": FRESH, "password2": FRESH})
    assert guest.get("/conversas/").status_code == 200
    # Nobody has shown that the address is theirs.
    assert not EmailAddress.objects.filter(email=email).exists()
    assert letters(organisation) == []


@pytest.mark.parametrize(
    "asked",
    [{"email": "sem-arroba", "role": "atendente"}, {"email": "a@b.example", "role": "dono"}, {}],
)
def test_nobody_is_invited_by_halves(
    organisation: UUID, clients: dict[str, Client], asked: dict[str, str]
) -> None:
    clients["administrador"].post("/membros/convidar/", asked)
    assert kinds(organisation) == []


def test_a_member_is_not_invited_again(organisation: UUID, clients: dict[str, Client]) -> None:
    boss = clients["administrador"]
    email = clients["analista"].get("/conta/").wsgi_request.user.get_username()
    boss.post("/membros/convidar/", {"email": email.upper(), "role": "administrador"})
    assert "já é membro" in boss.get("/membros/").content.decode()
    assert kinds(organisation) == []


def test_a_forgotten_password_is_chosen_anew_by_letter_and_ends_the_sessions(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    agent = clients["atendente"]
    email = agent.get("/conta/").wsgi_request.user.get_username()
    guest = Client(headers=LOCAL)
    assert guest.post("/conta/password/reset/", {"email": email}).status_code == 302
    assert guest.post("/conta/password/reset/", {"email": somebody()}).status_code == 302
    ((to, _subject, text),) = letters(organisation)
    assert to == email
    form = guest.get(link_in(text))
    assert form.status_code == 302
    guest.post(form["Location"], {"password1": FRESH, "password2": FRESH})
    assert agent.get("/conta/").status_code == 302
    signed = Client(headers=LOCAL).post("/conta/login/", {"login": email, "password": FRESH})
    assert signed["Location"] == "/"
    assert "já não vale" in Client(headers=LOCAL).get(link_in(text)).content.decode()


def test_a_letter_is_sealed_tried_again_given_up_and_forgotten(organisation: UUID) -> None:
    from trato.book.access.letters import ATTEMPTS_MAX, carry_letters, write_letter
    from trato.book.access.models import Letter
    from trato.book.access.values import LetterOut, NotCarried
    from trato.foundation import tenancy

    def refuse(_: LetterOut) -> None:
        raise NotCarried("ConnectionRefusedError")

    def put(days: int) -> UUID:
        with tenancy.within(organisation):
            return write_letter(
                to="a@b.example", subject="s", text="segredo",
                expires_at=TUESDAY + timedelta(days=days), at=TUESDAY,
            )  # fmt: skip

    def row(letter_id: UUID) -> Letter:
        with tenancy.within(organisation):
            return Letter.objects.get(organisation_id=organisation, id=letter_id)

    letter_id = put(days=30)
    assert b"segredo" not in bytes(row(letter_id).sealed)
    for attempt in range(ATTEMPTS_MAX):
        assert row(letter_id).attempts == attempt
        at = row(letter_id).next_try_at
        assert carry_letters(organisation, refuse, clock=lambda at=at: at) == 1
    assert (row(letter_id).state, bytes(row(letter_id).sealed)) == ("given_up", b"")
    old = put(days=1)
    late = TUESDAY + timedelta(days=2)
    assert carry_letters(organisation, lambda _: None, clock=lambda: late) == 0
    assert (row(old).state, row(old).failure, bytes(row(old).sealed)) == (
        "given_up", "too old", b"",
    )  # fmt: skip


def test_who_is_deactivated_is_out_and_what_they_answered_waits_again(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.casework.conversations.models import Conversation, Seat
    from trato.casework.conversations.move import move
    from trato.casework.conversations.snooze import snooze

    who = members(organisation)
    boss, agent = clients["administrador"], clients["atendente"]
    world = World(organisation, TUESDAY)
    held, put_off, done = (arrive(world, number) for number in (1, 2, 3))
    for conversation_id in (held, put_off, done):
        hand_over(world, conversation_id)
        agent.post(f"/conversas/{conversation_id}/assumir/")
    with world.within():
        snooze(put_off, until=None, by=who["atendente"], at=TUESDAY)
        move(done, state="resolved", actor="human", reason="resolved", at=TUESDAY)
    boss.post(f"/membros/{who['atendente']}/", {"act": "deactivate"})
    assert "2 conversas voltaram à fila" in boss.get("/membros/").content.decode()
    assert agent.get("/conversas/").status_code == 302
    with world.within():
        rows = {c.id: c for c in Conversation.objects.filter(organisation_id=organisation)}
        for waiting in (held, put_off):
            assert (rows[waiting].state, rows[waiting].agent_id) == ("human_queue", None)
            assert rows[waiting].waiting_since is not None
            assert rows[waiting].snoozed_until is None
        assert rows[done].agent_id == who["atendente"]
        assert not Seat.objects.filter(user_id=who["atendente"]).exists()
    email = dict_of_people(organisation)[who["atendente"]]
    back = Client(headers=LOCAL)
    back.post("/conta/login/", {"login": email, "password": PASSWORD})
    assert back.get("/conversas/").status_code == 403
    boss.post(f"/membros/{who['atendente']}/", {"act": "deactivate"})
    boss.post(f"/membros/{who['atendente']}/", {"act": "reactivate"})
    assert back.get("/conversas/").status_code == 200
    assert kinds(organisation) == ["deactivated", "reactivated"]


def dict_of_people(organisation: UUID) -> dict[int, str]:
    from trato.book.organisations.read import people_at_desk
    from trato.foundation import tenancy

    with tenancy.within(organisation):
        return dict(people_at_desk())


def test_the_last_active_administrator_is_neither_deactivated_nor_left_alone_by_another(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    who, boss = members(organisation), clients["administrador"]
    boss.post(f"/membros/{who['administrador']}/", {"act": "deactivate"})
    assert boss.get("/membros/").status_code == 200
    boss.post(f"/membros/{who['supervisor']}/", {"role": "administrador"})
    boss.post(f"/membros/{who['supervisor']}/", {"act": "deactivate"})
    boss.post(f"/membros/{who['administrador']}/", {"act": "remove"})
    assert boss.get("/membros/").status_code == 200
    assert "deactivated" in kinds(organisation)
    assert "removed" not in kinds(organisation)
