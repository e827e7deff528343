"""A message that finds no network waits for it, whatever is open meanwhile, and leaves once."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_composer import PICTURE, shoot
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations
from trato.casework.conversations.models import Conversation
from trato.door.outbox.models import Message
from trato.foundation import clock, tenancy
from trato.speakers.desk.draft import draft_of, keep_draft

__all__ = ["nobody_has_it"]

EMAIL = "beto@aurora.example"
BEGUN = "Isto ainda não é para enviar"


@dataclass(frozen=True)
class Desk:
    """An agent with one conversation open and another begun, and what became of both."""

    page: Page
    console: Console
    here: UUID
    other: UUID
    me: int

    def write(self, words: str) -> None:
        with self.page.expect_response(re.compile("/prever/")):
            self.page.locator("#reply-text").fill(words)

    def go(self, thread: UUID) -> None:
        """Open a conversation from the list, as fetched ahead."""
        self.page.locator(f"#rows [data-row][href*='{thread}']").click()
        expect(self.page.locator("#thread")).to_have_attribute("data-conversation", str(thread))

    def fetch_ahead(self, thread: UUID) -> None:
        row = self.page.locator(f"#rows [data-row][href*='{thread}']")
        with self.page.expect_response(re.compile(f"/conversas/{thread}/lado/")):
            row.hover()

    def said(self, thread: UUID, words: str = "") -> int:
        with tenancy.within(self.console.seeded.organisation_id):
            rows = Message.objects.filter(conversation_id=thread, author="human")
            return sum(words in row.draft["content"]["text"] for row in rows)

    def draft(self, thread: UUID) -> str:
        with tenancy.within(self.console.seeded.organisation_id):
            return draft_of(thread, by=self.me)


@pytest.fixture
def desk(console: Console, sign_in: SignIn) -> Desk:
    me = int(get_user_model().objects.get(username=EMAIL).pk)
    here = console.seeded.conversation_id
    with tenancy.within(console.seeded.organisation_id):
        rows = Conversation.objects.filter(state="human", person_id__isnull=False)
        other = rows.exclude(id=here).order_by("-last_event_at")[0].id
        keep_draft(other, BEGUN, by=me, at=clock.now())
    page = sign_in(EMAIL)
    page.goto(f"/conversas/{here}/?estado=todas")
    page.locator("#reply-text").wait_for()
    take(page)
    page.goto(f"/conversas/{here}/?estado=todas")
    page.locator("#frame[data-live]").wait_for()
    return Desk(page, console, here, other, me)


def test_it_leaves_once_when_the_network_is_back_and_nobody_elses_draft_does(desk: Desk) -> None:
    page, words = desk.page, "Recebi o comprovante. Obrigada!"
    name = page.locator("#thread-title").inner_text()
    desk.write(words)
    others = desk.said(desk.other)
    desk.fetch_ahead(desk.other)
    page.context.set_offline(True)
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#elsewhere")).to_be_hidden()
    desk.go(desk.other)
    expect(page.locator("#reply-text")).to_have_value(BEGUN)
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("#elsewhere")).to_contain_text(f"mensagem a {name}.")
    assert violations(page) == []
    shoot(page, "waits-elsewhere")
    # Longer than from one try to the next.
    page.wait_for_timeout(5_000)
    expect(page.locator("#elsewhere")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#elsewhere")).to_be_hidden()
    assert desk.said(desk.here, words) == 1
    page.wait_for_timeout(5_000)
    assert (desk.said(desk.here, words), desk.said(desk.other)) == (1, others)
    expect(page.locator("#reply-text")).to_have_value(BEGUN)
    assert (desk.draft(desk.other), desk.draft(desk.here)) == (BEGUN, "")
    desk.go(desk.here)
    expect(page.locator("#thread .bubble-out", has_text=words)).to_have_count(1)
    expect(page.locator("#reply-text")).to_have_value("")


def test_its_own_composer_rests_until_it_is_answered_though_the_first_answer_was_lost(
    desk: Desk,
) -> None:
    page, words = desk.page, "Anotei o novo vencimento."
    desk.write(words)
    asked: list[list[tuple[str, str]]] = []

    def lose(route: Route) -> None:
        asked.append(parse_qsl(route.request.post_data or "", keep_blank_values=True))
        if len(asked) == 1:
            route.fetch()
        route.abort()

    page.route("**/responder/", lose)
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value(words)
    expect(page.locator("#reply-text")).not_to_be_editable()
    assert violations(page) == []
    shoot(page, "waits-here")
    # Left and come back to, it is the same message that waits, not the words once more.
    desk.go(desk.other)
    expect(page.locator("#reply-text")).to_be_editable()
    desk.go(desk.here)
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value(words)
    expect(page.locator("#reply-text")).not_to_be_editable()
    page.locator("#reply-text").press("Control+Enter")
    page.wait_for_timeout(2_500)
    assert len(asked) > 1
    assert all(again == asked[0] for again in asked), "it is sent again exactly as it was"
    page.unroute("**/responder/")
    expect(page.locator("#verdict")).to_contain_text("A porta deixou sair.")
    expect(page.locator("#unsent")).to_be_hidden()
    expect(page.locator("#reply-text")).to_have_value("")
    expect(page.locator("#reply-text")).to_be_editable()
    expect(page.locator("#thread .bubble-out", has_text=words)).to_have_count(1)
    assert desk.said(desk.here, words) == 1


def test_one_that_the_door_refuses_meanwhile_is_named_and_its_words_are_kept(desk: Desk) -> None:
    page, threat = desk.page, "Pague hoje ou vamos avisar seu chefe amanhã."
    name = page.locator("#thread-title").inner_text()
    desk.write(threat)
    page.route("**/responder/", lambda route: route.abort())
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    desk.go(desk.other)
    page.unroute("**/responder/")
    expect(page.locator("#elsewhere")).to_contain_text(f"Não saiu a mensagem a {name}.")
    expect(page.locator("#elsewhere [data-unsent]")).to_be_hidden()
    assert violations(page) == []
    shoot(page, "stays-elsewhere")
    desk.go(desk.here)
    expect(page.locator("#elsewhere")).to_be_hidden()
    expect(page.locator("#reply-text")).to_have_value(threat)
    expect(page.locator("#reply-text")).to_be_editable()


def test_files_wait_with_their_words(desk: Desk) -> None:
    page, words = desk.page, "Segue a imagem do boleto"
    page.locator("#file-input").set_input_files(
        {"name": "boleto.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    expect(page.locator("#files").get_by_role("listitem")).to_have_count(1)
    desk.write(words)
    page.route("**/responder/", lambda route: route.abort())
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    desk.go(desk.other)
    expect(page.locator("#elsewhere")).to_be_visible()
    page.unroute("**/responder/")
    expect(page.locator("#elsewhere")).to_be_hidden()
    assert desk.said(desk.here, words) == 1
    desk.go(desk.here)
    expect(page.locator("#files").get_by_role("listitem")).to_have_count(0)
    expect(page.locator("#thread img[alt='boleto.png']")).to_be_visible()


def test_whoever_leaves_while_it_waits_is_asked_and_finds_the_words_again(desk: Desk) -> None:
    page, words = desk.page, "Volto a escrever depois do almoço."
    desk.write(words)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", stay)
    page.route("**/responder/", lambda route: route.abort())
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    page.evaluate("location.assign('/')")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#unsent")).to_be_visible()
    open_thread(page, desk.console)
    expect(page.locator("#reply-text")).to_have_value(words)
    assert desk.said(desk.here, words) == 0
