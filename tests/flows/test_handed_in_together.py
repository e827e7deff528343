"""What an agent hands in at once is one hand-in: a supervisor's hold holds all of it."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.flows.test_archive_page import member
from tests.flows.test_files_at_the_desk import PAPER, PICTURE, VOICE
from tests.flows.test_offers_at_the_desk import Desk
from trato.casework.conversations import read
from trato.casework.conversations.hold_messages import hold_messages
from trato.door.outbox.models import Message
from trato.door.outbox.read import awaiting_approval
from trato.foundation import clock
from trato.speakers.desk.files import add_file
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


def test_a_hold_of_all_goes_on_after_several_parts(composer: Composer) -> None:
    composer.hold("all")
    composer.post("responder", text="Ouça", attached=[composer.put(VOICE, "v.ogg")], key="k1")
    composer.post("responder", text="E isto", key="k2")
    assert composer.rows() == [("text", True), ("audio", True), ("text", True)]
    assert composer.holds() == "all"
