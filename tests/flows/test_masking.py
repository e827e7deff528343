"""Personal data on the desk: masked for every role on every page, shown for a reason, journaled."""

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser import seed
from tests.conftest import Server
from tests.flows.test_permissions import GUARDED
from trato.door.policy.values import Author, MessageClass
from trato.entrypoints.console.permissions import ROLES, Act, may
from trato.foundation import clock, documents, tenancy
from trato.insights.archive.take_in import take_in

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
TYPED = "meu cpf é 529.982.247-25, o telefone (11) 98888-7777 e o e-mail eu@gente.example"
TYPED_PARTS = ("529.982.247-25", "98888-7777", "eu@gente.example")


@pytest.fixture(scope="module")
def seeded(database: Server) -> seed.Seeded:
    """Fill one organisation for the whole module; somebody types their own data."""
    from trato.casework.conversations.models import Conversation

    line = clock.VirtualTime(starts_at=NOW, anchor_epoch=0, speed=0)
    clock.set_virtual(line)
    try:
        made = seed.fill(seed.create("mask-aurora", "Cooperativa Aurora", now=NOW), now=NOW,
                         number="31", members=False)  # fmt: skip
        with tenancy.within(made.organisation_id):
            seed._said(made.conversation_id, TYPED, NOW)
            Conversation.objects.filter(id=made.conversation_id).update(preview=TYPED[:80])
    finally:
        clock.set_virtual(None)
    return made


@pytest.fixture(autouse=True)
def _at_nine_thirty() -> object:
    clock.set_virtual(clock.VirtualTime(starts_at=NOW, anchor_epoch=0, speed=0))
    yield
    clock.set_virtual(None)


