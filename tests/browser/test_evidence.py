"""Evidence in a real browser: a copy taken from the thread, a chat brought in, by keyboard too."""

import io
import json
import os
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Page, expect

from tests.browser import seed
from tests.browser.conftest import Console, SignIn
from trato.book.organisations.create import add_member
from trato.foundation import clock, tenancy
from trato.insights.evidence.build import build_some
from trato.insights.evidence.check import check
from trato.insights.evidence.check_bundle import check_bundle

CHAT = """\
13/11/2024 09:30 - As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta.
13/11/2024 09:30 - Ana Souza: Bom dia, já paguei o boleto
13/11/2024 09:31 - Cooperativa Aurora: Bom dia, Ana. Pode mandar o comprovante?
13/11/2024 09:32 - Ana Souza: comprovante.png (arquivo anexado)
13/11/2024 09:33 - Ana Souza: <Mídia oculta>
13/11/2024 09:34 - Cooperativa Aurora: Mensagem apagada
"""
OPEN = "03/04/2024 09:30 - Bruno Lima: {}\n03/04/2024 09:31 - Cooperativa Aurora: Olá\n"


def clean(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)[:2000]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_copy_is_taken_by_keyboard_and_checks(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    page = sign_in(theme=theme)
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    export = page.locator("summary", has_text="Exportar")
    export.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="PDF para ler")).to_be_visible()
    clean(page)
    page.keyboard.press("Tab")
    with page.expect_download() as pages:
        page.keyboard.press("Enter")
    reader = pypdf.PdfReader(Path(pages.value.path()))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "Registro da conversa" in text
    assert "ana@aurora.example" in text
    with page.expect_download() as lines:
        page.get_by_role("button", name="JSONL para conferir").click()
    found = check(io.BytesIO(Path(lines.value.path()).read_bytes()))
    assert found.is_valid
    assert found.messages > 5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chat_is_brought_in_and_axe_clean(
    console: Console, sign_in: SignIn, theme: str, tmp_path: Path
) -> None:
    page = sign_in(theme=theme)
    page.goto("/arquivo/")
    page.get_by_role("link", name="Conversas importadas").click()
    clean(page)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        whole.writestr("Conversa do WhatsApp com Ana.txt", CHAT.replace("Ana.", f"Ana {theme}."))
        whole.writestr("comprovante.png", b"\x89PNG")
    file = tmp_path / "conversa.zip"
    file.write_bytes(out.getvalue())
    page.get_by_label("Arquivo").set_input_files(file)
    page.get_by_role("button", name="Conferir").click()
    expect(page.get_by_role("heading", name="Conferir a conversa")).to_be_visible()
    clean(page)
    page.get_by_label("Cooperativa Aurora").check()
    page.get_by_role("button", name="Importar 6 mensagens como prova").click()
    expect(page.get_by_text("6 mensagens importadas como prova")).to_be_visible()
    expect(page.get_by_text("já paguei o boleto")).to_be_visible()
    clean(page)
    page.goto("/arquivo/conversas/")
    clean(page)


def test_open_dates_are_asked_for(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in()
    page.goto("/arquivo/conversas/")
    file = tmp_path / "conversa.txt"
    file.write_text("nome;cpf\n")
    page.get_by_label("Arquivo").set_input_files(file)
    page.get_by_role("button", name="Conferir").click()
    expect(page.get_by_role("alert")).to_contain_text("Linha 1")
    clean(page)
    file.write_text(OPEN.format("bom dia"))
    page.get_by_label("Arquivo").set_input_files(file)
    page.get_by_role("button", name="Conferir").click()
    expect(page.get_by_text("Como este arquivo escreve as datas?")).to_be_visible()
    clean(page)
    page.get_by_label("o dia primeiro").check()
    page.get_by_role("button", name="Importar 2 mensagens").click()
    expect(page.get_by_text("03/04/2024 09:30")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_keeping_is_decided_with_the_word_by_keyboard_and_axe_clean(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    email = f"dora-{theme}@aurora.example"
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=email, password=seed.PASSWORD, role="encarregado")
    page = sign_in(email, theme=theme)
    page.goto("/arquivo/")
    page.get_by_role("link", name="Guarda e apagamento").click()
    clean(page)
    page.get_by_label("Textos").first.focus()
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="O que se apagaria")).to_be_visible()
    clean(page)
    page.get_by_label("Para valer, escreva APAGAR").fill("APAGAR")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A política vale já.")).to_be_visible()
    page.get_by_label("Conversa", exact=True).check()
    page.get_by_label("Endereço da conversa").fill(
        f"{console.url}/conversas/{console.seeded.conversation_id}/"
    )
    page.get_by_label("Motivo").fill(f"processo 1, {theme}")
    page.get_by_role("button", name="Pôr sob guarda").click()
    expect(page.get_by_text("Sob guarda legal: nada disso")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Liberar").click()
    expect(page.get_by_text("Liberado")).to_be_visible()
    page.get_by_label("Textos").first.fill("")
    page.get_by_role("button", name="Ver o que apagaria").first.click()
    expect(page.get_by_text("Nada mais se apaga deste credor.")).to_be_visible()
    clean(page)
    others = page.get_by_role("form", name="Sem credor")
    others.get_by_label("Textos").fill("12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="de quem nunca teve dívida")).to_be_visible()
    clean(page)
    page.get_by_label("Para valer, escreva APAGAR").fill("APAGAR")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A política vale já.")).to_be_visible()
    expect(others).to_contain_text("apaga")
    if folder := os.environ.get("TRATO_LOOK_AT"):
        page.screenshot(path=f"{folder}/retention-{theme}.png", full_page=True)
    others.get_by_label("Textos").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nada mais se apaga de quem nunca teve dívida.")).to_be_visible()
    clean(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["pt-br", "en"])
def test_a_copy_with_everything_is_ordered_waited_for_and_fetched(
    console: Console, sign_in: SignIn, theme: str, language: str, tmp_path: Path
) -> None:
    own = console.seeded
    page = sign_in(theme=theme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": console.url}])
    page.goto(f"/conversas/{own.conversation_id}/")
    page.locator("header details summary").first.click()
    page.locator("form[action$='/copia/zip/'] button").click()
    page.wait_for_url("**/copias/")
    waiting = page.locator("#copies li").first
    expect(waiting).to_contain_text({"pt-br": "na fila", "en": "in the queue"}[language])
    clean(page)
    build_some(own.organisation_id, clock=clock.now, zone=ZoneInfo("America/Sao_Paulo"))
    connections.close_all()
    expect(waiting).to_contain_text({"pt-br": "pronta", "en": "ready"}[language])
    clean(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/copies-{theme}-{language}.png")
    with page.expect_download() as taken:
        waiting.locator("a[download]").click()
    out = tmp_path / "copia.zip"
    taken.value.save_as(out)
    found = check_bundle(out)
    assert found.lines.problems == ()
    assert found.lines.messages > 5
