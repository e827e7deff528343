"""An agent puts what a person said on record, and ends with it, by keyboard only."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]
DIALOGS = {
    "promise": "#dialog-promise", "dispute": "#dialog-dispute", "stop": "#dialog-stop",
    "not-theirs": "#dialog-not-theirs", "death": "#dialog-death", "lawyer": "#dialog-lawyer",
    "care": "#dialog-care",
}  # fmt: skip


def open_group(page: Page) -> None:
    expect(page.locator('#beside [data-key="9"]')).to_be_visible()
    page.keyboard.press("9")


@pytest.mark.parametrize("email", ["beto@aurora.example", "ana@aurora.example"])
def test_every_dialog_opens_by_keyboard_and_breaks_no_rule_of_access(
    console: Console, sign_in: SignIn, email: str
) -> None:
    page = sign_in(email)
    open_thread(page, console)
    open_group(page)
    assert violations(page) == []
    for place, dialog in enumerate(DIALOGS.values(), start=1):
        page.locator('#beside [data-key="9"]').focus()
        for _ in range(place):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(dialog)).to_be_visible()
        assert violations(page) == [], dialog
        page.keyboard.press("Escape")
        expect(page.locator(dialog)).to_be_hidden()


def test_a_promise_is_noted_by_keyboard(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    open_group(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    day = page.locator("#dialog-promise [name=promised_on]")
    expect(day).to_be_focused()
    day.fill("2026-12-10")
    page.locator("#dialog-promise [name=amount]").fill("150,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Promessa registrada.")).to_be_visible()
    expect(page.locator("#beside")).to_contain_text("10/12/2026")


def test_a_dialog_stays_as_it_is_while_the_panel_is_read_anew(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    open_group(page)
    page.locator('#beside [data-dialog="dialog-dispute"]').click()
    page.locator("#dialog-dispute [name=reason]").select_option("duplicate")
    page.locator("#dialog-dispute [name=words]").fill("paguei em agosto")
    with page.expect_response("**/lado/"):
        page.evaluate("document.body.dispatchEvent(new Event('thread-changed', {bubbles: true}))")
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#dialog-dispute")).to_be_visible()
    expect(page.locator("#dialog-dispute [name=reason]")).to_have_value("duplicate")
    expect(page.locator("#dialog-dispute [name=words]")).to_have_value("paguei em agosto")


def test_an_ending_asks_for_what_it_claims_and_opens_the_dispute(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.keyboard.press("e")
    chosen = page.locator("#dialog-resolve [name=tabulation]")
    expect(chosen).to_be_focused()
    debts = page.locator("#dialog-resolve [name=debt]").first
    for code, words in (
        ("deceased", "O falecimento fica registrado"), ("lawyer", "há advogado ou Procon"),
        ("wrong_party", "O contato sai"), ("promise", "a promessa fica registrada"),
        ("disputed", "para até a resposta"),
    ):  # fmt: skip
        chosen.select_option(code)
        shown = page.locator("#dialog-resolve [data-with]:visible").filter(has_text=words)
        expect(shown).to_have_count(1)
        assert violations(page) == [], code
    expect(debts).to_be_visible()
    chosen.select_option("information_given")
    expect(page.locator("#dialog-resolve [data-with]:visible")).to_have_count(0)
    chosen.select_option("disputed")
    page.keyboard.press("Tab")
    expect(page.locator("#dialog-resolve [name=reason]")).to_be_focused()
    page.locator("#dialog-resolve [name=reason]").select_option("duplicate")
    page.locator("#dialog-resolve").get_by_role("button", name="Encerrar").press("Enter")
    expect(page.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    open_thread(page, console)
    expect(page.locator("#beside")).to_contain_text("cobrada em dobro")


def test_a_supervisor_takes_back_a_lawyer_noted_in_error(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ana@aurora.example")
    open_thread(page, console)
    open_group(page)
    page.locator('#beside [data-dialog="dialog-lawyer"]').press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Registrar o advogado").press("Enter")
    expect(page.get_by_text("Advogado registrado.")).to_be_visible()
    open_group(page)
    assert violations(page) == []
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Retirar o advogado").press("Enter")
    expect(page.get_by_text("Proteção retirada.")).to_be_visible()
