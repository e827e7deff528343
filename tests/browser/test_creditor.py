"""A creditor's user in a real browser: bound by an administrator, finds an account, exports."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Page, expect

from tests.browser import seed
from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from tests.two_creditors import Two, make
from trato.book.organisations.create import add_member
from trato.book.portfolios.bind_member import bind_member
from trato.foundation import tenancy

BOSS, USER, OTHER = "gil-c@aurora.example", "sol@credor.example", "novo@credor.example"


@pytest.fixture(scope="module")
def two(console: Console) -> Two:
    """Let the organisation collect for two creditors; one has a user already."""
    organisation_id = console.seeded.organisation_id
    made = make(organisation_id, at=TUESDAY_MORNING)
    with tenancy.within(organisation_id):
        add_member(email=BOSS, password=seed.PASSWORD, role="administrador")
        add_member(email=OTHER, password=seed.PASSWORD, role="credor")
        user_id = add_member(email=USER, password=seed.PASSWORD, role="credor")
        bind_member(user_id, creditor_ids=[made.sun.creditor_id], by=1, at=TUESDAY_MORNING)
    connections.close_all()
    return made


def _clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["Português", "English"])
def test_every_page_is_axe_clean_in_both_languages(
    two: Two, sign_in: SignIn, theme: str, language: str
) -> None:
    page = sign_in(USER, theme=theme)
    if page.get_by_role("button", name=language).count():
        page.get_by_role("button", name=language).click()
    for where in ("", "contas/", f"contas/{two.sun.debts['SOL-100']}/", "pagamentos/"):
        page.goto(f"/carteira/{where}")
        _clean(page)


def test_from_the_summary_to_an_account_by_keyboard_and_a_file(
    two: Two, sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in(USER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Lojas Sol")
    page.get_by_role("link", name="31 a 90 dias").press("Enter")
    expect(page.get_by_role("status")).to_have_text("2 contas")
    page.get_by_label("Contrato").fill("sol-100")
    page.get_by_label("Contrato").press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 conta")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    waiting.value.save_as(tmp_path / "contas.csv")
    text = (tmp_path / "contas.csv").read_text("utf-8-sig")
    assert "SOL-100" in text
    assert "LUA" not in text
    page.get_by_role("link", name="SOL-100").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("SOL-100")
    expect(page.get_by_text("R$ 1.290,12")).to_be_visible()
    expect(page.get_by_text("Uma regra que protege a pessoa.").first).to_be_visible()
    expect(page.get_by_text("Zuleica")).to_have_count(0)
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Pagamentos").click()
    expect(page.get_by_role("status")).to_contain_text("R$ 313,13")


def test_an_administrator_binds_a_user_who_saw_nothing_before(two: Two, sign_in: SignIn) -> None:
    user = sign_in(OTHER)
    expect(user.get_by_text("Você ainda não foi ligado a um credor.")).to_be_visible()
    _clean(user)
    page = sign_in(BOSS)
    page.get_by_role("link", name="Membros").click()
    page.get_by_role("link", name=f"Ligar a um credor {OTHER}").press("Enter")
    page.get_by_label("Banco Lua").press("Space")
    _clean(page)
    page.get_by_role("button", name="Guardar").press("Enter")
    expect(page.get_by_text("A pessoa vê essas carteiras e mais nada.")).to_be_visible()
    user.goto("/carteira/contas/")
    expect(user.get_by_role("link", name="LUA-900")).to_be_visible()
    expect(user.get_by_role("link", name="SOL-100")).to_have_count(0)
