"""Pages that follow the desk's stream: two browsers, a network that goes, a session that ends."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn

NO_POLLING = """
    const never = window.setInterval;
    window.setInterval = (act, every, ...rest) => (every >= 5000 ? 0 : never(act, every, ...rest));
"""
ASKED_ONCE = """
    () => performance.getEntriesByType("resource").some((one) => one.name.includes("/fio/"))
"""


def say(console: Console, text: str) -> None:
    """Let the person of the seeded conversation write, through the product's own way in."""
    from trato.casework.conversations.models import Conversation, InboundMessage
    from trato.foundation import clock, tenancy
    from trato.foundation.ids import new_id

    with tenancy.within(console.seeded.organisation_id):
        thread = console.seeded.conversation_id
        now = clock.now()
        InboundMessage.objects.create(
            organisation_id=console.seeded.organisation_id, conversation_id=thread,
            provider_message_id=f"wamid.{new_id()}", kind="text", text=text, payload_sealed=b"x",
            written_at=now, received_at=now, handle_after=now, handled_at=now,
        )  # fmt: skip
        Conversation.objects.filter(id=thread).update(preview=text[:160], last_event_at=now)


def follow(page: Page, path: str) -> None:
    """Open a page that only follows the stream: its slow polling is taken away."""
    page.add_init_script(NO_POLLING)
    page.goto(path)
    page.locator("#frame[data-live]").wait_for()


def thread_path(console: Console) -> str:
    return f"/conversas/{console.seeded.conversation_id}/"


def test_what_one_does_is_seen_by_the_other_without_asking(
    console: Console, sign_in: SignIn
) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example")
    follow(beto, thread_path(console))
    follow(ana, thread_path(console))
    say(console, "Cheguei pelo fluxo")
    for page in (beto, ana):
        expect(page.locator("#thread")).to_contain_text("Cheguei pelo fluxo")
        expect(page.locator("#rows")).to_contain_text("Cheguei pelo fluxo")
    beto.locator("body").press("n")
    beto.locator("#dialog-note textarea").fill("Nota vista pela outra")
    beto.get_by_role("button", name="Guardar nota").click()
    expect(ana.locator("#thread")).to_contain_text("Nota vista pela outra")


