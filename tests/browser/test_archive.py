"""The archive in a real browser: found by keyboard alone, clean for every reader."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from trato.insights.archive.take_in import take_in


@pytest.fixture
def indexed(console: Console) -> None:
    take_in(console.seeded.organisation_id)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_found_by_keyboard_and_axe_clean(
    console: Console, sign_in: SignIn, indexed: None, theme: str
) -> None:
    page = sign_in(theme=theme)
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Arquivo")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("/")
    page.keyboard.type("parar")
    page.keyboard.press("Enter")
    expect(page.locator("mark.hit").first).to_be_visible()
    assert page.url.endswith("/arquivo/")
    assert not Axe().run(page).response["violations"]
    page.keyboard.press("j")
    expect(page.locator("#list [data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/conversas/**")
