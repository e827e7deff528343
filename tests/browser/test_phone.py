"""The phone in the browser, in a real browser: a developer plays the customer of a business."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.business import Business, play, take
from tests.contracts.sim_harness import PHONE_ID, wait_until

OpenPage = Callable[..., Page]
PICTURE = Path(__file__).parents[2] / "docs" / "images" / "why.png"
WAVE = b"WAVEfmt " + bytes.fromhex("10000000 0100 0100 401f0000 401f0000 0100 0800")
WAVE += b"data" + (800).to_bytes(4, "little") + b"\x80" * 800
_next_number = iter(range(100, 900))


@pytest.fixture(scope="module")
def business() -> Iterator[Business]:
    business = Business()
    yield business
    business.close()


@pytest.fixture
def customer(business: Business) -> str:
    """Return the phone of somebody nobody has written to yet."""
    number = next(_next_number)
    return business.moves_in(number, f"Pessoa {number}")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages; one that errs or breaks its own content policy fails the test."""
    contexts = []
    complaints: list[str] = []

    def opened(*, width: int = 1360, height: int = 860, theme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme,
            permissions=["clipboard-read", "clipboard-write", "microphone"],
        )  # fmt: skip
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_conversation_is_played_from_greeting_to_payment(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page()
    play(page, business, customer, "Maria", "acordo-1")
    mine = [m for m in business.hook.messages() if m.get("from", "")[-8:] == customer[-8:]]
    assert [m["type"] for m in mine] == ["button", "text", "interactive"]
    assert mine[0]["button"] == {"payload": "Sim", "text": "Sim"}
    assert mine[2]["interactive"]["list_reply"]["id"] == "o6"
    paid = [row for row in business.world.books()["payments"] if row["phone"] == customer]
    assert [row["cents"] for row in paid] == [15000]
    expect(page.get_by_role("img", name="A empresa vê: lida").first).to_be_visible()
    page.reload()
    log = page.get_by_role("log")
    expect(log.get_by_text("Pedido concluído")).to_be_visible()
    expect(log.get_by_role("button", name="Pago")).to_be_visible()
    expect(log.locator("li.mine")).to_have_count(3)


def test_pictures_documents_voice_and_places_reach_the_business(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page(width=390, height=844)
    take(page, business, customer)
    dialog, log = page.get_by_role("dialog"), page.get_by_role("log")
    for kind in ("Foto", "Documento"):
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Anexar").click()
            dialog.get_by_role("button", name=kind).click()
        if kind == "Foto":
            chooser.value.set_files(PICTURE)
        else:
            chooser.value.set_files(
                {"name": "extrato.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
            )
        dialog.get_by_label("Legenda (opcional)").fill(f"um {kind}")
        dialog.get_by_role("button", name="Enviar").click()
        expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Gravar áudio").click()
    expect(page.get_by_text(re.compile("Gravando… [1-9]"))).to_be_visible()
    page.get_by_role("button", name="Terminar e enviar o áudio").click()
    expect(log.locator("audio")).to_have_count(1)
    page.get_by_role("button", name="Anexar").click()
    dialog.get_by_role("button", name="Localização").click()
    dialog.get_by_role("button", name="Enviar").click()
    wait_until(lambda: all(map(business.told, ("image", "document", "audio", "location"))), 30)
    assert business.told("image")[-1]["image"]["caption"] == "um Foto"
    assert business.told("document")[-1]["document"]["filename"] == "extrato.pdf"
    audio = business.told("audio")[-1]["audio"]
    assert audio["voice"] is True
    assert audio["mime_type"].startswith(("audio/ogg", "audio/mp4"))
    expect(log.get_by_role("link", name=re.compile("extrato.pdf"))).to_be_visible()


def test_what_waits_for_a_telephone_switched_off_arrives_when_it_is_on(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page()
    take(page, business, customer)
    page.get_by_role("switch", name=re.compile("Telefone ligado")).uncheck()
    expect(page.get_by_text("Telefone desligado.")).to_be_visible()
    business.greets(customer, "Rita")
    expect(page.get_by_text("Telefone desligado. 1 esperando para chegar.")).to_be_visible()
    page.get_by_role("button", name="Ligar").click()
    expect(page.get_by_role("log").get_by_text("Olá, Rita.")).to_be_visible()
    page.get_by_role("switch", name=re.compile("Bloquear a empresa")).check()
    expect(page.get_by_text("Você bloqueou esta empresa.")).to_be_visible()
    page.get_by_role("button", name="Desbloquear").click()
    page.get_by_role("switch", name=re.compile("Parar de receber marketing")).check()
    wait_until(lambda: len(business.hook.values("user_preferences")) > 0, 30)


def test_the_number_is_shared_and_a_voice_message_listened_to(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page()
    take(page, business, customer)
    page.get_by_label("Mensagem", exact=True).fill("oi")
    page.keyboard.press("Enter")
    expect(page.locator("li.mine")).to_have_count(1)
    # Silence of a tenth of a second.
    media = business.uploads(b"RIFF" + (836).to_bytes(4, "little") + WAVE, "audio/wav")
    voice = business.sends(customer, type="audio", audio={"id": media, "voice": True})
    expect(page.locator("li.theirs audio")).to_have_count(1)
    wait_until(lambda: "read" in business.statuses(voice), 30)
    expect(page.get_by_role("img", name="A empresa vê: lida")).to_be_visible()
    page.locator("li.theirs audio").evaluate("a => a.play()")
    wait_until(lambda: "played" in business.statuses(voice), 30)
    expect(page.get_by_role("img", name="A empresa vê: ouvida")).to_be_visible()
    business.asks(customer, "contact_request", "Qual é o seu número?", {"name": "contact_request"})
    page.get_by_role("button", name="Compartilhar meu número").click()
    expect(page.get_by_role("button", name="Número compartilhado")).to_be_disabled()
    wait_until(lambda: bool(business.told("contacts")), 30)
    (card,) = business.told("contacts")[-1]["contacts"]
    assert card["phones"][0]["phone"] == f"+{customer}"


def test_quoting_and_reacting_need_no_mouse(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page()
    take(page, business, customer)
    wamid = business.greets(customer, "Caio")
    more = page.get_by_role("log").get_by_role("button", name="Ações da mensagem")
    expect(more).to_have_count(1)
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Reagir 👍").press("Enter")
    expect(page.locator(".reactions")).to_contain_text("👍")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Citar").press("Enter")
    page.keyboard.type("sobre isto")
    page.keyboard.press("Enter")
    wait_until(lambda: any("sobre isto" in str(m) for m in business.told("text")), 30)
    assert business.told("text")[-1]["context"]["id"] == wamid
    assert business.told("reaction")[-1]["reaction"] == {"message_id": wamid, "emoji": "👍"}
    expect(page.locator("li.mine blockquote")).to_contain_text("Olá, Caio.")


def test_a_flow_is_filled_in(business: Business, customer: str, open_page: OpenPage) -> None:
    page = open_page()
    take(page, business, customer)
    page.get_by_label("Mensagem", exact=True).fill("oi")
    page.keyboard.press("Enter")
    expect(page.locator("li.mine")).to_have_count(1)
    business.surveys(customer)
    page.get_by_role("log").get_by_role("button", name="Avaliar").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Nota").select_option("Ótima")
    dialog.get_by_label("Por quê?").fill("rápido")
    _no_violations(page, "flow")
    dialog.get_by_role("button", name="Enviar").click()
    expect(page.locator("li.mine").last).to_contain_text("porque: rápido")

    def answers() -> list[tuple[str, str]]:
        told = [m["interactive"] for m in business.told("interactive")]
        replies = [one["nfm_reply"]["response_json"] for one in told if "nfm_reply" in one]
        return [(one["nota"], one["porque"]) for one in map(json.loads, replies)]

    wait_until(lambda: len(answers()) > 0, 30)
    assert answers() == [("5", "rápido")]
    expect(page.get_by_role("button", name="Avaliar")).to_be_disabled()


def test_the_business_is_seen_typing_and_reading(
    business: Business, customer: str, open_page: OpenPage
) -> None:
    page = open_page()
    take(page, business, customer)
    page.get_by_label("Mensagem", exact=True).fill("estou aqui")
    page.keyboard.press("Enter")
    wait_until(lambda: any("estou aqui" in str(m) for m in business.told("text")), 30)
    wamid = business.told("text")[-1]["id"]
    typing = {"status": "read", "message_id": wamid, "typing_indicator": {"type": "text"}}
    assert business.world.send(typing)[0] == 200
    expect(page.get_by_role("status").filter(has_text="digitando…")).to_be_visible()
    expect(page.get_by_role("img", name="A empresa leu")).to_be_visible()


def test_somebody_new_with_a_username_shows_no_phone_and_english_is_spoken(
    business: Business, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"{business.url}/phone")
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Rita Prado")
    dialog.get_by_label("Phone").fill("+55 11 97777-0001")
    dialog.get_by_label("Username").fill("@rita")
    dialog.get_by_role("button", name="Create and take the phone").click()
    page.get_by_label("Message", exact=True).fill("Hello")
    page.keyboard.press("Enter")
    wait_until(lambda: any("Hello" in str(m) for m in business.told("text")), 30)
    assert "from" not in business.told("text")[-1]
    expect(page.locator("#side")).to_contain_text("no, the id only")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_phone_is_accessible(
    business: Business, customer: str, open_page: OpenPage, theme: str
) -> None:
    page = open_page(theme=theme)
    play(page, business, customer, "Ana", f"acordo-{theme}")
    _no_violations(page, "chat")
    page.get_by_role("log").get_by_role("button", name="Ver condições").click()
    _no_violations(page, "list")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    _no_violations(page, "narrow chat")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name=re.compile("Quem é")).click()
    _no_violations(page, "person")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Voltar à lista").click()
    _no_violations(page, "people")
    page.goto(f"{business.url}/phone#phone={customer}&number={PHONE_ID}")
    page.reload()
    page.get_by_role("button", name=re.compile("Quem é")).click()
    page.get_by_role("switch", name=re.compile("Telefone ligado")).uncheck()
    expect(page.get_by_text("Telefone desligado.")).to_be_visible()
    page.keyboard.press("Escape")
    _no_violations(page, "off")


def _no_violations(page: Page, where: str) -> None:
    found = Axe().run(page).response["violations"]
    assert [(where, v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []
