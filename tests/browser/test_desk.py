"""Agents and supervisors at work in a real browser: by keyboard, with drafts, without colliding."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn


def violations(page: Page) -> list[str]:
    found = Axe().run(page)
    return [
        f"{v['id']}: {[n['html'] for n in v['nodes'][:3]]}" for v in found.response["violations"]
    ]


@pytest.fixture(autouse=True)
def nobody_has_it(console: Console) -> None:
    """Every story begins with the assistant answering, and nothing half written."""
    from trato.casework.conversations.hand_over import give_back
    from trato.casework.conversations.hold_messages import hold_messages
    from trato.casework.conversations.models import Look
    from trato.foundation import clock, tenancy
    from trato.speakers.desk.models import Draft

    with tenancy.within(console.seeded.organisation_id):
        give_back(console.seeded.conversation_id, at=clock.now())
        hold_messages(console.seeded.conversation_id, holds="", by=0, at=clock.now())
        Draft.objects.all().delete()
        Look.objects.all().delete()


def open_thread(page: Page, console: Console) -> None:
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.locator("#reply-text").wait_for()


def take(page: Page) -> None:
    page.locator("body").press("a")
    expect(page.locator('#open [data-key="b"]')).to_be_visible()
    # What is typed, dropped or pressed next needs the new page's scripts.
    page.wait_for_load_state()


def test_an_agent_takes_notes_and_ends_by_keyboard_only(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.keyboard.press("n")
    page.keyboard.type("Prefere falar depois das 18h")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#thread")).to_contain_text("Prefere falar depois das 18h")
    expect(page.locator("#thread")).to_contain_text("nota interna · beto")
    page.keyboard.press("e")
    page.keyboard.press("i")
    for _ in ("the note", "cancel", "end"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Encerrada. Se a pessoa escrever")).to_be_visible()


def test_a_draft_survives_a_reload(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill("Bom dia, posso ajudar")
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("Bom dia, posso ajudar")
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill("")
    page.reload()
    expect(page.locator("#reply-text")).to_have_value("")


def test_two_agents_in_one_conversation_see_each_other(console: Console, sign_in: SignIn) -> None:
    caio, beto = sign_in("caio@aurora.example"), sign_in("beto@aurora.example")
    open_thread(beto, console)
    take(beto)
    open_thread(caio, console)
    expect(caio.locator("#frame[data-live]")).to_have_count(1)
    with beto.expect_response(re.compile("/prever/")):
        beto.locator("#reply-text").fill("Um instante")
    expect(caio.locator("#lookers")).to_contain_text("beto está escrevendo")
    expect(beto.locator("#lookers")).to_contain_text("caio também está")


def test_a_supervisor_holds_reads_and_lets_go(console: Console, sign_in: SignIn) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example")
    open_thread(beto, console)
    take(beto)
    open_thread(ana, console)
    expect(ana.locator("#lookers")).to_contain_text("Você olha sem aparecer")
    ana.locator("body").press("h")
    ana.get_by_role("button", name="só a próxima").click()
    expect(ana.locator("#lookers")).to_contain_text("A próxima mensagem daqui espera")
    assert violations(ana) == []
    expect(beto.locator("#lookers")).to_contain_text("espera pela supervisão")
    expect(beto.locator("#lookers")).not_to_contain_text("ana")
    words = "Posso ajudar com mais alguma coisa?"
    beto.keyboard.press("r")
    beto.keyboard.type(words)
    beto.keyboard.press("Control+Enter")
    expect(beto.locator("#verdict")).to_contain_text("A supervisão vê antes de sair")
    expect(beto.locator("#verdict .chip")).to_have_text("na supervisão")
    ana.goto("/piso/")
    held = ana.locator("#floor").get_by_role("listitem").filter(has_text=words)
    expect(held).to_be_visible()
    assert violations(ana) == []
    ana.keyboard.press("y")
    expect(ana.get_by_text("Liberada. A porta decide de novo")).to_be_visible()
    expect(ana.locator("#floor")).not_to_contain_text(words)
    mine = beto.locator("#thread li").filter(has_text=words)
    expect(mine).not_to_contain_text("Espera pela supervisão")


def test_a_supervisor_turns_down_whispers_and_takes_over(console: Console, sign_in: SignIn) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example", theme="dark")
    open_thread(beto, console)
    take(beto)
    open_thread(ana, console)
    ana.locator("body").press("h")
    ana.get_by_role("button", name="todas, até eu soltar").click()
    expect(ana.locator("#lookers")).to_contain_text("O que se escreve aqui espera")
    for words in ("Um momento, por favor.", "Vou verificar e já retorno por aqui."):
        beto.locator("#reply-text").fill(words)
        beto.keyboard.press("Control+Enter")
        expect(beto.locator("#verdict")).to_contain_text("A supervisão vê antes de sair")
        expect(beto.locator("#reply-text")).to_have_value("")
        expect(ana.locator("#thread li").filter(has_text=words)).to_be_visible()
    assert violations(ana) == []
    ana.locator("body").press("w")
    ana.keyboard.type("Diga em que prazo")
    ana.get_by_role("dialog").get_by_role("button", name="Recusar").click()
    expect(ana.get_by_text("Recusada. O atendente vê o porquê.")).to_be_visible()
    mine = beto.locator("#thread li").filter(has_text=words)
    expect(mine).to_contain_text("A supervisão recusou: Diga em que prazo")
    # The key is the newest one's, whatever else waits there.
    other = beto.locator("#thread li").filter(has_text="Um momento, por favor.")
    expect(other).to_contain_text("Espera pela supervisão")
    ana.locator("body").press("y")
    expect(ana.get_by_text("Liberada. A porta decide de novo")).to_be_visible()
    expect(other).not_to_contain_text("Espera pela supervisão")
    ana.locator("body").press("n")
    ana.keyboard.type("Ele aceita falar à noite")
    ana.get_by_label("Só para o atendente desta conversa").check()
    ana.get_by_role("button", name="Guardar nota").click()
    expect(beto.locator("#thread")).to_contain_text("Ele aceita falar à noite")
    expect(ana.locator("#thread")).to_contain_text("Ele aceita falar à noite")
    ana.locator("body").press("a")
    expect(beto.locator("#lookers")).to_contain_text("Quem responde aqui é ana")


def test_more_authority_is_asked_and_lent_in_two_clicks(console: Console, sign_in: SignIn) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example")
    open_thread(beto, console)
    take(beto)
    beto.locator("body").press("q")
    beto.get_by_role("button", name="Pedir", exact=True).click()
    expect(beto.locator("#lookers")).to_contain_text("Seu pedido de alçada espera")
    ana.goto("/piso/")
    assert violations(ana) == []
    ana.get_by_role("button", name="Dar por 24 horas").click()
    expect(ana.get_by_text("Alçada dada por 24 horas.")).to_be_visible()
    expect(beto.locator("#lookers")).to_contain_text("Você oferece com a alçada da supervisão")


def test_a_quick_reply_is_two_keys(console: Console, sign_in: SignIn) -> None:
    ana = sign_in("ana@aurora.example")
    ana.goto("/respostas/")
    ana.get_by_label("Atalho").fill("prazo")
    ana.get_by_label("Texto", exact=True).fill("Olá, {nome}. Aqui é {atendente}.")
    ana.get_by_role("button", name="Guardar").last.click()
    expect(ana.get_by_text("Resposta rápida guardada.")).to_be_visible()
    assert violations(ana) == []
    open_thread(ana, console)
    ana.locator("#reply-text").fill("")
    ana.locator("#reply-text").blur()
    ana.keyboard.press("r")
    ana.keyboard.type("/pr")
    expect(ana.locator("#quick")).to_be_visible()
    ana.keyboard.press("Enter")
    expect(ana.locator("#reply-text")).to_have_value(re.compile(r"^Olá, \w.*\. Aqui é ana\.$"))
    ana.locator("#reply-text").fill("")
    ana.keyboard.type("/AQUÍ ola")
    expect(ana.locator("#quick [data-code=prazo]")).to_be_visible()
    ana.keyboard.type(" nada disso")
    expect(ana.locator("#quick")).to_be_hidden()
    with ana.expect_response(re.compile("/prever/")):
        ana.locator("#reply-text").fill("")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_quick_reply_brings_its_file(
    console: Console, sign_in: SignIn, theme: str, tmp_path: Path
) -> None:
    paper = tmp_path / "como-pagar.pdf"
    paper.write_bytes(b"%PDF-1.7 como pagar")
    ana = sign_in("ana@aurora.example", theme=theme)
    ana.goto("/respostas/")
    ana.get_by_label("Atalho").fill(f"guia-{theme}")
    ana.get_by_label("Texto", exact=True).fill("Segue o guia.")
    ana.get_by_label("Anexos (até 3, opcional)").set_input_files(paper)
    ana.get_by_role("button", name="Guardar").last.click()
    expect(ana.get_by_text("Resposta rápida guardada.")).to_be_visible()
    files = ana.get_by_role("list", name=f"Anexos /guia-{theme}")
    expect(files).to_contain_text("como-pagar.pdf")
    assert violations(ana) == []
    if folder := os.environ.get("SHOTS"):
        ana.screenshot(path=f"{folder}/replies-{theme}.png")
    open_thread(ana, console)
    ana.locator("#reply-text").fill("")
    ana.locator("#reply-text").blur()
    ana.keyboard.press("r")
    ana.keyboard.type(f"/guia-{theme}")
    ana.keyboard.press("Enter")
    expect(ana.locator("#reply-text")).to_have_value("Segue o guia.")
    expect(ana.locator("#files")).to_contain_text("como-pagar.pdf")
    if folder := os.environ.get("SHOTS"):
        ana.screenshot(path=f"{folder}/reply-files-{theme}.png")
    assert violations(ana) == []
    ana.locator("#files").get_by_role("button", name="Tirar como-pagar.pdf").click()
    expect(ana.locator("#files")).not_to_contain_text("como-pagar.pdf")
    ana.goto("/respostas/")
    expect(files).to_contain_text("como-pagar.pdf")


def test_a_message_without_a_network_leaves_once_when_it_is_back(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    open_thread(page, console)
    take(page)
    words = "Recebi, obrigada. Volto a falar amanhã cedo."
    page.locator("#reply-text").fill(words)
    page.wait_for_timeout(600)
    page.route("**/responder/", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.locator("#unsent")).to_be_visible()
    expect(page.locator("#reply-text")).to_have_value(words)
    page.unroute("**/responder/")
    expect(page.locator("#thread").get_by_text(words)).to_have_count(1)
    page.wait_for_timeout(3_000)
    expect(page.locator("#thread").get_by_text(words)).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_floor_shows_who_waits(console: Console, sign_in: SignIn, theme: Any) -> None:
    beto = sign_in("beto@aurora.example")
    beto.goto("/conversas/")
    beto.get_by_role("button", name="Receber").or_(
        beto.get_by_role("button", name="Pausar")
    ).wait_for()
    ana = sign_in("ana@aurora.example", theme=theme)
    ana.keyboard.press("g")
    ana.keyboard.press("s")
    ana.wait_for_url("**/piso/")
    expect(ana.get_by_role("table").nth(1)).to_contain_text("beto")
    assert violations(ana) == []


def test_a_thread_with_its_dialogs_is_accessible(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ana@aurora.example")
    open_thread(page, console)
    page.keyboard.press("t")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.goto(f"/conversas/{console.seeded.conversation_id}/?estado=fila")
    assert violations(page) == []


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (820, 1100)])
def test_the_head_is_one_line_and_what_has_no_room_is_in_a_menu(
    console: Console, sign_in: SignIn, size: tuple[int, int]
) -> None:
    page = sign_in("ana@aurora.example")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_thread(page, console)
    page.keyboard.press("a")
    expect(page.locator("#thread-head")).to_contain_text("com atendente")
    page.wait_for_load_state()
    head = page.locator("#thread-head").bounding_box()
    assert head is not None
    assert head["height"] < 56
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#reply-text").bounding_box()
    assert box is not None
    assert box["width"] > 380
    transfer = page.get_by_role("button", name="Transferir")
    expect(transfer).to_be_hidden()
    page.keyboard.press("W")
    expect(transfer).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(transfer).to_be_hidden()
    expect(page.locator("#thread-head summary", has_text="Mais ações")).to_be_focused()
    # Its keys work while it is closed, and an act taken out of it closes it.
    page.keyboard.press("t")
    expect(page.locator("#dialog-transfer")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("W")
    page.get_by_role("button", name="Etiquetas").click()
    expect(page.locator("#dialog-tags")).to_be_visible()
    expect(transfer).to_be_hidden()


def test_agents_do_not_see_the_floor(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    response = page.goto("/piso/")
    assert response is not None
    assert response.status == 403


def test_on_a_low_screen_the_rail_can_be_walked_to_its_end(sign_in: SignIn) -> None:
    page = sign_in("ana@aurora.example")
    page.set_viewport_size({"width": 1024, "height": 600})
    page.goto("/etiquetas/")
    expect(page.locator("nav.rail [aria-current=page]")).to_contain_text("Horários e filas")
    last = page.get_by_role("button", name="English")
    page.locator("nav.rail [aria-current=page]").hover()
    page.mouse.wheel(0, 2_000)
    expect(last).to_be_in_viewport(ratio=1)
    assert violations(page) == []


def test_every_action_is_a_key_away(console: Console, sign_in: SignIn) -> None:
    page = sign_in("ana@aurora.example")
    open_thread(page, console)
    page.keyboard.press("X")
    expect(page.get_by_role("button", name="PDF para ler")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="PDF para ler")).to_be_focused()
    page.keyboard.press("D")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Por quê?")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Y")
    expect(page.get_by_role("link", name=re.compile("por que")).last).to_be_focused()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Teclas")
    expect(keys).to_contain_text("Exportar a conversa")
    expect(keys).to_contain_text("Horários e filas")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.goto("/conversas/")
    page.keyboard.press("4")
    expect(page).to_have_url(re.compile("estado=fila"))
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile("/atendimento/$"))
    page.keyboard.press("C")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("C")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_thread_names_who_of_us_wrote_whoever_barged_in_too(
    console: Console, sign_in: SignIn
) -> None:
    beto, ana = sign_in("beto@aurora.example"), sign_in("ana@aurora.example")
    open_thread(beto, console)
    take(beto)
    send(beto, "Bom dia, aqui é da cooperativa")
    ana.goto(f"/conversas/{console.seeded.conversation_id}/")
    send(ana, "Entro eu agora, tudo bem?")
    for words, name in (("aqui é da cooperativa", "beto"), ("Entro eu agora", "ana")):
        bubble = ana.locator("#thread .bubble-out", has_text=words).last
        expect(bubble).to_contain_text(f"atendente {name}")


def send(page: Page, words: str) -> None:
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill(words)
    with page.expect_response(re.compile("/responder/")):
        page.keyboard.press("Control+Enter")
    expect(page.locator("#thread .bubble-out", has_text=words).last).to_be_visible()
