"""What is past its time goes, once, and only that; what is held stays; the journal tells."""

import hashlib
import io
import json
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from click.testing import CliRunner
from django.db import Error as DatabaseError

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.flows.test_evidence import Thread
from tests.world import World
from trato.book.organisations import keys
from trato.book.portfolios.create_creditor import create_creditor, create_portfolio
from trato.book.portfolios.models import Debt
from trato.casework.chats import read as chats
from trato.casework.chats.bring_in import confirm, put_down
from trato.casework.conversations.models import Conversation, InboundMessage, Media, Note
from trato.casework.conversations.write_note import write_note
from trato.door.outbox.attach import NoAttachment, attach, open_attachment
from trato.door.outbox.audit import replay_all
from trato.door.outbox.explain import explain
from trato.door.outbox.models import Decision, Message
from trato.entrypoints.cli.main import main
from trato.foundation.database import ask
from trato.insights.archive.models import Line
from trato.insights.archive.take_in import take_in
from trato.insights.evidence.check import check
from trato.insights.evidence.values import Form
from trato.insights.retention import sweep as sweeping
from trato.insights.retention.keep import (
    BadHold,
    place_hold,
    release_hold,
    set_policy,
    set_policy_without_creditor,
)
from trato.insights.retention.models import Erased, Sweep
from trato.insights.retention.sweep import preview, preview_without_creditor, sweep_some
from trato.insights.retention.values import Amounts, HoldKind, Policy
from trato.journal.verify import verify

ZONE = ZoneInfo("America/Sao_Paulo")
_PHONES = count(87654321)
ALL = Policy(text_months=12, media_months=6, index_months=3)
LATER = TUESDAY + timedelta(days=400)


class Kept(Thread):
    """A thread of somebody whose one debt was settled the day it was said."""

    def __init__(self, world: World, creditor_id: UUID, portfolio_id: UUID) -> None:
        self.phone = f"+55119{next(_PHONES)}"
        super().__init__(world, self.phone)
        self.creditor_id, self.portfolio_id = creditor_id, portfolio_id
        self.debt("settled")
        self.sent_id = self.says("Olá, Ana. Já pagou?", minutes=0)
        self.heard_id = self.hears("já paguei tudo", minutes=1, handled_at=TUESDAY)
        self.photo_id = self.hears(
            "", minutes=2, kind="image", media_id="m", media_state="stored", media_sha256="ab" * 32,
            handled_at=TUESDAY,
        )  # fmt: skip
        with world.within():
            Media.objects.create(
                organisation_id=world.organisation_id, inbound_id=self.photo_id,
                mime_type="image/jpeg", size_bytes=1, sha256="ab" * 32, body_sealed=b"x",
                fetched_at=TUESDAY,
            )  # fmt: skip
            write_note(self.id, "ligou", kind="note", by=7, author="bia", at=TUESDAY)

    def debt(self, state: str, *, creditor_id: UUID | None = None) -> None:
        with self.world.within():
            Debt.objects.create(
                organisation_id=self.world.organisation_id, person_id=self.ana[0],
                creditor_id=creditor_id or self.creditor_id, portfolio_id=self.portfolio_id,
                reference=uuid4().hex, principal_cents=100, due_on=date(2026, 1, 1),
                prescribed_on=date(2031, 1, 1), state=state, state_changed_at=TUESDAY,
                created_at=TUESDAY,
            )  # fmt: skip

    def texts(self) -> list[str]:
        with self.world.within():
            rows = InboundMessage.objects.filter(conversation_id=self.id).order_by("id")
            return list(rows.values_list("text", flat=True))


