"""A customer asks for the menu by telephone, chooses, is answered, and comes back to the menu."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_desk import violations
from tests.browser.test_menu_page import shoot, write_line
from tests.browser.test_phone_and_console import Up, up
from tests.browser.test_the_long_story import SLOW, Open, Phone, new_page, reply, sign_in

__all__ = ("new_page", "up")


def test_from_the_menu_to_a_queue_to_an_agent_and_back(up: Up, new_page: Open) -> None:
    sandra = sign_in(new_page(), up, "sandra@aurora.example")
    arrange(sandra, up)
    phone = Phone(new_page(), up)
    phone.says("menu")
    choice = phone.log.get_by_role("button", name="Assunto jurídico").last
    expect(choice).to_be_visible(timeout=SLOW)
    phone.hears("Em que podemos ajudar hoje?")
    choice.click()
    phone.hears("Certo: Assunto jurídico. Vou passar você para a equipe.")
    bia = sign_in(new_page(), up, "bia@aurora.example")
    answer(bia, up, phone)
    bia.locator('#open [data-key="b"]').click()
    expect(bia.locator('#open [data-key="b"]')).to_have_count(0)
    phone.says("boa tarde")
    phone.hears("A conversa voltou para mim")
    expect(phone.log.get_by_role("button", name="Assunto jurídico").last).to_be_enabled()


def arrange(page: Page, up: Up) -> None:
    page.goto(f"{up.console}/atendimento/")
    page.get_by_role("link", name="Recepção e menu").first.click()
    page.get_by_label("Quem tem dívida").select_option(label="o menu deste número")
    page.get_by_label("Quem não tem nada").select_option(label="o menu deste número")
    page.get_by_label("Saudação do menu").fill("Em que podemos ajudar hoje?")
    legal = page.get_by_label("Aonde leva a opção 1", exact=True).evaluate(
        "s => [...s.options].map(o => o.label).find(l => l.startsWith('fila '))"
    )
    write_line(page, 1, "Assunto jurídico", str(legal))
    write_line(page, 2, "Meu atendimento", "cobrança, depois da identidade")
    write_line(page, 3, "Atendente", "qualquer atendente")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardado. A próxima mensagem")).to_be_visible()


def answer(bia: Page, up: Up, phone: Phone) -> None:
    bia.goto(f"{up.console}/conversas/")
    row = bia.locator("#list [data-row]", has_text=phone.who["name"]).first
    expect(row).to_contain_text(re.compile("fila humana|com atendente"), timeout=SLOW)
    row.focus()
    bia.keyboard.press("Enter")
    bia.locator("#reply-text").wait_for()
    bia.locator("body").press("a")
    expect(bia.locator('#open [data-key="b"]')).to_be_visible()
    expect(bia.locator("section[aria-labelledby=brief-title]")).to_contain_text(
        "escolheu no menu: “Assunto jurídico”"
    )
    assert violations(bia) == []
    shoot(bia, "menu-brief")
    reply(bia, "Boa tarde. Sou a Bia. Já vejo o seu assunto.")
    phone.hears("Já vejo o seu assunto.")
