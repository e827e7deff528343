"""A supervisor draws, reviews on a form and keeps it; pages without barriers."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import seed
from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations
from trato.book.organisations import read as organisations
from trato.book.organisations.create import add_member
from trato.book.people import read as people
from trato.casework.conversations import read as conversations
from trato.foundation import tenancy
from trato.insights.reviews.read import to_review

__all__ = ["nobody_has_it"]


def customers(console: Console) -> list[str]:
    """Return whom the conversations are about that dora is to review, in their order."""
    with tenancy.within(console.seeded.organisation_id):
        dora = next(i for i, email in organisations.people_at_desk() if email.startswith("dora"))
        threads = [conversations.conversation(c.conversation_id) for c in to_review(dora).rows]
        return [people.card(t.person_id).name for t in threads if t.person_id]


def test_drawn_reviewed_and_read_by_the_agent(console: Console, sign_in: SignIn) -> None:
    agent = sign_in("beto@aurora.example")
    open_thread(agent, console)
    take(agent)
    agent.keyboard.press("e")
    agent.locator("#dialog-resolve [name=tabulation]").select_option("no_answer")
    agent.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(agent.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    # Not ana: she has had this conversation in other stories, and nobody reviews their own.
    page = sign_in("dora@aurora.example")
    page.goto("/qualidade/")
    page.get_by_role("button", name="Sortear conversas").click()
    expect(page.get_by_text(re.compile("Sorteadas?: "))).to_be_visible()
    todo = page.locator("section[aria-labelledby=todo] li")
    for n, customer in enumerate(customers(console)):
        expect(todo.nth(n)).to_contain_text(f"· {customer}")
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
    expect(agent.get_by_role("link", name=re.compile(r"^ver a conversa \w+"))).to_be_visible()
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


def mark(page: Page, *, no: int | None = None) -> None:
    for n in range(6):
        page.locator("main fieldset").nth(n).get_by_label(
            "não" if n == no else "sim", exact=True
        ).check()
    page.get_by_role("button", name="Guardar a avaliação").click()


def test_two_people_read_the_same_and_see_how_far_they_agree(
    console: Console, sign_in: SignIn
) -> None:
    agent = sign_in("caio@aurora.example")
    open_thread(agent, console)
    take(agent)
    agent.keyboard.press("e")
    agent.locator("#dialog-resolve [name=tabulation]").select_option("no_answer")
    agent.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(agent.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    with tenancy.within(console.seeded.organisation_id):
        for email in ("eva@aurora.example", "nina@aurora.example"):
            add_member(email=email, password=seed.PASSWORD, role="supervisor")
    eva = sign_in("eva@aurora.example")
    eva.goto("/qualidade/")
    eva.get_by_label("Segunda leitura por").select_option(label="nina@aurora.example")
    eva.get_by_label("De quantas (%)").fill("100")
    eva.get_by_role("button", name="Sortear conversas").click()
    eva.get_by_role("link", name="Avaliar caio@aurora.example").first.click()
    mark(eva)
    expect(eva.get_by_text("Quem atendeu já pode lê-la.")).to_be_visible()
    nina = sign_in("nina@aurora.example")
    nina.goto("/qualidade/")
    expect(nina.locator("section[aria-labelledby=todo]")).to_contain_text("segunda leitura")
    nina.get_by_role("link", name="Avaliar caio@aurora.example").first.click()
    mark(nina, no=2)
    expect(nina.get_by_text("Ela só conta para a concordância.")).to_be_visible()
    agreed = nina.locator("section[aria-labelledby=agreed]")
    expect(agreed).to_contain_text("1 conversa lida por duas pessoas")
    expect(agreed.get_by_role("row", name="Todos os critérios")).to_contain_text("5 de 6")
    assert violations(nina) == []
    if folder := os.environ.get("SHOTS"):
        nina.screenshot(path=f"{folder}/agreement.png", full_page=True)