class Vault:
    """An organisation with a creditor and people of its."""

    def __init__(self, organisation: UUID) -> None:
        self.world = World(organisation, TUESDAY)
        self.id = organisation
        self._numbers = 0
        with self.world.within():
            self.creditor_id = create_creditor(
                slug="aurora", name="Cooperativa Aurora", document="11222333000181", address="Rua",
                pix_key="pix@aurora.example", at=TUESDAY, offer_policy={},
            )  # fmt: skip
            self.portfolio_id = create_portfolio(
                creditor_id=self.creditor_id, name="Carteira", at=TUESDAY
            )

    def thread(self) -> Kept:
        found = Kept(self.world, self.creditor_id, self.portfolio_id)
        take_in(self.id)
        return found

    def policy(self, policy: Policy = ALL) -> None:
        with self.world.within():
            set_policy(self.creditor_id, policy, by_user=3, at=TUESDAY)

    def sweep(self, now: datetime = LATER) -> None:
        while sweep_some(self.id, now=now, zone=ZONE):
            pass

    def preview(self, now: datetime = LATER, **more: Any) -> Amounts:
        return preview(self.id, now=now, zone=ZONE, **more)

    def hold(self, kind: HoldKind, target_id: UUID) -> UUID:
        with self.world.within():
            return place_hold(kind, target_id, reason="processo 1", by_user=3, at=TUESDAY)


@pytest.fixture
def vault(organisation: UUID) -> Vault:
    return Vault(organisation)


def test_without_a_policy_nothing_ever_goes(vault: Vault) -> None:
    thread = vault.thread()
    vault.sweep(TUESDAY + timedelta(days=20_000))
    assert thread.texts() == ["já paguei tudo", ""]
    assert vault.preview().is_nothing
    with vault.world.within():
        assert not Sweep.objects.exists()


def test_each_kind_goes_when_its_time_has_come(vault: Vault) -> None:
    thread = vault.thread()
    vault.policy()
    vault.sweep(TUESDAY + timedelta(days=80))
    assert vault.world.facts("evidence.content_erased") == []
    vault.sweep(TUESDAY + timedelta(days=100))
    with vault.world.within():
        assert not Line.objects.exists()
        assert Media.objects.exists()
    vault.sweep(TUESDAY + timedelta(days=190))
    with vault.world.within():
        assert not Media.objects.exists()
        assert InboundMessage.objects.get(id=thread.photo_id).media_sha256 == "ab" * 32
    assert thread.texts() == ["já paguei tudo", ""]
    vault.sweep(LATER)
    assert thread.texts() == ["", ""]
    with vault.world.within():
        (note,) = Note.objects.all()
        (message,) = Message.objects.all()
        (decision,) = Decision.objects.all()
        row = Conversation.objects.get(id=thread.id)
        assert (note.text, row.preview, row.bot_state) == ("", "", None)
        assert "pagou" not in json.dumps(message.draft)
        assert (bytes(decision.inputs), decision.verdict) == (b"", "allow")
        assert explain(message.id).decisions[0].is_erased
        assert replay_all() == (0, 0)
        assert Erased.objects.count() == 4
        found = verify(keys.vault())
        assert found.is_valid
    told = [(f["what"], f["items"]) for f in vault.world.facts("evidence.content_erased")]
    assert told == [("index", 4), ("media", 1), ("text", 4)]


def test_the_preview_tells_just_what_the_sweep_then_does(vault: Vault) -> None:
    for _ in range(3):
        vault.thread()
    spared = vault.thread()
    vault.hold(HoldKind.CONVERSATION, spared.id)
    tried = vault.preview(instead={vault.creditor_id: ALL})
    assert vault.preview().is_nothing
    vault.policy()
    before = vault.preview()
    assert before == tried
    assert (before.conversations, before.messages, before.media, before.held) == (3, 12, 3, 1)
    vault.sweep()
    assert vault.preview() == Amounts(held=1)
    with vault.world.within():
        row = Sweep.objects.get()
        assert (row.messages, row.media, row.index_lines) == (12, 3, before.index_lines)
        assert row.ended_at == LATER
    again = len(vault.world.facts("evidence.content_erased"))
    vault.sweep()
    vault.sweep(LATER + timedelta(days=1))
    assert len(vault.world.facts("evidence.content_erased")) == again


