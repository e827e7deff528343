"""What somebody does is answered where they see it, and nothing on a page is squeezed or pushed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from trato.casework.conversations.hand_over import give_back, take_over
from trato.foundation import tenancy


def test_an_act_is_told_without_pushing_the_desk_down_and_not_beside_another_thread(
    console: Console, sign_in: SignIn
) -> None:
    own = console.seeded
    with tenancy.within(own.organisation_id):
        take_over(own.conversation_id, agent_id=1, at=TUESDAY_MORNING, force=True)
        give_back(own.conversation_id, by=1, at=TUESDAY_MORNING)
    page = sign_in()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"/conversas/{own.conversation_id}/")
    before = top_of(page, "#desk")
    page.get_by_role("button", name="Assumir").click()
    said = page.locator("#said")
    expect(said).to_contain_text("A conversa é sua")
    page.wait_for_load_state()
    assert top_of(page, "#desk") == before
    assert top_of(page, "#said") < before, "it stands in the header"
    page.locator("#list [data-row]:not([aria-current])").first.click()
    page.wait_for_url(lambda url: str(own.conversation_id) not in url)
    expect(said).to_have_count(0)


def test_a_simulation_asked_by_key_is_shown_without_scrolling_for_it(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    button = page.get_by_role("button", name="Simular")
    expect(button).not_to_be_in_viewport()
    page.keyboard.press("p")
    expect(page.locator("#options > *").first).to_be_in_viewport()


def test_the_columns_of_the_keys_begin_at_one_height(console: Console, sign_in: SignIn) -> None:
    page = sign_in()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Teclas")
    tops = {
        round(box["y"])
        for title in dialog.locator("h3").all()
        if (box := title.bounding_box()) and box["y"] < top_of(page, "#keys h3") + 20
    }
    assert len(tops) == 1, tops


@pytest.mark.parametrize("width", [820, 1280])
def test_an_address_to_notify_has_room_to_be_read(
    console: Console, sign_in: SignIn, width: int
) -> None:
    page = sign_in()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/avisos/")
    box = page.locator("#target").bounding_box()
    assert box is not None
    assert box["width"] > 200


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, selector
    return float(box["y"])
