"""Words and files sent at once while a supervisor holds the next message, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_composer import PICTURE, shoot
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]


def test_a_hold_for_the_next_holds_every_file_that_is_sent_with_it(
    console: Console, sign_in: SignIn
) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example")
    open_thread(beto, console)
    take(beto)
    open_thread(ana, console)
    ana.locator("body").press("h")
    ana.get_by_role("button", name="só a próxima").click()
    expect(ana.locator("#lookers")).to_contain_text("A próxima mensagem daqui espera")
    names = ("frente.png", "verso.png")
    beto.locator("#file-input").set_input_files(
        [{"name": name, "mimeType": "image/png", "buffer": PICTURE} for name in names]
    )
    expect(beto.locator("#files").get_by_role("listitem")).to_have_count(2)
    with beto.expect_response(re.compile("/prever/")):
        beto.locator("#reply-text").fill("Seguem as duas páginas")
    beto.keyboard.press("Control+Enter")
    expect(beto.locator("#verdict .chip")).to_have_text("na supervisão")
    for name in names:
        bubble = beto.locator("#thread li").filter(has=beto.locator(f"img[alt='{name}']"))
        expect(bubble).to_contain_text("Espera pela supervisão")
    assert violations(beto) == []
    shoot(beto, "held-parts")
    expect(ana.locator("#lookers")).not_to_contain_text("A próxima mensagem daqui espera")
    # Each is answered for by itself: what is let go is the newest, and the other goes on waiting.
    expect(ana.locator("#thread li").filter(has_text="Espera pela supervisão")).to_have_count(2)
    ana.locator("body").press("y")
    expect(ana.get_by_text("Liberada. A porta decide de novo")).to_be_visible()
    expect(ana.locator("#thread li").filter(has_text="Espera pela supervisão")).to_have_count(1)