@pytest.mark.parametrize("kind", list(HoldKind))
def test_a_hold_stops_it_and_its_release_lets_it_go_on(vault: Vault, kind: HoldKind) -> None:
    thread = vault.thread()
    target = {
        HoldKind.PERSON: thread.ana[0],
        HoldKind.CONVERSATION: thread.id,
        HoldKind.CREDITOR: vault.creditor_id,
    }[kind]
    vault.policy()
    hold_id = vault.hold(kind, target)
    with pytest.raises(BadHold), vault.world.within():
        place_hold(kind, target, reason="outra vez", by_user=3, at=TUESDAY)
    vault.sweep()
    assert thread.texts() == ["já paguei tudo", ""]
    with vault.world.within():
        assert release_hold(hold_id, by_user=4, at=LATER)
        assert not release_hold(hold_id, by_user=4, at=LATER)
    vault.sweep(LATER + timedelta(days=1))
    assert thread.texts() == ["", ""]
    (placed,) = vault.world.facts("evidence.hold_placed")
    (released,) = vault.world.facts("evidence.hold_released")
    assert (placed["what"], placed["by_user"], released["by_user"]) == (kind, 3, 4)
    assert "processo" not in json.dumps(placed)


def test_an_open_debt_another_creditor_or_something_on_its_way_keeps_it(vault: Vault) -> None:
    with vault.world.within():
        other = create_creditor(
            slug="outra", name="Outra", document="11444777000161", address="Rua",
            pix_key="x@outra.example", at=TUESDAY, offer_policy={},
        )  # fmt: skip
    owing, shared, waiting, unheard = (vault.thread() for _ in range(4))
    owing.debt("active")
    shared.debt("settled", creditor_id=other)
    waiting.says("espera", minutes=9, state="held", sent_at=None, hold_until=LATER)
    unheard.hears("alô?", minutes=9)
    vault.policy()
    vault.sweep()
    for thread in (owing, shared, waiting, unheard):
        assert thread.texts()[0] == "já paguei tudo"


