"""Who is told of alerts: added, shown masked, removed; the page is clean in both themes."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import SignIn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_supervisor_adds_and_removes_who_is_told(sign_in: SignIn, theme: str) -> None:
    page = sign_in(theme=theme)
    page.goto("/avisos/")
    page.get_by_label("Endereço").fill("supervisao")
    page.get_by_role("button", name="Avisar", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Escreva um e-mail")
    page.get_by_label("Endereço").fill(f"supervisao.{theme}@aurora.example")
    page.get_by_role("button", name="Avisar", exact=True).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Será avisado")
    page.get_by_label("Canal").select_option("webhook")
    page.get_by_label("Endereço").fill(f"https://crm.aurora.example/{theme}")
    page.get_by_role("button", name="Avisar", exact=True).press("Enter")
    expect(page.get_by_role("status").locator("code")).to_have_text(re.compile("[0-9a-f]{64}"))
    assert page.get_by_text("supervisao.").count() == 0
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name=re.compile("Não avisar mais https")).press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Não será mais avisado")


def test_an_agent_does_not_see_who_is_told(sign_in: SignIn) -> None:
    agent = sign_in("beto@aurora.example")
    assert agent.request.get("/avisos/").status == 403
