"""What an agent hands in at once is one hand-in: held whole, kept once, and no draft any more."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.flows.test_archive_page import member
from tests.flows.test_files_at_the_desk import PAPER, PICTURE, VOICE
from tests.flows.test_offers_at_the_desk import Desk
from trato.casework.conversations import read
from trato.casework.conversations.hold_messages import hold_messages
from trato.door.outbox.models import Message
from trato.door.outbox.read import awaiting_approval
from trato.foundation import clock
from trato.speakers.desk.draft import draft_of
from trato.speakers.desk.files import add_file, files_of
from trato.speakers.desk.hand_in import let_go

SUPERVISOR = 1
LONG_WORDS = "Segue o que combinamos. " * 50


class Composer:
    """The composer of one agent over one conversation, as their browser posts it."""

    def __init__(self, organisation_id: UUID) -> None:
        self.desk = Desk(organisation_id)
        self.coop = self.desk.coop
        self.thread = self.desk.conversation_id
        self.client: Client = member(_Walls(self.coop), "atendente")
        self.me = int(self.client.session["_auth_user_id"])

    def post(self, where: str, **form: Any) -> str:
        """Post the composer; with `attached`, the files it shows."""
        answer = self.client.post(
            f"/conversas/{self.thread}/{where}/", form, headers={"HX-Request": "true"}
        )
        assert answer.status_code in (200, 204), answer.content
        return answer.content.decode()

    def put(self, body: bytes, name: str) -> str:
        with self.coop.inside():
            files = add_file(self.thread, io.BytesIO(body), name, by=self.me, at=self.coop.clock())
        return str(files[-1].attachment_id)

    def hold(self, holds: str) -> None:
        with self.coop.inside():
            hold_messages(self.thread, holds=holds, by=SUPERVISOR, at=self.coop.clock())

    def holds(self) -> str:
        with self.coop.inside():
            return read.conversation(self.thread).holds

    def rows(self) -> list[tuple[str, bool]]:
        """Return the kind of every message a person wrote here, and whether it is held."""
        with self.coop.inside():
            rows = Message.objects.filter(author="human").order_by("id")
            return [(row.kind, row.awaits_approval_by is not None) for row in rows]

    def draft(self) -> str:
        with self.coop.inside():
            return draft_of(self.thread, by=self.me)

    def files(self) -> list[str]:
        with self.coop.inside():
            return [one.name for one in files_of(self.thread, by=self.me)]


class _Walls:
    def __init__(self, coop: Any) -> None:
        self.within = coop.inside


@pytest.fixture
def composer(organisation: UUID) -> Iterator[Composer]:
    made = Composer(organisation)
    clock.set_virtual(clock.VirtualTime(starts_at=made.coop.clock(), anchor_epoch=0, speed=0))
    yield made
    clock.set_virtual(None)


@pytest.mark.parametrize(
    ("text", "files", "kinds"),
    [
        ("Veja", [(PICTURE, "foto.png"), (PAPER, "contrato.pdf")], ["image", "document"]),
        ("Ouça com calma", [(VOICE, "voz.ogg")], ["text", "audio"]),
        (LONG_WORDS, [(PAPER, "contrato.pdf")], ["text", "document"]),
    ],
)
def test_a_hold_for_the_next_holds_all_that_is_handed_in_at_once(
    composer: Composer, text: str, files: list[tuple[bytes, str]], kinds: list[str]
) -> None:
    attached = [composer.put(*file) for file in files]
    composer.hold("next")
    composer.post("responder", text=text, attached=attached, key="k1")
    assert composer.rows() == [(kind, True) for kind in kinds]
    assert composer.holds() == "", "it is spent, once"
    composer.post("responder", text="Mais alguma coisa?", key="k2")
    assert composer.rows()[-1] == ("text", False)
    composer.coop.drain()
    assert len(composer.coop.provider.ids) == 1
    # Each part is answered for by itself.
    with composer.coop.inside():
        first, *others = awaiting_approval()
        assert let_go(first.message_id, by=SUPERVISOR, at=composer.coop.clock())
        assert [card.message_id for card in awaiting_approval()] == [c.message_id for c in others]


def test_the_same_parts_again_spend_no_second_hold(composer: Composer) -> None:
    form = {"text": "Ouça", "attached": [composer.put(VOICE, "voz.ogg")], "key": "k1"}
    composer.hold("next")
    composer.post("responder", **form)
    composer.hold("next")
    assert "na supervisão" in composer.post("responder", **form)
    assert composer.rows() == [("text", True), ("audio", True)]
    assert composer.holds() == "next"


def test_a_hold_of_all_goes_on_after_several_parts(composer: Composer) -> None:
    composer.hold("all")
    composer.post("responder", text="Ouça", attached=[composer.put(VOICE, "v.ogg")], key="k1")
    composer.post("responder", text="E isto", key="k2")
    assert composer.rows() == [("text", True), ("audio", True), ("text", True)]
    assert composer.holds() == "all"


def test_a_form_that_comes_again_late_sends_nothing_more_and_leaves_what_was_begun_since(
    composer: Composer,
) -> None:
    composer.post("responder", text="Bom dia", key="k1")
    composer.post("prever", text="Outra coisa", key="k2")
    later = composer.put(PAPER, "depois.pdf")
    again = composer.post("responder", text="Bom dia", key="k1")
    assert "A porta deixou sair." in again
    assert composer.rows() == [("text", False)]
    assert (composer.draft(), composer.files()) == ("Outra coisa", ["depois.pdf"])
    assert "Outra coisa" in again, "what stands in the composer is what was begun since"
    composer.post("responder", text="Outra coisa", attached=[later], key="k2")
    assert (composer.rows()[-1], composer.draft(), composer.files()) == (
        ("document", False), "", [],
    )  # fmt: skip


def test_only_the_files_a_form_shows_go_with_it(composer: Composer) -> None:
    shown = composer.put(PICTURE, "mostrada.png")
    composer.put(PAPER, "depois.pdf")
    composer.post("responder", text="Veja", attached=[shown], key="k1")
    assert composer.rows() == [("image", False)]
    assert (composer.draft(), composer.files()) == ("", ["depois.pdf"])
    gone = composer.post("responder", text="Veja de novo", attached=[shown], key="k2")
    assert "O anexo não está mais aqui" in gone
    assert composer.rows() == [("image", False)]


def test_a_preview_that_comes_after_the_words_were_handed_in_keeps_no_draft(
    composer: Composer,
) -> None:
    composer.post("prever", text="Bom dia", key="k1")
    assert composer.draft() == "Bom dia"
    composer.post("responder", text="Bom dia", key="k1")
    composer.post("prever", text="Bom dia", key="k1")
    assert composer.draft() == ""
    composer.post("prever", text="Até logo", key="k2")
    assert composer.draft() == "Até logo"


def test_refused_words_are_a_draft_though_no_preview_kept_them(composer: Composer) -> None:
    threat = "Pague hoje ou seu nome vai para o SPC e vamos avisar seu chefe."
    assert "A porta não deixou sair" in composer.post("responder", text=threat, key="k1")
    assert composer.draft() == threat
    composer.post("prever", text="Pague", key="k1")
    assert composer.draft() == threat


class Stop:
    """Where a request stands still when all of it is written and nothing committed."""

    def __init__(self) -> None:
        self.reached, self.goes_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.goes_on.wait(20)


@pytest.mark.parametrize("first", ["prever", "responder"])
@pytest.mark.parametrize("begun", ["", "Bom"])
def test_of_a_preview_and_a_hand_in_at_one_moment_no_draft_is_left(
    composer: Composer, monkeypatch: pytest.MonkeyPatch, first: str, begun: str
) -> None:
    from trato.entrypoints.console.views import conversations as views

    if begun:
        composer.post("prever", text=begun, key="k1")
    second = "responder" if first == "prever" else "prever"
    draw, stop = views.page, Stop()

    def page(request: HttpRequest, *args: Any) -> HttpResponse:
        if request.path.endswith(f"/{first}/"):
            stop()
        return draw(request, *args)

    def post(where: str) -> None:
        try:
            composer.post(where, text="Bom dia", key="k1")
        finally:
            connections.close_all()

    monkeypatch.setattr(views, "page", page)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(post, first)
        assert stop.reached.wait(20)
        other = pool.submit(post, second)
        with suppress(TimeoutError):
            # It waits for the first, or is through already: the end tells.
            other.result(1)
        stop.goes_on.set()
        one.result(20)
        other.result(20)
    assert composer.rows() == [("text", False)]
    assert composer.draft() == ""
