"""The pages on which the desk is arranged, and what agents see of it, in a real browser."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]
PAGES = {"tabulations": "/tabulacoes/", "tags": "/etiquetas/", "segments": "/segmentos/"}


def test_a_word_of_ones_own_ends_a_conversation(console: Console, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/tabulacoes/")
    new = page.locator("section[aria-labelledby=tabulations-new]")
    new.get_by_label("Nome").fill("Renegociação com a loja")
    new.get_by_label("Grupo").fill("pagamento")
    new.get_by_label("pede uma nota").check()
    new.get_by_role("button", name="Acrescentar").click()
    expect(page.get_by_text("Tabulação guardada.")).to_be_visible()
    agent = sign_in("beto@aurora.example")
    open_thread(agent, console)
    take(agent)
    agent.keyboard.press("e")
    agent.locator("#dialog-resolve [name=tabulation]").select_option("renegociacao_com_a_loja")
    agent.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(agent.get_by_text("Essa tabulação pede uma nota")).to_be_visible()
    agent.keyboard.press("e")
    agent.locator("#dialog-resolve [name=tabulation]").select_option("renegociacao_com_a_loja")
    agent.locator("#dialog-resolve [name=note]").fill("A loja aceita em 3 vezes")
    agent.locator("#dialog-resolve").get_by_role("button", name="Encerrar").click()
    expect(agent.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    page.goto("/tabulacoes/")
    page.get_by_role("button", name="Retirar Renegociação com a loja").click()
    expect(page.locator("section[aria-labelledby=tabulations-retired]")).to_contain_text(
        "Renegociação com a loja"
    )
    open_thread(agent, console)
    expect(agent.locator("#open header")).to_contain_text("Renegociação com a loja")


def test_whoever_takes_over_reads_a_summary_first(console: Console, sign_in: SignIn) -> None:
    from trato.casework.conversations.hand_over import hand_over
    from trato.foundation import clock, tenancy

    with tenancy.within(console.seeded.organisation_id):
        hand_over(console.seeded.conversation_id, reason="dispute", actor="bot", at=clock.now())
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    expect(page.locator("section[aria-labelledby=brief-title]")).to_contain_text(
        "contesta a dívida"
    )
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/brief.png")
    assert violations(page) == []


def test_tags_and_a_view_of_ones_own_by_keyboard(console: Console, sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/etiquetas/")
    new = page.locator("section[aria-labelledby=tags-new]")
    new.get_by_label("Nome").fill("Prioridade")
    new.locator("summary").click()
    new.get_by_label("falou em advogado, Procon ou justiça").check()
    new.get_by_role("button", name="Criar etiqueta").click()
    expect(page.get_by_text("Etiqueta guardada.")).to_be_visible()
    agent = sign_in("beto@aurora.example")
    open_thread(agent, console)
    agent.locator("body").press("i")
    agent.get_by_role("checkbox", name="Prioridade").focus()
    agent.keyboard.press("Space")
    agent.keyboard.press("Tab")
    agent.keyboard.press("Tab")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("Etiquetas guardadas.")).to_be_visible()
    expect(agent.locator("#open header")).to_contain_text("Prioridade")
    agent.goto("/conversas/")
    agent.locator("body").press("f")
    agent.locator("select[name=etiqueta]").select_option(label="Prioridade")
    agent.get_by_role("button", name="Filtrar").click()
    expect(agent.locator("[data-row]")).to_have_count(1)
    expect(agent.locator("[data-row]")).to_contain_text("Prioridade")
    agent.get_by_label("Nome da visão").fill("Urgentes")
    agent.keyboard.press("Enter")
    expect(agent.get_by_text("Visão guardada.")).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        agent.screenshot(path=f"{folder}/list.png")
    assert violations(agent) == []
    agent.goto("/conversas/")
    agent.locator("body").press("v")
    expect(agent.locator("[data-row]")).to_have_count(1)
    expect(page.get_by_text("Urgentes")).to_have_count(0)
    agent.get_by_role("button", name="Apagar a visão Urgentes").click()
    expect(agent.get_by_text("Visão apagada.")).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_the_pages_have_no_barrier_anybody_can_detect(
    console: Console, sign_in: SignIn, theme: str, language: str, path: str
) -> None:
    page = sign_in(theme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": console.url}])
    page.goto(PAGES[path])
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{path}-{theme}-{language}.png", full_page=True)
    assert violations(page) == []
    for form in page.locator("main form button").all()[:1]:
        form.focus()
        expect(form).to_be_focused()


def test_agents_do_not_arrange_the_desk(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    for path in PAGES.values():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 403
