"""The page of members in a real browser: a role is changed by keyboard, axe-clean."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import expect

from tests.browser import seed
from tests.browser.conftest import Console, SignIn
from trato.book.organisations.create import add_member
from trato.foundation import tenancy

BOSS = "dora-adm@aurora.example"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_role_is_changed_by_keyboard_and_axe_clean(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=BOSS, password=seed.PASSWORD, role="administrador")
        add_member(email="novo@aurora.example", password=seed.PASSWORD, role="atendente")
    connections.close_all()
    page = sign_in(BOSS, theme=theme)
    page.get_by_role("link", name="Membros").click()
    page.get_by_label("Papel de novo@aurora.example").select_option("supervisor")
    page.get_by_role("button", name="Guardar novo@aurora.example").press("Enter")
    expect(page.get_by_text("Papel guardado. Vale desde já.")).to_be_visible()
    expect(page.get_by_label("Papel de novo@aurora.example")).to_have_value("supervisor")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
