"""A supervisor arranges hours, queues and agents in a real browser."""

import os
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import violations


def keep_hours(page: Page, **days: str) -> None:
    for day, text in days.items():
        page.get_by_label(day, exact=True).fill(text)
    page.get_by_role("button", name="Guardar horário").click()


def test_hours_with_several_intervals_are_kept_and_told(console: Console, sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("link", name="Horários e filas").click()
    keep_hours(page, Terça="09:00-12:00, 13:30-18:00", Sábado="9:00-13:00")
    expect(page.get_by_text("Horário guardado")).to_be_visible()
    told = page.locator("#reception-hours + p")
    expect(told).to_contain_text("na terça, das 9h às 12h e das 13h30 às 18h; no sábado")
    expect(page.get_by_label("Sábado", exact=True)).to_have_value("09:00-13:00")


def test_hours_that_overlap_are_given_back_as_they_were_written(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.goto("/atendimento/")
    keep_hours(page, Quarta="09:00-12:00, 11:00-13:00")
    expect(page.get_by_text("se sobrepõem")).to_be_visible()
    expect(page.get_by_label("Quarta", exact=True)).to_have_value("09:00-12:00, 11:00-13:00")


def test_a_closed_period_has_a_message_of_its_own(console: Console, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/atendimento/")
    first = page.get_by_role("group", name="Período fechado 1")
    first.get_by_label("De", exact=True).fill("2026-12-24")
    first.get_by_label("Até").fill("2027-01-01")
    first.get_by_label("Nome, como a pessoa vai ler").fill("recesso")
    first.get_by_text("Mensagem própria").click()
    own = first.get_by_label("Mensagem própria")
    own.fill("Pague a sua dívida depois das festas.")
    page.get_by_role("button", name="Guardar horário").click()
    expect(page.get_by_text("recesso: Todos leem as mensagens")).to_be_visible()
    expect(own).to_have_value("Pague a sua dívida depois das festas.")
    own.fill("Boas festas. Voltamos {quando}.")
    page.get_by_role("button", name="Guardar horário").click()
    expect(page.get_by_text("recesso: A mensagem própria de um período")).to_be_visible()
    own.fill("Boas festas. Atendemos {horario}.")
    page.get_by_role("button", name="Guardar horário").click()
    expect(page.get_by_text("Horário guardado")).to_be_visible()
    expect(own).to_have_value("Boas festas. Atendemos {horario}.")
    expect(page.get_by_role("group", name="Período fechado")).to_have_count(3)
    if folder := os.environ.get("SHOTS"):
        page.set_viewport_size({"width": 820, "height": 1180})
        first.scroll_into_view_if_needed()
        page.screenshot(path=f"{folder}/reception-own.png")


def test_a_queue_is_made_with_its_reasons_and_dropped_again(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.goto("/atendimento/")
    new = page.locator("section[aria-labelledby=reception-new]")
    new.get_by_label("Nome").fill("Jurídico")
    new.get_by_text("Motivos que levam").first.click()
    new.get_by_label("tem advogado", exact=True).check()
    new.get_by_role("button", name="Guardar fila").click()
    queues = page.locator("section[aria-labelledby=reception-queues]")
    expect(queues.get_by_label("Nome")).to_have_value("Jurídico")
    expect(queues.locator("summary")).to_have_text(re.compile(r"\(1\)"))
    queues.get_by_role("button", name="Apagar Jurídico").click()
    expect(page.get_by_text("Nenhuma fila ainda.")).to_be_visible()


def test_an_agent_may_not_arrange_the_desk(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    expect(page.get_by_role("link", name="Horários e filas")).to_have_count(0)
    answer: Any = page.goto("/atendimento/")
    assert answer.status == 403


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_the_page_has_no_barrier_anybody_can_detect(
    console: Console, sign_in: SignIn, theme: str, language: str
) -> None:
    page = sign_in(theme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": console.url}])
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.goto("/atendimento/")
    page.locator("summary").first.click()
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/reception-{theme}-{language}.png", full_page=True)
    assert violations(page) == []
    assert (page.locator("h1").inner_text() == "Hours and queues") is (language == "en")


def test_whoever_was_attended_is_asked_how_it_was(console: Console, sign_in: SignIn) -> None:
    from tests.browser.test_desk import open_thread, take

    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    if page.locator('#open [data-key="b"]').count() == 0:
        take(page)
    page.locator("body").press("e")
    page.locator("#dialog-resolve [name=tabulation]").select_option("information_given")
    page.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(page.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    open_thread(page, console)
    expect(page.locator("#thread")).to_contain_text("Como foi este atendimento?")