def member(seeded: seed.Seeded, role: str) -> Client:
    from django.contrib.auth import get_user_model

    from trato.book.organisations.create import add_member

    email = f"{uuid4().hex[:8]}@aurora.example"
    with tenancy.within(seeded.organisation_id):
        add_member(email=email, password=seed.PASSWORD, role=role)
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    client.force_login(
        get_user_model().objects.get(username=email),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    return client


def identifiers(seeded: seed.Seeded) -> dict[UUID, tuple[str, ...]]:
    """Every person's data in every form it might be written in."""
    from trato.book.people import read as people
    from trato.book.people.models import Person
    from trato.book.people.reveal import birth_of

    found = {}
    with tenancy.within(seeded.organisation_id):
        ids = list(Person.objects.values_list("id", flat=True))
        contacts = people.contacts_of(ids)
        for person_id in ids:
            document = people.document_of(person_id)
            values = people.addresses_of([c.contact_point_id for c in contacts[person_id]])
            local = [v[-9:] for v in values.values()]
            born = birth_of(person_id)
            found[person_id] = (
                document, documents.format_document(document), *values.values(), *local,
                *(f"{v[:5]}-{v[5:]}" for v in local), *((f"{born:%d/%m/%Y}",) if born else ()),
            )  # fmt: skip
    return found


def pages(seeded: seed.Seeded) -> list[tuple[str, Act]]:
    """Every page that answers GET, with things that exist where it wants one."""
    ids = {
        "conversation_id": seeded.conversation_id, "campaign_id": seeded.campaign_id,
        "message_id": seeded.refused_id, "word_class": "harassment",
    }  # fmt: skip
    found = []
    for pattern in GUARDED:
        names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        if all(name in ids for name in names):
            address = reverse(str(pattern.name), kwargs={name: ids[name] for name in names})
            found.append((address, pattern.callback.permission))  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_anybodys_identifiers_to_any_role(seeded: seed.Seeded, role: str) -> None:
    forbidden = {value for values in identifiers(seeded).values() for value in values}
    assert len(forbidden) > 200
    client, seen = member(seeded, role), 0
    for address, act in pages(seeded):
        if not may(role, act):
            continue
        answer = client.get(address)
        assert answer.status_code in (200, 302, 405), address
        body = answer.getvalue().decode()
        seen += answer.status_code == 200
        assert [value for value in forbidden if value in body] == [], address
    assert seen >= (1 if role == "credor" else 8)


def test_what_people_type_of_themselves_is_scrubbed_for_whoever_sees_masked(
    seeded: seed.Seeded,
) -> None:
    thread = f"/conversas/{seeded.conversation_id}/"
    read = member(seeded, "atendente").get(thread).content.decode()
    assert all(part in read for part in TYPED_PARTS)
    client = member(seeded, "analista")
    for address, act in pages(seeded):
        if may("analista", act):
            body = client.get(address).content.decode()
            assert [part for part in TYPED_PARTS if part in body] == [], address
    with tenancy.within(seeded.organisation_id):
        from trato.book.people import read as people
        from trato.casework.conversations import read as conversations

        person_id = conversations.conversation(seeded.conversation_id).person_id
        assert person_id is not None
        name = people.card(person_id).name
    assert name in read
    first = re.compile(rf"\b{re.escape(name.split()[0])}\b")
    # They are called by their name in what was said, too.
    assert len(first.findall(read)) > read.count(name)
    for address in (thread, f"{thread}fio/", "/conversas/"):
        shown = client.get(address).content.decode()
        assert name not in shown
        assert first.findall(shown) == [], address


def test_the_assistants_last_question_calls_nobody_by_name_to_whoever_sees_masked(
    seeded: seed.Seeded,
) -> None:
    from trato.casework.conversations import read as conversations
    from trato.casework.conversations.models import Conversation

    with tenancy.within(seeded.organisation_id):
        rows = Conversation.objects.filter(id=seeded.conversation_id)
        rows.update(handled_by="human", handed_over_at=NOW, handed_over_because="asked")
        conversation = conversations.conversation(seeded.conversation_id)
        assert conversation.person_id is not None
        named = people_named(seeded, conversation.person_id)
        asked = f"{named}, posso ajudar em mais alguma coisa?"
        _submitted(seeded, asked, Author.BOT)
    beside = f"/conversas/{seeded.conversation_id}/lado/"
    try:
        read = member(seeded, "atendente").get(beside).content.decode()
        assert asked in read
        shown = member(seeded, "analista").get(beside).content.decode()
        assert f"{named[0]}***, posso ajudar em mais alguma coisa?" in shown
        assert named not in shown
    finally:
        with tenancy.within(seeded.organisation_id):
            rows.update(handled_by="bot", handed_over_at=None, handed_over_because="")


def people_named(seeded: seed.Seeded, person_id: UUID) -> str:
    from trato.book.people import read as people

    return people.card(person_id).name.split()[0]


def _submitted(seeded: seed.Seeded, text: str, author: Author) -> UUID:
    """Let somebody of ours say something in the thread, a minute ago."""
    from trato.door.outbox.models import Message
    from trato.door.outbox.submit import submit

    row = Message.objects.filter(
        organisation_id=seeded.organisation_id, conversation_id=seeded.conversation_id
    ).earliest("created_at")
    draft = seed._draft(
        row, seeded.conversation_id, MessageClass.SERVICE, text, (), author, uuid4().hex
    )
    return submit(draft, at=NOW - timedelta(minutes=1)).message_id


@pytest.mark.parametrize("role", ["atendente", "supervisor"])
def test_a_refused_message_says_every_objection_with_rule_law_and_mark(
    seeded: seed.Seeded, role: str
) -> None:
    from trato.door.outbox import read as outbox
    from trato.insights.metrics.laws import laws_of

    with tenancy.within(seeded.organisation_id):
        refused = _submitted(
            seeded, "Que vergonha. Pague hoje na chave pix fulano@gente.example.", Author.HUMAN
        )
        laws = laws_of(outbox.message(refused).refusal_codes)
    assert len(laws) > 1
    body = member(seeded, role).get(f"/conversas/{seeded.conversation_id}/fio/").content.decode()
    bubble = html.unescape(body[body.index(f'data-key="{refused}"') :])
    places = [bubble.index(f"<code>{law.rule}</code>") for law in laws]
    assert places == sorted(places)
    for law in laws:
        for cited in law.citations:
            assert f'>{cited.mark}</abbr> <span lang="pt-BR">{cited.label}</span>' in bubble


def test_a_reason_shows_it_to_this_viewer_for_five_minutes_and_is_journaled(
    seeded: seed.Seeded,
) -> None:
    from trato.casework.conversations import read as conversations
    from trato.journal.models import Entry

    with tenancy.within(seeded.organisation_id):
        person_id = conversations.conversation(seeded.conversation_id).person_id
    assert person_id is not None
    own = identifiers(seeded)[person_id]
    thread = f"/conversas/{seeded.conversation_id}/"
    client, colleague = member(seeded, "atendente"), member(seeded, "atendente")
    for reason in ("", "curiosidade"):
        client.post(f"{thread}mostrar/", {"reason": reason})
        assert own[1] not in client.get(thread).content.decode()
    assert client.post(f"{thread}mostrar/", {"reason": "payment"}).status_code == 302
    shown = client.get(thread).content.decode()
    assert own[1] in shown
    assert own[2] in shown
    assert own[-1] in shown
    assert own[1] not in colleague.get(thread).content.decode()
    later = NOW + timedelta(minutes=5, seconds=1)
    clock.set_virtual(clock.VirtualTime(starts_at=later, anchor_epoch=0, speed=0))
    assert own[1] not in client.get(thread).content.decode()
    with tenancy.within(seeded.organisation_id):
        (entry,) = Entry.objects.filter(kind="privacy.person_revealed")
    assert entry.facts["reason"] == "payment"
    assert entry.facts["minutes"] == 5
    assert entry.subject_id == person_id
    assert not [value for value in own if value in str(entry.facts)]
    listed = member(seeded, "encarregado").get("/mostrados/").content.decode()
    assert "conferir um pagamento" in listed
    assert listed.count("<tr>") == 2
    assert not [value for value in own if value in listed]


def test_an_analyst_cannot_ask_and_sees_no_notes(seeded: seed.Seeded) -> None:
    from trato.casework.conversations.write_note import write_note

    with tenancy.within(seeded.organisation_id):
        write_note(
            seeded.conversation_id, text="ligou a esposa", kind="note", by=1, author="x", at=NOW
        )
    thread = f"/conversas/{seeded.conversation_id}/"
    client = member(seeded, "analista")
    body = client.get(thread).content.decode()
    assert "mostrar/" not in body
    assert "ligou a esposa" not in body
    assert client.post(f"{thread}mostrar/", {"reason": "payment"}).status_code == 403
    assert "ligou a esposa" in member(seeded, "encarregado").get(thread).content.decode()


@pytest.mark.parametrize("role", [r for r in ROLES if may(r, Act.SEARCH_ARCHIVE)])
def test_only_whoever_may_see_an_identifier_finds_by_it(seeded: seed.Seeded, role: str) -> None:
    from trato.book.people import read as people
    from trato.casework.conversations import read as conversations
    from trato.journal.models import Entry

    take_in(seeded.organisation_id)
    with tenancy.within(seeded.organisation_id):
        person_id = conversations.conversation(seeded.conversation_id).person_id
        assert person_id is not None
        name = people.card(person_id).name
        before = Entry.objects.filter(kind="archive.searched").count()
    document, written, phone, *_rest = identifiers(seeded)[person_id]
    client, finds = member(seeded, role), may(role, Act.REVEAL)
    row = f"/conversas/{seeded.conversation_id}/"
    for asked in (document, written, phone, name):
        listed = looked_for(client, asked)
        found = client.post("/arquivo/", {"who": asked}).content.decode()
        for body in (listed, found):
            assert ("não busca por nome, CPF ou telefone" in body) is not finds, asked
        assert (row in found) is finds
        # Whether there is such a person or not, the answer is the same.
        stranger = looked_for(client, "nobody at all")
        assert finds or rows_in(stranger) == rows_in(listed) != []
        assert not finds or rows_in(listed) == [row]
    for words in ("529.982.247-25", "529", "247 25", "eu@gente.example"):
        body = client.post("/arquivo/", {"words": words}).content.decode()
        assert ("não busca por eles" in body) is not finds, words
        assert finds or row not in body
    # Nor by the plain words of an address, in a phrase, or by leaving a word of it out.
    for words in ("gente", "gent*", '"gente example"', '"eu gente example"'):
        body = client.post("/arquivo/", {"words": words}).content.decode()
        assert (row in body) is finds, words
    body = client.post("/arquivo/", {"words": "telefone -gente"}).content.decode()
    assert (row in body) is not finds
    body = client.post("/arquivo/", {"words": "telefone"}).content.decode()
    assert row in body
    assert (name in body) is finds
    with tenancy.within(seeded.organisation_id):
        searched = Entry.objects.filter(kind="archive.searched").count() - before
    assert searched == (14 if finds else 6)


def looked_for(client: Client, words: str) -> str:
    return client.post("/conversas/escolha/", {"q": words}, follow=True).content.decode()


def rows_in(page: str) -> list[str]:
    """Return the conversations that a list shows, in order."""
    return re.findall(r'data-row[^>]* href="(/conversas/[0-9a-f-]+/)', page)
