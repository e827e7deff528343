"""A number's menu is arranged in a real browser, and what cannot stand is given back as written."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import violations


def to_the_number(page: Page) -> None:
    page.goto("/atendimento/")
    page.get_by_role("link", name="Recepção e menu").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("+55 11 4000-0000")


def write_line(page: Page, n: int, title: str, leads: str, description: str = "") -> None:
    page.get_by_label(f"Nome da opção {n}", exact=True).fill(title)
    page.get_by_label(f"Descrição da opção {n}", exact=True).fill(description)
    page.get_by_label(f"Aonde leva a opção {n}", exact=True).select_option(label=leads)


def clear(page: Page) -> None:
    for n in range(1, 11):
        write_line(page, n, "", "qualquer atendente")


def keep(page: Page) -> None:
    page.get_by_role("button", name="Guardar").click()


@pytest.fixture
def queue(console: Console) -> str:
    from trato.casework.conversations.arrange_queue import keep_queue, queue_cards
    from trato.foundation import clock, tenancy

    with tenancy.within(console.seeded.organisation_id):
        if not queue_cards():
            keep_queue(
                None, name="Segunda via", skill="", reasons=[], answer_within_minutes=15, by=None,
                at=clock.now(),
            )  # fmt: skip
    return "fila Segunda via"


def test_three_choices_are_buttons_and_more_are_a_list(sign_in: SignIn, queue: str) -> None:
    page = sign_in()
    to_the_number(page)
    page.get_by_label("Quem não tem nada em aberto").select_option(label="o menu deste número")
    page.get_by_label("Saudação do menu").fill("Em que podemos ajudar hoje?")
    clear(page)
    write_line(page, 1, "Segunda via", queue)
    write_line(page, 2, "Meu atendimento", "cobrança, depois da identidade")
    write_line(page, 3, "Atendente", "qualquer atendente")
    keep(page)
    expect(page.get_by_text("Guardado. A próxima mensagem")).to_be_visible()
    seen = page.locator("section[aria-labelledby=menu-shown]")
    expect(seen).to_contain_text("Em que podemos ajudar hoje?")
    expect(seen.locator("li")).to_have_count(3)
    assert violations(page) == []
    shoot(page, "menu-buttons")
    write_line(page, 4, "Meus dados", "pedido sobre dados pessoais", "Acesso, correção, apagamento")
    keep(page)
    expect(seen).to_contain_text("Ver opções")
    expect(seen).to_contain_text("Acesso, correção, apagamento")
    page.goto("/atendimento/")
    expect(page.locator("section[aria-labelledby=reception-numbers]")).to_contain_text(
        "Quem deve encontra a cobrança; os outros, o menu."
    )
    assert violations(page) == []
    shoot(page, "reception-numbers")


def test_what_cannot_stand_says_where_and_why_and_keeps_what_was_written(
    sign_in: SignIn, queue: str
) -> None:
    page = sign_in()
    to_the_number(page)
    clear(page)
    write_line(page, 2, "Minha dívida", queue)
    keep(page)
    expect(page.get_by_text("Opção 2: Fala de dívida")).to_be_visible()
    wrong = page.get_by_label("Nome da opção 2", exact=True)
    expect(wrong).to_have_value("Minha dívida")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Aonde leva a opção 2")).to_have_value(wrong_value(page))
    assert violations(page) == []
    shoot(page, "menu-wrong")


def wrong_value(page: Page) -> str:
    return str(
        page.get_by_label("Aonde leva a opção 2").evaluate(
            "s => [...s.options].find(o => o.label === 'fila Segunda via').value"
        )
    )


def test_a_choice_opens_another_menu_and_the_preview_shows_it(sign_in: SignIn, queue: str) -> None:
    page = sign_in()
    to_the_number(page)
    clear(page)
    write_line(page, 1, "Atendente", "qualquer atendente")
    page.get_by_label("Quem não tem nada em aberto").select_option(label="o menu deste número")
    keep(page)
    expect(page.get_by_text("Guardado. A próxima mensagem")).to_be_visible()
    page.get_by_role("link", name="Novo menu").click()
    page.get_by_label("Nome do menu, só para a equipe").fill("Documentos")
    page.get_by_label("O que o assistente diz").fill("Sobre os seus documentos:")
    write_line(page, 2, "Segunda via do contrato agora", queue)
    keep(page)
    expect(page.get_by_text("Menu “Documentos”: Opção 2: Nome longo demais")).to_be_visible()
    assert violations(page) == []
    write_line(page, 2, "Segunda via", queue)
    keep(page)
    expect(page.get_by_text("Nenhuma opção leva a este menu ainda")).to_be_visible()
    seen = page.locator("section[aria-labelledby=menu-shown]")
    expect(seen.locator("li")).to_have_text(["Segunda via", "Voltar"])
    assert violations(page) == []
    shoot(page, "menu-within")
    page.get_by_role("link", name="Menu principal").click()
    write_line(page, 2, "Documentos", "menu Documentos")
    keep(page)
    expect(page.get_by_text("Guardado. A próxima mensagem")).to_be_visible()
    line = seen.locator("summary", has_text="Documentos")
    line.focus()
    page.keyboard.press("Enter")
    expect(seen.get_by_text("Sobre os seus documentos:")).to_be_visible()
    expect(seen.get_by_text("Voltar")).to_be_visible()
    assert violations(page) == []
    shoot(page, "menu-levels")
    page.get_by_role("link", name="Documentos", exact=True).click()
    page.get_by_role("button", name="Apagar este menu").click()
    expect(page.get_by_text("Opção 2: O menu desta opção não existe mais")).to_be_visible()
    page.get_by_role("link", name="Menu principal").click()
    write_line(page, 2, "", "qualquer atendente")
    keep(page)
    expect(page.get_by_text("Guardado. A próxima mensagem")).to_be_visible()
    page.get_by_role("link", name="Documentos", exact=True).click()
    page.get_by_role("button", name="Apagar este menu").click()
    expect(page.get_by_text("Menu apagado.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_by_keyboard_in_both_themes_and_languages(sign_in: SignIn, theme: str, queue: str) -> None:
    page = sign_in(theme=theme)
    to_the_number(page)
    assert violations(page) == []
    page.get_by_label("Nome da opção 1", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Descrição da opção 1", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Aonde leva a opção 1", exact=True)).to_be_focused()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Menu choices", exact=True)).to_be_visible()
    expect(page.get_by_text("As the person sees it")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Português").click()


def test_an_agent_may_not_arrange_it(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    answer = page.goto("/atendimento/numero/00000000-0000-0000-0000-000000000000/")
    assert answer is not None
    assert answer.status == 403


def shoot(page: Page, name: str) -> None:
    folder = os.environ.get("TRATO_LOOK_AT")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
