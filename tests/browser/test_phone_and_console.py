"""Both ends of one conversation: the customer in the phone, the agent at the desk, one world."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.contracts.sim_harness import free_port

COOPERATIVE = "106540352240001"
WORDS = "Aqui é a Rosa, do 7391. Quero falar com uma pessoa, por favor."


class Up:
    """What `trato up` says when the world is there."""

    def __init__(self, said: str) -> None:
        self.console, self.user, self.password, self.phone = (
            re.findall(rf"{name}:\s+(\S+)", said)[0]
            for name in ("Console", "Usuário", "Senha", "Telefone")
        )


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    port = str(free_port())
    said = folder / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trato", "up", "--people", "10", "--port", port],
            cwd=folder, env=clean, stdout=output, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        yield Up(_told(said, process))
    finally:
        process.terminate()
        process.wait(30)


def _told(said: Path, process: "subprocess.Popen[bytes]") -> str:
    for _ in range(900):
        assert process.poll() is None, said.read_text()
        if "Ctrl+C" in said.read_text():
            return said.read_text()
        time.sleep(0.1)
    raise AssertionError("the world was not up within 90 seconds")


@pytest.fixture
def pages(browser: Browser) -> Iterator[tuple[Page, Page]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 900}) for _ in range(2)]
    yield contexts[0].new_page(), contexts[1].new_page()
    for context in contexts:
        context.close()


def test_what_the_customer_writes_is_answered_from_the_desk(
    up: Up, pages: tuple[Page, Page]
) -> None:
    phone, desk = pages
    phone.goto(up.phone)
    someone = _somebody_written_to(phone, up)
    phone.goto(f"{up.phone}#phone={someone['phone']}&number={COOPERATIVE}")
    phone.reload()
    phone.get_by_role("button", name="Pegar o telefone").click()
    phone.get_by_label("Mensagem", exact=True).fill(WORDS)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("log").get_by_text(WORDS)).to_be_visible()
    expect(
        phone.get_by_role("img", name=re.compile("A empresa (recebeu|leu)")).last
    ).to_be_visible()

    desk.goto(f"{up.console}/conta/login/")
    desk.get_by_label("E-mail").fill(up.user)
    desk.get_by_label("Senha").fill(up.password)
    desk.get_by_role("button", name="Entrar").click()
    desk.get_by_role("button", name="Cooperativa Aurora").click()
    expect(desk).to_have_url(f"{up.console}/")
    desk.goto(f"{up.console}/conversas/")
    row = desk.locator("#list [data-row]", has_text=someone["name"]).first
    row.click()
    expect(desk.locator("#thread").get_by_text(WORDS)).to_be_visible(timeout=20_000)
    desk.get_by_role("button", name="Assumir").click()
    box = desk.get_by_label("Sua mensagem")
    box.fill("Bom dia, Rosa. Sou do atendimento. Como posso ajudar?")
    desk.get_by_role("button", name="Enviar").click()
    answer = phone.get_by_role("log").get_by_text("Sou do atendimento.")
    expect(answer).to_be_visible(timeout=20_000)
    expect(phone.get_by_role("img", name="A empresa vê: lida").last).to_be_visible()


MADE = """async (name) => {
  const body = new Uint8Array(30 * 1048576).map((_, at) => at * 7 + (at >> 12));
  body.set(new TextEncoder().encode("%PDF-1.7"));
  const file = new File([body], name, { type: "application/pdf" });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
"""
DROPPED = (
    MADE
    + """const dropped = new DataTransfer();
  dropped.items.add(file);
  const event = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
  document.querySelector("#scroll").dispatchEvent(event);
  return sha256;
}"""
)
SENT_BY_PHONE = (
    MADE
    + """const [phone, number] = [...new URLSearchParams(location.hash.slice(1)).values()];
  const query = new URLSearchParams({ phone, number, name });
  const headers = { "content-type": file.type };
  await fetch(`/phone/api/file?${query}`, { method: "POST", body: file, headers });
  return sha256;
}"""
)
FETCHED = """async (link) => {
  const body = await (await fetch(link.href)).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}"""


def test_a_document_of_30_megabytes_goes_both_ways_byte_for_byte(
    up: Up, pages: tuple[Page, Page]
) -> None:
    phone, desk = pages
    phone.goto(up.phone)
    someone = _somebody_written_to(phone, up, is_known=True)
    phone.goto(f"{up.phone}#phone={someone['phone']}&number={COOPERATIVE}")
    phone.reload()
    phone.get_by_role("button", name="Pegar o telefone").click()
    words = "Quero falar com uma pessoa, por favor. Tenho um documento."
    phone.get_by_label("Mensagem", exact=True).fill(words)
    phone.keyboard.press("Enter")
    desk.goto(f"{up.console}/conta/login/")
    desk.get_by_label("E-mail").fill(up.user)
    desk.get_by_label("Senha").fill(up.password)
    desk.get_by_role("button", name="Entrar").click()
    desk.get_by_role("button", name="Cooperativa Aurora").click()
    expect(desk).to_have_url(f"{up.console}/")
    desk.goto(f"{up.console}/conversas/")
    desk.locator("#list [data-row]", has_text=someone["name"]).first.click()
    expect(desk.locator("#thread").get_by_text(words)).to_be_visible()
    desk.get_by_role("button", name="Assumir").click()
    expect(desk.get_by_label("Sua mensagem")).to_be_visible()
    expect(desk.locator('#open [data-key="b"]')).to_be_visible()
    desk.wait_for_load_state()
    ours = desk.evaluate(DROPPED, "contrato inteiro.pdf")
    files = desk.locator("#files")
    expect(files).to_contain_text("contrato inteiro.pdf")
    expect(files).to_contain_text("30,0")
    desk.get_by_role("button", name="Enviar").click()
    link = phone.get_by_role("log").get_by_role("link", name=re.compile("contrato inteiro"))
    expect(link.last).to_be_visible(timeout=60_000)
    assert link.last.evaluate(FETCHED) == ours
    theirs = phone.evaluate(SENT_BY_PHONE, "meu comprovante.pdf")
    came = desk.locator("#thread").get_by_role("link", name="Baixar o documento")
    expect(came.last).to_be_visible(timeout=60_000)
    assert came.last.evaluate(FETCHED) == theirs


def _somebody_written_to(page: Page, up: Up, *, is_known: bool = False) -> dict[str, str]:
    """Return a customer of the cooperative who is there and has not put an end to it.

    With `is_known` one who has proved who they are.
    """
    ended = {"not_on_whatsapp", "wrong_person", "deceased", "opts_out", "relative", "angry"}
    for _ in range(120):
        people = page.request.get(f"{up.phone}/api/people").json()["people"]
        known = _proved(page, up) if is_known else {one["phone"] for one in people}
        for one in people:
            if one["phone"] not in known or one["is_held"]:
                continue
            if one.get("last_number") == COOPERATIVE and one["persona"] not in ended:
                found: dict[str, str] = one
                return found
        time.sleep(0.5)
    raise AssertionError("nobody was written to within a minute")


def _proved(page: Page, up: Up) -> set[str]:
    books = f"{up.phone.removesuffix('/phone')}/_sim/books?book=persons"
    people = page.request.get(books).json()["persons"]
    return {
        one["phone"].lstrip("+")
        for one in people
        if one["proved_identity_at"] and not one["said_stop_at"] and not one["asked_human_at"]
    }
