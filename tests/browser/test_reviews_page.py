"""A supervisor draws, reviews on a form and keeps it; pages without barriers."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]


def test_drawn_reviewed_and_read_by_the_agent(console: Console, sign_in: SignIn) -> None:
    agent = sign_in("beto@aurora.example")
    open_thread(agent, console)
    take(agent)
    agent.keyboard.press("e")
    agent.locator("#dialog-resolve select").select_option("no_answer")
    agent.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(agent.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    # Not ana: she has had this conversation in other stories, and nobody reviews their own.
    page = sign_in("dora@aurora.example")
    page.goto("/qualidade/")
    page.get_by_role("button", name="Sortear conversas").click()
    expect(page.get_by_text("Sorteadas:")).to_be_visible()
    page.get_by_role("link", name="Avaliar beto@aurora.example").first.click()
    for n in range(6):
        page.locator("main fieldset").nth(n).get_by_label("sim").check()
    page.get_by_label("Comentário").fill("Respondeu com calma.")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/review.png")
    assert violations(page) == []
    page.get_by_role("button", name="Guardar a avaliação").click()
    expect(page.get_by_text("Avaliação guardada.")).to_be_visible()
    agent.goto("/qualidade/")
    expect(agent.locator("section[aria-labelledby=mine]")).to_contain_text("Respondeu com calma.")
    expect(agent.get_by_role("button", name="Sortear conversas")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_the_page_has_no_barrier_anybody_can_detect(
    console: Console, sign_in: SignIn, theme: str, language: str
) -> None:
    page = sign_in(theme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": console.url}])
    page.goto("/qualidade/")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/reviews-{theme}-{language}.png", full_page=True)
    assert violations(page) == []