def test_killed_anywhere_it_goes_on_and_tells_each_thing_once(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = [vault.thread() for _ in range(5)]
    vault.policy()
    passed = 0

    def die(_: str) -> None:
        nonlocal passed
        passed += 1
        if passed in (2, 4, 7):
            raise RuntimeError("killed")

    monkeypatch.setattr(sweeping, "fault_point", die)
    for _ in range(20):
        try:
            vault.sweep()
            break
        except RuntimeError:
            continue
    assert [t.texts() for t in threads] == [["", ""]] * 5
    told = [f for f in vault.world.facts("evidence.content_erased") if f["what"] == "text"]
    assert sorted(f["conversation_id"] for f in told) == sorted(str(t.id) for t in threads)
    with vault.world.within():
        assert Erased.objects.count() == 20


def test_chats_from_elsewhere_go_too(vault: Vault) -> None:
    thread = vault.thread()
    text = b"13/11/2024 09:30 - Ana Souza: oi\n"
    with vault.world.within():
        chat_id = put_down(text, file_name="a", by_user=1, at=TUESDAY, zone=ZONE).chat_id
        confirm(
            chat_id, order=None, ours=(), person_id=thread.ana[0], by_user=1, at=TUESDAY, zone=ZONE
        )
    take_in(vault.id)
    vault.policy()
    assert vault.preview().chats == 1
    vault.sweep()
    with vault.world.within():
        card = chats.chat(chat_id)
        assert card.erased_at == LATER
        (line,) = chats.lines_of(chat_id)
        assert (line.text, line.author) == ("", "")
        assert not Line.objects.filter(chat_id=chat_id).exists()
    page = member(vault.world, "supervisor").get(f"/arquivo/conversas/{chat_id}/")
    assert "apagado pela política de guarda" in page.content.decode()


def bring_in(vault: Vault, text: str, person_id: UUID | None) -> UUID:
    with vault.world.within():
        put = put_down(text.encode(), file_name="a", by_user=1, at=TUESDAY, zone=ZONE)
        confirm(
            put.chat_id, order=None, ours=(), person_id=person_id, by_user=1, at=TUESDAY, zone=ZONE
        )
    return put.chat_id


def test_chats_of_nobody_and_of_who_never_owed_go_by_the_organisations_policy(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.retention import without_creditor as looking

    monkeypatch.setattr(looking, "CHATS_AT_ONCE", 1)
    guest, debtor = visitor(vault), vault.thread()
    whose = {"nobody": None, "guest": guest.ana[0], "debtor": debtor.ana[0]}
    brought = {
        name: bring_in(vault, f"13/11/2024 09:3{n} - Fulano: oi\n", person_id)
        for n, (name, person_id) in enumerate(whose.items())
    }
    take_in(vault.id)
    without_creditor(vault, Policy(media_months=12))
    vault.sweep(LATER - timedelta(days=1))
    without_creditor(vault)
    would = preview_without_creditor(vault.id, ALL, now=LATER, zone=ZONE)
    assert (would.chats, would.held) == (2, 0)
    hold = vault.hold(HoldKind.PERSON, guest.ana[0])
    vault.sweep()
    assert erased(vault, brought) == {"nobody"}
    with vault.world.within():
        assert not Line.objects.filter(chat_id=brought["nobody"]).exists()
        assert release_hold(hold, by_user=3, at=LATER)
    vault.sweep(LATER + timedelta(days=1))
    assert erased(vault, brought) == {"nobody", "guest"}


def erased(vault: Vault, brought: dict[str, UUID]) -> set[str]:
    with vault.world.within():
        return {name for name, i in brought.items() if chats.chat(i).erased_at is not None}


def test_a_file_that_nobody_confirmed_goes_after_a_day(vault: Vault) -> None:
    from trato.casework.chats.models import Chat
    from trato.foundation import clock
    from trato.insights.retention.sweep import DailySweep

    text = b"13/11/2024 09:30 - Ana Souza: oi\n"
    left = []
    for hours in (25, 23):
        with vault.world.within():
            Chat.objects.all().delete()
            put_down(
                text, file_name="a", by_user=1, at=clock.now() - timedelta(hours=hours), zone=ZONE
            )
        DailySweep(ZONE).sweep(vault.id)
        with vault.world.within():
            left.append(Chat.objects.count())
    assert left == [0, 1]


@pytest.mark.parametrize("kind", list(HoldKind))
def test_a_hold_of_that_very_moment_spares_what_was_just_found_due(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, kind: HoldKind
) -> None:
    from trato.insights.retention import sweep as sweeping

    thread = vault.thread()
    chat_id = bring_in(vault, "13/11/2024 09:30 - Ana Souza: oi\n", thread.ana[0])
    vault.policy()
    target = {
        HoldKind.PERSON: thread.ana[0],
        HoldKind.CONVERSATION: thread.id,
        HoldKind.CREDITOR: vault.creditor_id,
    }[kind]
    looked = sweeping.due_of

    def then_held(*given: Any, **more: Any) -> Any:
        found = looked(*given, **more)
        if found[0]:
            vault.hold(kind, target)
        return found

    monkeypatch.setattr(sweeping, "due_of", then_held)
    vault.sweep()
    assert thread.texts() == ["já paguei tudo", ""]
    with vault.world.within():
        is_chat_held = kind is not HoldKind.CONVERSATION
        assert (chats.chat(chat_id).erased_at is None) is is_chat_held
        assert Sweep.objects.get().held == 1 + is_chat_held


def test_a_copy_taken_before_still_verifies_and_one_taken_after_says_erased(
    vault: Vault, tmp_path: Path
) -> None:
    from trato.book.organisations.read import organisation as read_organisation

    thread = vault.thread()
    before = tmp_path / "antes.jsonl"
    before.write_bytes(thread.body(Form.JSONL))
    vault.policy()
    vault.sweep()
    after = thread.body(Form.JSONL)
    found = check(io.BytesIO(after))
    assert found.is_valid
    rows = [json.loads(line) for line in after.splitlines()][:-1]
    assert all(row["erased_at"] and not row["text"] for row in rows)
    assert found.texts == check(io.BytesIO(before.read_bytes())).texts
    with vault.world.within():
        slug = read_organisation().slug
    run = CliRunner().invoke(
        main, ["evidence", "verify", str(before), "--journal", "--organisation", slug, "--json"]
    )
    assert run.exit_code == 0, run.output
    assert json.loads(run.stdout)["erased_here"] == 4
    assert thread.body(Form.PDF).startswith(b"%PDF")


def test_only_erased_words_answers_are_forgotten(
    vault: Vault, superuser: psycopg.Connection
) -> None:
    thread = vault.thread()
    superuser.execute(
        "UPDATE outbox_decision SET inputs = 'x' WHERE organisation_id = %s", [vault.id]
    )
    with vault.world.within():
        ask("SELECT outbox_forget_decisions(%s)", [[thread.sent_id]])
        assert bytes(Decision.objects.get().inputs) == b"x"
        with pytest.raises(DatabaseError):
            Decision.objects.update(inputs=b"")


def test_the_page_asks_for_the_word_and_only_two_roles_see_it(vault: Vault) -> None:
    thread = vault.thread()
    for role in ("supervisor", "atendente", "analista", "credor"):
        assert member(vault.world, role).get("/guarda/").status_code == 403
    client = member(vault.world, "encarregado")
    asked = {"creditor": str(vault.creditor_id), "text_months": "12"}
    tried = client.post("/guarda/politica/", asked).content.decode()
    assert "O que se apagaria com esta política" in tried
    assert vault.world.facts("evidence.retention_set") == []
    assert client.post("/guarda/politica/", asked | {"word": "sim"}).status_code == 422
    assert client.post("/guarda/politica/", asked | {"text_months": "0"}).status_code == 422
    client.post("/guarda/politica/", asked | {"word": "apagar"})
    (fact,) = vault.world.facts("evidence.retention_set")
    assert (fact["text_months"], fact["media_months"]) == (12, None)
    address = f"http://localhost/conversas/{thread.id}/"
    for kind, target in (
        ("person", thread.phone), ("conversation", address), ("creditor", vault.creditor_id),
    ):  # fmt: skip
        page = client.post(
            "/guarda/legal/", {"kind": kind, f"target_{kind}": target, "reason": "ofício 9"},
            follow=True,
        )  # fmt: skip
        assert "Sob guarda legal" in page.content.decode()
    refused = client.post("/guarda/legal/", {"kind": "person", "target_person": "x", "reason": "a"})
    assert refused.status_code == 422
    hold = vault.world.facts("evidence.hold_placed")[0]["hold_id"]
    page = client.post(f"/guarda/legal/{hold}/liberar/", follow=True)
    assert "Liberado" in page.content.decode()
    client.post("/guarda/politica/", {"creditor": str(vault.creditor_id)})
    assert len(vault.world.facts("evidence.retention_set")) == 2


def test_files_that_we_sent_go_and_their_hash_stays(vault: Vault) -> None:
    thread = vault.thread()
    with vault.world.within():
        file_id = attach(
            [b"%PDF-1"], mime_type="application/pdf", conversation_id=thread.id, at=TUESDAY
        )
        own = attach([b"catalogo"], mime_type="application/pdf", conversation_id=None, at=TUESDAY)
    attached = {
        "attachment_id": str(file_id), "mime_type": "application/pdf", "name": "boleto da ana.pdf",
        "size_bytes": 6,
    }  # fmt: skip
    message_id = thread.says("segue", minutes=3)
    with vault.world.within():
        Message.objects.filter(id=message_id).update(
            draft={"content": {"kind": "document", "text": "segue", "attached": attached}}
        )
    digest = hashlib.sha256(b"%PDF-1").hexdigest()

    def state() -> list[str]:
        rows = [json.loads(line) for line in thread.body(Form.JSONL).splitlines()]
        return [m["state"] for row in rows[:-1] for m in row["media"] if m["sha256"] == digest]

    assert state() == ["stored"]
    vault.policy(Policy(media_months=6))
    assert vault.preview().media == 2
    vault.sweep()
    assert state() == ["erased"]
    with vault.world.within():
        with pytest.raises(NoAttachment):
            open_attachment(file_id)
        assert b"".join(open_attachment(own).parts()) == b"catalogo"
        draft = Message.objects.get(id=message_id).draft
        assert draft["content"]["text"] == "segue"
        assert "ana" not in json.dumps(draft)
    vault.policy()
    vault.sweep(LATER + timedelta(days=1))
    assert state() == ["erased"]
    with vault.world.within():
        assert "segue" not in json.dumps(Message.objects.get(id=message_id).draft)


def test_words_beside_a_thread_go_with_its_texts(vault: Vault) -> None:
    from trato.casework.negotiation.models import Agreement, AuthorityRequest, Offer
    from trato.casework.requests.models import Dispute, PrivacyRequest
    from trato.insights.reviews.models import Review, Sample
    from trato.speakers.desk.models import Draft

    thread, spared = vault.thread(), vault.thread()
    vault.hold(HoldKind.CONVERSATION, spared.id)
    for one in (thread, spared):
        with vault.world.within():
            here = {"organisation_id": vault.id, "conversation_id": one.id}
            owner = {**here, "person_id": one.ana[0]}
            offer = Offer.objects.create(
                **owner, debt_ids=[], terms={"kept": 1}, sheet_text="folha", sheet_sha256="ab" * 32,
                authority="bot", total_cents=100, discount_cents=0, created_at=TUESDAY,
                expires_at=TUESDAY,
            )  # fmt: skip
            Agreement.objects.create(
                **owner, offer_id=offer.id, creditor_id=vault.creditor_id, debt_ids=[],
                state="completed", terms_sha256="cd" * 32, accepted_words="aceito",
                accepted_message="wamid.1", total_cents=100, discount_cents=0, accepted_at=TUESDAY,
            )  # fmt: skip
            AuthorityRequest.objects.create(
                **owner, agent_id=7, words="mais desconto", reason="não", state="refused",
                asked_at=TUESDAY,
            )  # fmt: skip
            Dispute.objects.create(
                **owner, debt_ids=[], reason="other", words="não fui eu", opened_at=TUESDAY,
                answer_by_on=date(2026, 12, 1),
            )  # fmt: skip
            PrivacyRequest.objects.create(
                **owner, kind="access", words="meus dados", opened_at=TUESDAY,
                answer_by_on=date(2026, 12, 1), state="attended", answer="mandei à Ana",
                closed_at=TUESDAY,
            )  # fmt: skip
            Draft.objects.create(**here, user_id=7, text="comecei", at=TUESDAY)
            sample = Sample.objects.create(
                organisation_id=vault.id, seed="x", each=1, since=TUESDAY, until=TUESDAY,
                drawn_by=9, drawn_at=TUESDAY,
            )  # fmt: skip
            Review.objects.create(
                **here, sample_id=sample.id, agent_id=7, reviewer_id=9, drawn_at=TUESDAY,
                reviewed_at=TUESDAY, marks={"respect": 2}, percent=100, comment="citou a dívida",
            )  # fmt: skip
    vault.policy()
    before = vault.preview()
    assert before.asides == 8
    vault.sweep()
    with vault.world.within():
        gone = {"conversation_id": thread.id}
        offer, deal = Offer.objects.get(**gone), Agreement.objects.get(**gone)
        assert (offer.sheet_text, offer.sheet_sha256, offer.terms) == ("", "ab" * 32, {"kept": 1})
        assert (deal.accepted_words, deal.terms_sha256, deal.total_cents) == ("", "cd" * 32, 100)
        asked = AuthorityRequest.objects.get(**gone)
        assert (asked.words, asked.reason, asked.state) == ("", "", "refused")
        right = PrivacyRequest.objects.get(**gone)
        assert Dispute.objects.get(**gone).words == right.words == right.answer == ""
        assert right.state == "attended"
        assert not Draft.objects.filter(**gone).exists()
        review = Review.objects.get(**gone)
        assert (review.comment, review.percent, review.marks) == ("", 100, {"respect": 2})
        kept = {"conversation_id": spared.id}
        assert Review.objects.get(**kept).comment == "citou a dívida"
        assert Draft.objects.filter(**kept).exists()
        assert Sweep.objects.get().asides == before.asides
    told = {f["what"]: f["items"] for f in vault.world.facts("evidence.content_erased")}
    assert told["asides"] == 8
    assert vault.preview() == Amounts(held=1)


def visitor(vault: Vault) -> Kept:
    """A thread of somebody who never owed anything."""
    found = vault.thread()
    with vault.world.within():
        Debt.objects.filter(person_id=found.ana[0]).delete()
    return found


def without_creditor(vault: Vault, policy: Policy = ALL) -> None:
    with vault.world.within():
        set_policy_without_creditor(policy, by_user=3, at=TUESDAY)


def test_whoever_never_owed_anything_has_a_policy_of_the_organisation(vault: Vault) -> None:
    guest, stranger, debtor = visitor(vault), visitor(vault), vault.thread()
    with vault.world.within():
        Conversation.objects.filter(id=stranger.id).update(person_id=None)
    vault.policy()
    vault.sweep(TUESDAY + timedelta(days=399))
    assert [t.texts() for t in (guest, stranger)] == [["já paguei tudo", ""]] * 2
    assert debtor.texts() == ["", ""]
    without_creditor(vault)
    would = preview_without_creditor(vault.id, ALL, now=LATER, zone=ZONE)
    assert (would.conversations, would.held) == (2, 0)
    vault.sweep()
    assert [t.texts() for t in (guest, stranger)] == [["", ""]] * 2
    with vault.world.within():
        row = Sweep.objects.get(on=LATER.astimezone(ZONE).date())
    assert (row.conversations, row.messages) == (would.conversations, would.messages)
    assert row.ended_at is not None
    fact = vault.world.facts("evidence.retention_set")[-1]
    assert (fact["creditor_id"], fact["text_months"]) == (None, 12)


def test_without_any_creditors_policy_it_holds_too_and_no_debtor_is_touched(vault: Vault) -> None:
    guest, debtor = visitor(vault), vault.thread()
    without_creditor(vault)
    vault.sweep(TUESDAY + timedelta(days=50))
    assert guest.texts() == ["já paguei tudo", ""], "not its time yet"
    vault.sweep()
    assert (guest.texts(), debtor.texts()) == (["", ""], ["já paguei tudo", ""])
    without_creditor(vault, Policy())
    later = visitor(vault)
    vault.sweep(LATER + timedelta(days=400))
    assert later.texts() == ["já paguei tudo", ""]


@pytest.mark.parametrize("kind", [HoldKind.PERSON, HoldKind.CONVERSATION])
def test_a_hold_spares_whoever_never_owed_anything(vault: Vault, kind: HoldKind) -> None:
    guest = visitor(vault)
    without_creditor(vault)
    hold = vault.hold(kind, guest.ana[0] if kind is HoldKind.PERSON else guest.id)
    assert preview_without_creditor(vault.id, ALL, now=LATER, zone=ZONE).held == 1
    vault.sweep()
    assert guest.texts() == ["já paguei tudo", ""]
    with vault.world.within():
        assert release_hold(hold, by_user=3, at=LATER)
    vault.sweep(LATER + timedelta(days=1))
    assert guest.texts() == ["", ""]


def test_many_threads_are_looked_at_in_parts_and_each_once(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.insights.retention import without_creditor as looking

    monkeypatch.setattr(looking, "THREADS_AT_ONCE", 2)
    threads = [visitor(vault), vault.thread(), visitor(vault), visitor(vault)]
    without_creditor(vault)
    vault.sweep()
    assert [t.texts()[0] for t in threads] == ["", "já paguei tudo", "", ""]
    with vault.world.within():
        assert Sweep.objects.get().conversations == 3


def test_the_page_keeps_the_policy_of_those_without_creditor(vault: Vault) -> None:
    visitor(vault)
    client = member(vault.world, "encarregado")
    where, asked = "/guarda/sem-credor/", {"text_months": "12"}
    assert member(vault.world, "supervisor").post(where, asked).status_code == 403
    tried = client.post(where, asked).content.decode()
    assert "O que se apagaria de quem nunca teve dívida" in tried
    assert vault.world.facts("evidence.retention_set") == []
    assert client.post(where, asked | {"word": "sim"}).status_code == 422
    assert client.post(where, {"text_months": "0"}).status_code == 422
    kept = client.post(where, asked | {"word": "apagar"}, follow=True).content.decode()
    assert "A política vale já." in kept
    assert "Pela política de hoje" in client.get("/guarda/?prever=1").content.decode()
    client.post(where, {})
    assert [f["text_months"] for f in vault.world.facts("evidence.retention_set")] == [12, None]
