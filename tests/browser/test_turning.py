"""A long list in a real browser: its pages are turned by keyboard, the thread beside it stays."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from trato.book.organisations import read as organisations
from trato.casework.conversations.models import Conversation
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