def test_the_draft_the_caret_and_the_place_stay(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ana@aurora.example")
    follow(page, thread_path(console))
    box = page.locator("#reply-text")
    box.fill("Estou no meio disto")
    box.evaluate("area => area.setSelectionRange(5, 9)")
    page.locator("#scroll").evaluate("part => (part.scrollTop = 0)")
    far = page.locator("#scroll").evaluate("part => part.scrollHeight - part.clientHeight > 80")
    say(console, "Uma mensagem que chega")
    expect(page.locator("#thread")).to_contain_text("Uma mensagem que chega")
    expect(box).to_be_focused()
    expect(box).to_have_value("Estou no meio disto")
    assert box.evaluate("area => [area.selectionStart, area.selectionEnd]") == [5, 9]
    if far:
        assert page.locator("#scroll").evaluate("part => part.scrollTop") == 0
    with page.expect_response(re.compile("/prever/")):
        box.fill("")


def test_a_focused_row_keeps_the_focus_when_the_list_moves(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    follow(page, "/conversas/")
    for _ in range(3):
        page.keyboard.press("j")
    href = page.evaluate("document.activeElement.getAttribute('href')")
    assert "/conversas/" in (href or "")
    say(console, "A lista anda")
    expect(page.locator("#rows [data-row]").first).to_contain_text("A lista anda")
    assert page.evaluate("document.activeElement.getAttribute('href')") == href


def test_a_network_that_drops_and_comes_back_loses_and_doubles_nothing(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    follow(page, thread_path(console))
    # What the page asked for when the stream said hello may not still be on its way.
    page.wait_for_function(ASKED_ONCE)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#frame:not([data-live])").wait_for()
    say(console, "Dita enquanto a rede faltava")
    page.wait_for_timeout(500)
    expect(page.locator("#thread")).not_to_contain_text("Dita enquanto a rede faltava")
    page.context.set_offline(False)
    found = page.locator("#thread").get_by_text("Dita enquanto a rede faltava")
    expect(found).to_have_count(1, timeout=15_000)
    page.locator("#frame[data-live]").wait_for()
    say(console, "Dita depois")
    expect(page.locator("#thread").get_by_text("Dita depois")).to_have_count(1)
    expect(found).to_have_count(1)


def test_a_thread_fetched_ahead_is_shown_and_then_up_to_date(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    follow(page, "/conversas/")
    row = page.locator(f'#rows [data-row][href*="{console.seeded.conversation_id}"]')
    with page.expect_response(lambda answer: str(console.seeded.conversation_id) in answer.url):
        row.focus()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_be_visible()
    assert str(console.seeded.conversation_id) in page.url
    say(console, "Depois de aberta")
    expect(page.locator("#thread")).to_contain_text("Depois de aberta")
    page.go_back()
    page.wait_for_url("**/conversas/")


def test_a_key_that_is_quicker_than_the_network_asks_once_and_the_panel_follows(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    follow(page, "/conversas/")
    here = f"/conversas/{console.seeded.conversation_id}/"
    asked: list[str] = []
    held: list[Any] = []

    def hold(route: Any) -> None:
        if route.request.headers.get("x-prefetch"):
            asked.append(route.request.url)
            held.append(route)
        else:
            route.continue_()

    page.route(f"**{here}", hold)
    page.locator(f'#rows [data-row][href*="{here}"]').focus()
    page.wait_for_function("() => document.activeElement.matches('[data-row]')")
    while not held:
        page.wait_for_timeout(20)
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert page.locator("#thread").count() == 0
    held[0].continue_()
    expect(
        page.locator(f'#thread[data-conversation="{console.seeded.conversation_id}"]')
    ).to_be_visible()
    expect(page.locator("#beside:not([data-later]) h2").first).to_be_visible()
    assert page.locator("#beside").get_attribute("aria-busy") is None
    assert here in page.url
    assert len(asked) == 1


def test_behind_an_opened_thread_comes_the_next_whole(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    follow(page, "/conversas/")
    first, second = (page.locator("#rows [data-row]").nth(n) for n in (0, 1))
    here, next_one = (str(row.get_attribute("hx-get")) for row in (first, second))
    asked: list[tuple[str, bool]] = []
    page.on(
        "request",
        lambda one: (
            asked.append((one.url, one.headers.get("x-beside") == "later"))
            if next_one in one.url
            else None
        ),
    )
    first.focus()
    with page.expect_response(lambda answer: answer.url.endswith(next_one)):
        page.keyboard.press("Enter")
    expect(page.locator(f'#thread[data-part*="{here}"]')).to_be_visible()
    page.wait_for_function("id => trato.near().some((one) => one.id === id)", arg=next_one[-37:-1])
    second.focus()
    with page.expect_request(lambda one: one.url.endswith(f"{next_one}lado/")):
        has_panel = second.evaluate(
            """row => {
                row.click();
                return Boolean(document.querySelector("#beside:not([data-later]) h2"));
            }"""
        )
        assert has_panel
    expect(page.locator(f'#thread[data-part*="{next_one}"]')).to_be_visible()
    expect(page.locator(f'#rows [aria-current="true"][href*="{next_one}"]')).to_have_count(1)
    assert page.locator('#rows [aria-current="true"]').count() == 1
    assert [one for one in asked if one[0].endswith(next_one)] == [(asked[0][0], False)]
    # Whoever opens a second one walks: the two after it are there before they are asked for.
    after = [page.locator("#rows [data-row]").nth(n).get_attribute("hx-get") for n in (2, 3)]
    page.wait_for_function(
        "ids => ids.every((id) => trato.near().some((one) => id.includes(one.id)))", arg=after
    )


def test_what_is_kept_for_the_next_step_is_as_new_as_what_is_shown(
    console: Console, sign_in: SignIn
) -> None:
    from trato.casework.conversations.hand_over import give_back, take_over
    from trato.foundation import clock, tenancy

    here = str(console.seeded.conversation_id)
    page = sign_in("beto@aurora.example")
    follow(page, "/conversas/")
    kept = "words => trato.near().some(({ page }) => page.textContent.includes(words))"
    with page.expect_request(lambda one: "perto=" + here in one.url):
        page.locator(f'#rows [data-row][href*="{here}"]').focus()
    for words in ("Dita enquanto era guardada", "E outra depois"):
        say(console, words)
        page.wait_for_function(kept, arg=words)
    # In this very step, and from what is there.
    page.route(re.compile("/conversas/"), lambda route: route.abort())
    shown = page.evaluate(
        """here => {
            document.querySelector(`#rows [data-row][href*="${here}"]`).click();
            return document.getElementById("thread").textContent;
        }""",
        here,
    )
    assert shown.count("Dita enquanto era guardada") == 1
    assert shown.index("Dita enquanto era guardada") < shown.index("E outra depois")
    page.unroute(re.compile("/conversas/"))
    say(console, "Depois de mostrada")
    expect(page.locator("#thread").get_by_text("Depois de mostrada")).to_have_count(1)
    page.goto("/conversas/")
    page.locator("#frame[data-live]").wait_for()
    with page.expect_request(lambda one: "perto=" + here in one.url):
        page.locator(f'#rows [data-row][href*="{here}"]').focus()
    with tenancy.within(console.seeded.organisation_id):
        take_over(console.seeded.conversation_id, agent_id=99, at=clock.now(), force=True)
    try:
        # In other hands: it is forgotten, and asked for when it is opened.
        page.wait_for_function("() => !trato.near().length")
        page.keyboard.press("Enter")
        expect(page.locator("#thread-head")).to_be_visible()
    finally:
        with tenancy.within(console.seeded.organisation_id):
            give_back(console.seeded.conversation_id, at=clock.now())


def test_the_floor_and_the_alerts_move_by_themselves(console: Console, sign_in: SignIn) -> None:
    from trato.casework.conversations.hand_over import give_back, hand_over
    from trato.foundation import clock, tenancy
    from trato.foundation.ids import new_id
    from trato.insights.monitoring.models import Alert

    ana = sign_in("ana@aurora.example")
    follow(ana, "/piso/")
    before = int(ana.locator("#floor dd").first.inner_text())
    now = clock.now() - timedelta(minutes=1)
    with tenancy.within(console.seeded.organisation_id):
        give_back(console.seeded.conversation_id, at=now)
    with tenancy.within(console.seeded.organisation_id):
        hand_over(console.seeded.conversation_id, reason="asked", actor="bot", at=now)
        Alert.objects.create(
            organisation_id=console.seeded.organisation_id, message_id=new_id(),
            word_class="threat", side="person", severity="high", sign="processo",
            written_at=now, raised_at=now,
        )  # fmt: skip
    expect(ana.locator("#floor dd").first).not_to_have_text(str(before))
    expect(ana.locator("#alert-count")).to_contain_text(re.compile(r"\d"))
    with tenancy.within(console.seeded.organisation_id):
        give_back(console.seeded.conversation_id, at=clock.now())
        Alert.objects.all().delete()


@pytest.mark.parametrize("path", ["/conversas/", "/piso/"])
def test_a_session_that_ends_takes_the_page_to_the_door(
    console: Console, sign_in: SignIn, browser: Any, path: str
) -> None:
    from django.contrib.sessions.models import Session

    from tests.browser.conftest import _sessions

    page = sign_in("ana@aurora.example")
    follow(page, path)
    keys = [c["value"] for c in page.context.cookies() if c["name"] == "sessionid"]
    _sessions.clear()
    Session.objects.filter(session_key__in=keys).delete()
    page.wait_for_url("**/conta/login/**")


HEARD = """
    window.rung = [];
    window.shown = [];
    document.addEventListener("trato:rang", (event) => window.rung.push(event.detail));
    window.Notification = class {
      static permission = "granted";
      static requestPermission = async () => "granted";
      constructor(title, { body }) { window.shown.push(body); }
    };
    Object.defineProperty(document, "hasFocus", { value: () => false });
"""


@contextmanager
def given_to(console: Console, email: str) -> Iterator[None]:
    """Let an agent have the seeded conversation for a while, with nobody waiting in it."""
    from trato.casework.conversations.models import Conversation
    from trato.foundation import tenancy

    def change(**values: Any) -> None:
        with tenancy.within(console.seeded.organisation_id):
            Conversation.objects.filter(id=console.seeded.conversation_id).update(**values)

    change(handled_by="human", agent_id=user_id_of(email), waiting_since=None)
    try:
        yield
    finally:
        change(handled_by="bot", agent_id=None, waiting_since=None)


def user_id_of(email: str) -> int:
    from django.contrib.auth import get_user_model

    return int(get_user_model().objects.get(username=email).pk)


def wait_for_agent(console: Console) -> None:
    """Let the person wait for whoever has the conversation, since now."""
    from trato.casework.conversations.models import Conversation
    from trato.foundation import clock, tenancy

    with tenancy.within(console.seeded.organisation_id):
        now = clock.now()
        rows = Conversation.objects.filter(id=console.seeded.conversation_id)
        rows.update(waiting_since=now, last_inbound_at=now, last_event_at=now)


@pytest.mark.parametrize("path", ["/desempenho/", "/conversas/?estado=minhas", "/conversas/"])
def test_who_writes_to_an_agent_rings_on_every_page(
    console: Console, sign_in: SignIn, path: str
) -> None:
    page = sign_in("beto@aurora.example")
    with given_to(console, "beto@aurora.example"):
        page.add_init_script(HEARD)
        follow(page, path)
        page.keyboard.press("Z")
        choices = page.get_by_role("dialog", name="Sons e avisos")
        choices.get_by_label("Tocar um som").check()
        choices.get_by_label("Aviso na área de trabalho").check()
        choices.get_by_role("button", name="Fechar").click()
        follow(page, path)
        assert page.evaluate("window.rung") == []
        wait_for_agent(console)
        page.wait_for_function("() => window.rung.length === 1", timeout=20_000)
        assert page.evaluate("window.shown") == ["Uma pessoa espera por você."]
        expect(page).to_have_title(re.compile(r"^\(1\) "))
        # Who has waited since the same second is the same news.
        page.wait_for_timeout(1_100)
        wait_for_agent(console)
        page.wait_for_function("() => window.rung.length === 2", timeout=20_000)


def test_nothing_is_shown_that_was_not_chosen(console: Console, sign_in: SignIn) -> None:
    page = sign_in("caio@aurora.example")
    with given_to(console, "caio@aurora.example"):
        page.add_init_script(HEARD)
        follow(page, "/conversas/?estado=minhas")
        wait_for_agent(console)
        page.wait_for_function("() => window.rung.length === 1", timeout=20_000)
        assert page.evaluate("window.shown") == []


def test_what_the_server_could_not_answer_is_asked_for_again(
    console: Console, sign_in: SignIn
) -> None:
    page, asked = sign_in("beto@aurora.example"), []
    follow(page, thread_path(console))
    page.wait_for_function(ASKED_ONCE)

    def answer(route: Any) -> None:
        asked.append(time.monotonic())
        if len(asked) == 1:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route(re.compile("/fio/"), answer)
    page.evaluate("document.body.dispatchEvent(new Event('thread-changed'))")
    for _ in range(400):
        if len(asked) < 2:
            page.wait_for_timeout(50)
    assert asked[1] - asked[0] > 1, "not at once"
    page.wait_for_timeout(1000)
    assert len(asked) == 2
