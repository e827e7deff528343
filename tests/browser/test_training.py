"""The course by keyboard: refused, failed, passed, certified, sent; its pages have no barrier."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]
AGENT = "beto@aurora.example"


@pytest.fixture
def gate_on(console: Console) -> Iterator[None]:
    from trato.book.certificates.models import Certificate
    from trato.book.certificates.set_gate import set_gate
    from trato.book.certificates.values import GateCard
    from trato.casework.training.models import Quiz
    from trato.foundation import clock, tenancy

    with tenancy.within(console.seeded.organisation_id):
        set_gate(GateCard(is_on=True), by=None, at=clock.now())
    yield
    with tenancy.within(console.seeded.organisation_id):
        set_gate(GateCard(), by=None, at=clock.now())
        Certificate.objects.all().delete()
        Quiz.objects.all().delete()


def forget_the_failure(console: Console) -> None:
    from django.db.models import F

    from trato.casework.training.models import Quiz
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        Quiz.objects.update(handed_in_at=F("handed_in_at") - timedelta(minutes=16))


def answer(page: Page, *, rightly: bool) -> None:
    """Take the quiz with Tab, the arrows and the space bar alone."""
    questions = page.locator("main form fieldset")
    expect(questions).to_have_count(10)
    for n in range(questions.count()):
        values = [r.get_attribute("value") for r in questions.nth(n).locator("input").all()]
        if n == 0:
            questions.nth(0).locator("input").first.focus()
        else:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        wanted = values.index("0") if rightly else (values.index("0") + 1) % len(values)
        for _ in range(wanted):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_an_agent_is_refused_fails_passes_and_then_sends(
    console: Console, sign_in: SignIn, gate_on: None
) -> None:
    page = sign_in(AGENT)
    open_thread(page, console)
    take(page)
    expect(page.get_by_text("Sem certificado válido a porta")).to_be_visible()
    page.locator("#reply-text").fill("Bom dia. Como posso ajudar?")
    verdict = page.locator("#verdict")
    expect(verdict.get_by_text("Quem escreve não tem certificado válido")).to_be_visible()
    verdict.get_by_role("link", name="Ir ao curso").click()
    page.get_by_role("button", name="Fazer a prova").press("Enter")
    answer(page, rightly=False)
    expect(page.get_by_text("Ainda não: 0 de 10")).to_be_visible()
    page.goto("/formacao/")
    expect(page.get_by_text("A próxima prova abre")).to_be_visible()
    expect(page.get_by_role("button", name="Fazer a prova")).to_have_count(0)
    forget_the_failure(console)
    page.goto("/formacao/")
    page.get_by_role("button", name="Fazer a prova").press("Enter")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/quiz.png")
    assert violations(page) == []
    answer(page, rightly=True)
    expect(page.get_by_text("Você passou: 10 de 10")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Ver o certificado").click()
    expect(page.locator("article")).to_contain_text(AGENT)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/certificate.png")
    assert violations(page) == []
    open_thread(page, console)
    expect(page.get_by_text("Sem certificado válido a porta")).to_have_count(0)
    page.locator("#reply-text").fill("Bom dia. Como posso ajudar hoje?")
    page.locator("#reply-text").press("Control+Enter")
    expect(page.locator("#verdict").get_by_text("A porta deixou sair.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_the_course_has_no_barrier_anybody_can_detect(
    console: Console, sign_in: SignIn, theme: str, language: str
) -> None:
    page = sign_in(theme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": console.url}])
    page.goto("/formacao/")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/training-{theme}-{language}.png", full_page=True)
    assert violations(page) == []
