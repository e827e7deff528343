"""One customer, the assistant, an agent and a supervisor, from the first question to the Pix."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_phone_and_console import COOPERATIVE, Up, up

__all__ = ("up",)

SLOW = 30_000
Open = Callable[[], Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def open_page() -> Page:
        contexts.append(browser.new_context(viewport={"width": 1440, "height": 900}))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


class Phone:
    """A customer's telephone, in the hand of the test."""

    def __init__(self, page: Page, up: Up) -> None:
        self.page = page
        page.goto(up.phone)
        self.who = self._somebody(up)
        page.goto(f"{up.phone}#phone={self.who['phone']}&number={COOPERATIVE}")
        page.reload()
        page.get_by_role("button", name="Pegar o telefone").click()
        self.log = page.get_by_role("log")

    def _somebody(self, up: Up) -> dict[str, Any]:
        """Return one who was written to and never answers by themselves."""
        for _ in range(120):
            people = self.page.request.get(f"{up.phone}/api/people").json()["people"]
            for one in people:
                if one.get("last_number") == COOPERATIVE and one["persona"] == "silent":
                    return dict(one)
            time.sleep(0.5)
        raise AssertionError("nobody was written to within a minute")

    def says(self, words: str) -> None:
        self.page.get_by_label("Mensagem", exact=True).fill(words)
        self.page.keyboard.press("Enter")
        expect(self.log.locator(".mine").filter(has_text=words).last).to_be_visible()

    def hears(self, words: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(words).last).to_be_visible(timeout=SLOW)


def sign_in(page: Page, up: Up, email: str) -> Page:
    page.goto(f"{up.console}/conta/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Senha").fill(up.password)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(lambda url: "/conta/login/" not in url)
    if page.url.endswith("/organizacao/"):
        page.get_by_role("button", name="Cooperativa Aurora").click()
        page.wait_for_url(lambda url: not url.endswith("/organizacao/"))
    return page


def reply(page: Page, words: str) -> None:
    """Answer by keyboard alone."""
    page.locator("body").press("r")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")


def test_from_the_bot_to_an_agent_under_a_supervisor_to_a_paid_pix(up: Up, new_page: Open) -> None:
    phone = Phone(new_page(), up)
    say_who_one_is_and_ask_for_a_person(phone)
    bia = sign_in(new_page(), up, "bia@aurora.example")
    take_from_the_queue(bia, up, phone)
    sandra = sign_in(new_page(), up, "sandra@aurora.example")
    look_whisper_hold_and_let_go(sandra, bia, phone)
    take_over_and_agree(sandra, bia, phone)
    charge_and_be_paid(sandra, phone)
    resolve(sandra, phone)


def say_who_one_is_and_ask_for_a_person(phone: Phone) -> None:
    born = date.fromisoformat(phone.who["birth_on"])
    phone.says("Sim, sou eu")
    phone.hears(re.compile("nascimento"))
    phone.says(f"{born:%d/%m}")
    phone.hears(re.compile("três últimos números do seu CPF"))
    phone.says(re.sub(r"\D", "", phone.who["cpf"])[-3:])
    phone.hears(re.compile(r"R\$"))
    phone.says("Quero falar com uma pessoa, por favor")


def take_from_the_queue(bia: Page, up: Up, phone: Phone) -> None:
    bia.goto(f"{up.console}/conversas/")
    row = bia.locator("#list [data-row]", has_text=phone.who["name"]).first
    expect(row).to_contain_text(re.compile("fila humana|com atendente"), timeout=SLOW)
    row.focus()
    bia.keyboard.press("Enter")
    bia.locator("#reply-text").wait_for()
    bia.locator("body").press("a")
    expect(bia.locator('#open [data-key="b"]')).to_be_visible()
    reply(bia, "Bom dia. Sou a Bia, do atendimento. Em que posso ajudar?")
    phone.hears("Sou a Bia, do atendimento")


def look_whisper_hold_and_let_go(sandra: Page, bia: Page, phone: Phone) -> None:
    sandra.goto(bia.url)
    expect(sandra.locator("#lookers")).to_contain_text("Você olha sem aparecer")
    sandra.locator("body").press("n")
    sandra.keyboard.type("Ofereça à vista primeiro")
    sandra.get_by_label("Só para o atendente desta conversa").check()
    sandra.get_by_role("button", name="Guardar nota").click()
    expect(sandra.locator("#thread")).to_contain_text("Ofereça à vista primeiro")
    sandra.locator("body").press("h")
    sandra.get_by_role("button", name="só a próxima").click()
    expect(sandra.locator("#lookers")).to_contain_text("A próxima mensagem daqui espera")
    expect(bia.locator("#thread")).to_contain_text("Ofereça à vista primeiro", timeout=SLOW)
    expect(bia.locator("#lookers")).not_to_contain_text("sandra")
    held = "Já verifico as condições para o seu caso."
    reply(bia, held)
    expect(bia.locator("#verdict")).to_contain_text("A supervisão vê antes de sair")
    expect(sandra.locator("#thread li").filter(has_text=held)).to_be_visible(timeout=SLOW)
    assert phone.log.get_by_text(held).count() == 0
    sandra.locator("body").press("y")
    phone.hears(held)


def take_over_and_agree(sandra: Page, bia: Page, phone: Phone) -> None:
    sandra.locator("body").press("a")
    expect(sandra.locator('#open [data-key="b"]')).to_be_visible()
    expect(bia.locator("#lookers")).to_contain_text("Quem responde aqui é sandra", timeout=SLOW)
    sandra.locator("body").press("p")
    sandra.locator("#options").get_by_role("button", name="Enviar a folha").first.click()
    expect(sandra.locator("#deals")).to_contain_text("A porta deixou sair")
    phone.hears(re.compile("responda ACEITO"))
    phone.says("ACEITO")
    until_shown(sandra, "Registrar o aceite")
    sandra.get_by_role("button", name="Registrar o aceite").first.click()
    expect(sandra.locator("#deals")).to_contain_text("Acordo registrado com a palavra da pessoa")


def charge_and_be_paid(sandra: Page, phone: Phone) -> None:
    # What came in is known to its keys a moment later.
    expect(sandra.locator("#deals.htmx-added")).to_have_count(0)
    sandra.once("dialog", lambda asked: asked.accept())
    sandra.locator("body").press("x")
    expect(sandra.locator("#deals")).to_contain_text("Pix pedido")
    pay = phone.log.get_by_role("button", name="Pagar").last
    expect(pay).to_be_visible(timeout=SLOW)
    pay.click()
    phone.page.get_by_role("dialog").get_by_role("button", name="Pagar R$").click()
    expect(phone.page.get_by_role("alert").filter(has_text="Pago")).to_be_visible()
    phone.hears(re.compile("Recebemos"))
    until_shown(sandra, "paga")


def resolve(sandra: Page, phone: Phone) -> None:
    sandra.locator("body").press("e")
    sandra.get_by_role("dialog").get_by_role("combobox").select_option(label="acordo fechado")
    sandra.get_by_role("dialog").get_by_role("button", name="Encerrar").click()
    expect(sandra.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()
    phone.hears(re.compile("Como foi este atendimento"))


def until_shown(page: Page, words: str) -> None:
    """Open the page anew until its side panel says so."""
    for _ in range(40):
        if re.search(rf"\b{words}\b", page.locator("#deals").inner_text()):
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words!r} was not shown: {page.locator('#deals').inner_text()}")
