"""A long list in a real browser: its pages are turned by keyboard, the thread beside it stays."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from trato.book.organisations import read as organisations
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.entrypoints.ingest.models import Delivery
from trato.foundation import tenancy
from trato.foundation.ids import new_ids


@pytest.fixture
def many(console: Console) -> int:
    """Let there be so many old conversations that they fill one page more."""
    here = console.seeded.organisation_id
    long_ago = TUESDAY_MORNING - timedelta(days=90)
    with tenancy.within(here):
        (number, *_) = organisations.numbers()
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=here, id=one, number_id=number.number_id,
                contact_key=one.bytes * 2, opened_at=long_ago, last_event_at=long_ago,
                preview="conversa antiga",
            )
            for one in new_ids(230)
        )  # fmt: skip
        return Conversation.objects.count()


def rows_of(page: Page) -> list[str]:
    return [
        str(one.get_attribute("href")).partition("?")[0]
        for one in page.locator("#rows [data-row]").all()
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_turned_by_keyboard(
    console: Console, sign_in: SignIn, many: int, theme: str
) -> None:
    page = sign_in(theme=theme)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/conversas/?estado=todas")
    first = rows_of(page)
    assert len(first) == 200
    page.keyboard.press("]")
    page.wait_for_url("**pagina=depois*")
    then = rows_of(page)
    assert len(then) == min(many - 200, 200)
    assert not set(first) & set(then)
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("j")
    if theme == "dark":
        # A thread that is there before the key is gone back from like any other.
        page.wait_for_function("() => trato.near().length")
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversas/*-*/**")
    assert parse_qs(urlsplit(page.url).query)["pagina"], "the list stays where it was"
    assert rows_of(page) == then
    # What is gone back to inside of a page is loaded afresh.
    with page.expect_event("load"):
        page.go_back()
    assert rows_of(page) == then
    page.go_back()
    page.wait_for_url("**/conversas/?estado=todas")
    expect(page.locator("#rows [data-row]").first).to_have_attribute(
        "href", f"{first[0]}?estado=todas"
    )
    page.go_forward()
    page.wait_for_url("**pagina=depois*")
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "pagina=depois" not in url)
    assert rows_of(page) == first


@pytest.fixture
def pending(console: Console) -> Iterator[None]:
    """Let more wait for a person in two kinds of trouble than a page shows, for one test alone."""
    here, turns, webhooks = console.seeded.organisation_id, new_ids(230), new_ids(203)
    with tenancy.within(here):
        thread = Conversation.objects.values_list("id", flat=True)[0]
        InboundMessage.objects.bulk_create(
            InboundMessage(
                organisation_id=here, id=one, conversation_id=thread, provider_message_id=one.hex,
                kind="text", text="oi", payload_sealed=b"", written_at=TUESDAY_MORNING,
                received_at=TUESDAY_MORNING, handle_after=TUESDAY_MORNING,
                handled_at=TUESDAY_MORNING, failures=5, failure="KeyError",
            )
            for one in turns
        )  # fmt: skip
        Delivery.objects.bulk_create(
            Delivery(
                organisation_id=here, id=one, source="whatsapp", fingerprint=one.bytes * 2,
                body_sealed=b"x", received_at=TUESDAY_MORNING, next_try_at=TUESDAY_MORNING,
                unpacked_at=TUESDAY_MORNING, failure="not JSON",
            )
            for one in webhooks
        )  # fmt: skip
    yield
    with tenancy.within(here):
        InboundMessage.objects.filter(id__in=turns).delete()
        Delivery.objects.filter(id__in=webhooks).delete()


@pytest.mark.usefixtures("pending")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_of_several_lists_the_keys_turn_one(sign_in: SignIn, theme: str) -> None:
    page = sign_in(theme=theme)
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto("/pendencias/")
    turns = page.get_by_role("navigation", name="Mensagens que o assistente não conseguiu")
    webhooks = page.get_by_role("navigation", name="Avisos ilegíveis")
    expect(turns.get_by_role("link", name="Próxima")).to_have_attribute("title", "Próxima (])")
    expect(webhooks.get_by_role("link", name="Próxima")).not_to_have_attribute(
        "title", "Próxima (])"
    )
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("]")
    page.wait_for_url("**pagina-case-turn=depois*#case-turn")
    assert page.evaluate("document.documentElement.scrollHeight") == 1180, "only the page scrolls"
    webhooks.get_by_role("link", name="Próxima").click()
    page.wait_for_url("**pagina-case-unreadable=depois*#case-unreadable")
    assert "pagina-case-turn=depois" in page.url, "the other list stays where it was"
    assert webhooks.get_by_role("link", name="Próxima").count() == 0
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("[")
    page.wait_for_url(lambda url: "pagina-case-turn=depois" not in url)
