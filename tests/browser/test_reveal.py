"""Showing masked data in a real browser: by keyboard, for a reason, listed, axe-clean."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import expect

from tests.browser import seed
from tests.browser.conftest import Console, SignIn
from trato.book.organisations.create import add_member
from trato.foundation import tenancy

EMAIL = "eva-dpo@aurora.example"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_data_is_shown_for_a_reason_by_keyboard_and_listed(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=EMAIL, password=seed.PASSWORD, role="encarregado")
    connections.close_all()
    page = sign_in(EMAIL, theme=theme)
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    beside = page.locator("#beside")
    # What one theme's run was shown is shown to the other's, too: for five minutes.
    if not beside.get_by_text("Visível só para você até").count():
        expect(beside.get_by_text("***.")).to_be_visible()
        summary = beside.locator("summary", has_text="Mostrar os dados")
        summary.focus()
        page.keyboard.press("Enter")
        reason = beside.get_by_label("Por quê?")
        expect(reason).to_be_visible()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        reason.focus()
        reason.select_option("complaint")
        beside.get_by_role("button", name="Mostrar por 5 minutos").press("Enter")
    expect(beside.get_by_text("Visível só para você até")).to_be_visible()
    expect(beside.get_by_text("Nascimento")).to_be_visible()
    expect(beside.get_by_text("***.")).to_have_count(0)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("link", name="Dados mostrados").click()
    expect(page.get_by_role("cell", name="apurar uma reclamação")).to_be_visible()
    expect(page.get_by_role("cell", name=EMAIL)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
