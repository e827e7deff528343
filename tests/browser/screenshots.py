"""Takes a picture of every page of the desk, in the browser tests' world: all people are invented.

No test of its own accord: `make screenshots` runs it. Pages without parameters are found by
themselves, so that a new page has its picture; those with parameters are listed here.
"""

import base64
import io
import zipfile
from pathlib import Path
from typing import Final

from django.contrib.auth import get_user_model
from django.db import connections
from playwright.sync_api import Page, expect

from tests.browser import pages, seed
from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from tests.browser.test_access import Device
from tests.two_creditors import make
from trato.book.organisations.create import add_member
from trato.book.portfolios.bind_member import bind_member
from trato.casework.chats import read as chats
from trato.casework.conversations import read
from trato.casework.conversations.hand_over import take_over
from trato.casework.conversations.hold_messages import hold_messages
from trato.casework.requests.open_dispute import open_dispute
from trato.casework.requests.request_privacy import request_privacy
from trato.foundation import clock, tenancy
from trato.insights.archive.take_in import take_in
from trato.insights.monitoring.watch import Watch

FOLDER: Final = Path(__file__).parents[2] / "docs" / "screenshots"
BYTES_MAX: Final = 100_000
TOTAL_MAX: Final = 4_000_000
MANAGER: Final = "gil@aurora.example"
CREDITOR: Final = "sol-f@credor.example"
IN_BOTH: Final = "duas@aurora.example"
WITH_KEY: Final = "chave@aurora.example"
CHAT: Final = """\
13/11/2024 09:30 - Ana Souza: Bom dia, já paguei o boleto
13/11/2024 09:31 - Cooperativa Aurora: Bom dia, Ana. Pode mandar o comprovante?
13/11/2024 09:33 - Ana Souza: <Mídia oculta>
13/11/2024 09:40 - Cooperativa Aurora: Recebemos, obrigado.
"""


def test_take_a_picture_of_every_page(console: Console, sign_in: SignIn, tmp_path: Path) -> None:
    own = console.seeded
    take_in(own.organisation_id)
    # The alerts are raised when the messages were said, not when the picture is taken.
    clock.set_virtual(
        clock.VirtualTime(starts_at=TUESDAY_MORNING, anchor_epoch=clock.wall_epoch(), speed=1.0)
    )
    try:
        Watch().watch(own.organisation_id)
    finally:
        clock.set_virtual(None)
    page = sign_in(pages.administrator(console, MANAGER))
    page.set_viewport_size({"width": 1280, "height": 800})
    pictures = dict(pages.plain(page))
    for name, where in pages.with_parameters(page, console, MANAGER).items():
        pictures[pages.NAMED[name]] = where
    pictures["mensagem-entregue"] = f"/mensagens/{own.delivered_id}/"
    pictures["conta-senha"] = "/conta/password/change/"
    pictures["conta-segundo-fator"] = "/conta/2fa/totp/activate/"
    pictures["nao-encontrada"] = "/nada/"
    pictures |= _chat(page, console, tmp_path)
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    titles = {name: _take(page, name, where) for name, where in pictures.items()}
    titles["arquivo-achado"] = _search(page)
    titles["guarda-conferir"] = _policy(page)
    titles["conversas-teclas"] = _keys(page, console)
    titles["qualidade-avaliar"] = _take(page, "qualidade-avaliar", pages.review(page, console))
    titles |= _verdicts(sign_in, console)
    titles |= _creditor(sign_in, console)
    titles |= _two_houses(sign_in, console)
    titles |= _passkeys(sign_in, console)
    titles |= _invited(sign_in, page)
    titles["pedidos"] = _requests(page, console)
    _sign_in_page(page, titles)
    sizes = [file.stat().st_size for file in FOLDER.glob("*.webp")]
    assert max(sizes) <= BYTES_MAX
    assert sum(sizes) <= TOTAL_MAX
    _write(titles)


def _requests(page: Page, console: Console) -> str:
    """Let somebody contest what they owe, and ask for what is known of them."""
    here = console.seeded
    with tenancy.within(here.organisation_id):
        person_id = read.conversation(here.conversation_id).person_id
        assert person_id is not None
        whose = {"person_id": person_id, "conversation_id": here.conversation_id}
        open_dispute(
            **whose, debt_ids=(), reason="amount_or_interest", words="x", at=TUESDAY_MORNING
        )
        request_privacy(**whose, right="access", words="x", at=TUESDAY_MORNING)
    connections.close_all()
    return _take(page, "pedidos", "/pedidos/")


def _creditor(sign_in: SignIn, console: Console) -> dict[str, str]:
    """Take the pages that a creditor's own people see, of a portfolio made for the purpose."""
    here = console.seeded.organisation_id
    two = make(here, at=TUESDAY_MORNING)
    with tenancy.within(here):
        user_id = add_member(email=CREDITOR, password=seed.PASSWORD, role="credor")
        bind_member(user_id, creditor_ids=[two.sun.creditor_id], by=1, at=TUESDAY_MORNING)
    connections.close_all()
    page = sign_in(CREDITOR)
    page.set_viewport_size({"width": 1280, "height": 800})
    where = {
        "credor-carteira": "/carteira/", "credor-contas": "/carteira/contas/",
        "credor-conta": f"/carteira/contas/{two.sun.debts['SOL-100']}/",
        "credor-pagamentos": "/carteira/pagamentos/",
    }  # fmt: skip
    return {name: f"Credor: {_take(page, name, address)}" for name, address in where.items()}


def _verdicts(sign_in: SignIn, console: Console) -> dict[str, str]:
    """Let an agent ask the door for what leaves, waits, is refused, and is shown to somebody."""
    page = sign_in("beto@aurora.example")
    page.set_viewport_size({"width": 1280, "height": 800})
    here, conversation_id = console.seeded.organisation_id, console.seeded.conversation_id
    with tenancy.within(here):
        agent_id = int(get_user_model().objects.get(username="beto@aurora.example").pk)
        take_over(conversation_id, agent_id=agent_id, at=TUESDAY_MORNING, force=True)
    connections.close_all()
    page.goto(f"/conversas/{conversation_id}/")
    verdict = page.locator("#verdict")
    page.locator("#beside h2").first.wait_for()
    page.locator("#reply-text").fill("Posso ajudar com mais alguma coisa?")
    expect(verdict).to_contain_text("A porta deixaria sair agora")
    _keep(page, "porta-permite")
    page.locator("#reply-text").fill("Pague hoje ou vamos avisar o seu chefe.")
    expect(verdict).to_contain_text("A porta não deixaria sair")
    _keep(page, "porta-recusa")
    page.locator("#reply-text").fill("")
    page.get_by_role("button", name="Modelo").click()
    page.get_by_label("Modelo", exact=True).select_option(label="primeiro_contato")
    expect(verdict).to_contain_text("Sairia")
    _keep(page, "porta-espera")
    with tenancy.within(here):
        hold_messages(conversation_id, holds="next", by=1, at=TUESDAY_MORNING)
    connections.close_all()
    page.goto(f"/conversas/{conversation_id}/")
    page.locator("#beside h2").first.wait_for()
    page.locator("#reply-text").fill("Vou verificar e já retorno por aqui.")
    page.keyboard.press("Control+Enter")
    expect(verdict).to_contain_text("A supervisão vê antes de sair")
    _keep(page, "porta-supervisao")
    return {
        "porta-permite": "A porta deixa sair", "porta-recusa": "A porta não deixa sair",
        "porta-espera": "A porta deixa sair mais tarde",
        "porta-supervisao": "A supervisão vê antes de sair",
    }  # fmt: skip


def _two_houses(sign_in: SignIn, console: Console) -> dict[str, str]:
    for organisation_id in (console.seeded.organisation_id, console.foreign.organisation_id):
        with tenancy.within(organisation_id):
            add_member(email=IN_BOTH, password=seed.PASSWORD, role="supervisor")
    connections.close_all()
    page = sign_in(IN_BOTH)
    page.set_viewport_size({"width": 1280, "height": 800})
    return {"organizacao": _take(page, "organizacao", "/organizacao/")}


def _passkeys(sign_in: SignIn, console: Console) -> dict[str, str]:
    """Make a passkey with a device in software; the codes that come with it are nobody's."""
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=WITH_KEY, password=seed.PASSWORD, role="supervisor")
    connections.close_all()
    page = sign_in(WITH_KEY, host="localhost")
    page.set_viewport_size({"width": 1280, "height": 800})
    Device(page)
    page.goto("/conta/")
    page.get_by_role("link", name="Nova chave de acesso").click()
    page.get_by_label("Senha").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Nome").fill("Notebook da sala")
    titles = {"chave-nova": _shown(page, "chave-nova")}
    page.get_by_role("button", name="Criar a chave").click()
    page.locator("#codes").wait_for()
    titles["codigos-de-recuperacao"] = _shown(page, "codigos-de-recuperacao")
    titles["conta-chaves"] = _take(page, "conta-chaves", "/conta/")
    page.get_by_role("button", name="Sair").click()
    page.get_by_role("button", name="Entrar com chave de acesso").wait_for()
    _keep(page, "entrar-chave")
    return {**titles, "conta-chaves": "Minha conta: com uma chave", "entrar-chave": "Entrar: chave"}


def _invited(sign_in: SignIn, boss: Page) -> dict[str, str]:
    """Take what is seen by whoever is invited, and by whoever forgot their password."""
    boss.goto("/membros/")
    boss.get_by_label("E-mail").fill("nova@aurora.example")
    boss.keyboard.press("Enter")
    link = boss.get_by_label("Endereço do convite").input_value()
    titles = {"membros-convite": _shown(boss, "membros-convite")}
    page = sign_in()
    page.goto("about:blank")
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1280, "height": 800})
    titles["convite"] = _take(page, "convite", link)
    titles["convite-vencido"] = _take(page, "convite-vencido", "/convite/nao-vale/")
    titles["senha-esquecida"] = _take(page, "senha-esquecida", "/conta/password/reset/")
    page.get_by_role("textbox").fill("ninguem@aurora.example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Veja o seu e-mail").wait_for()
    titles["senha-esquecida-carta"] = _shown(page, "senha-esquecida-carta")
    return {**titles, "membros-convite": "Membros: um convite"}


def _shown(page: Page, name: str) -> str:
    """Take a picture of what is there and return the page's title."""
    page.wait_for_timeout(300)
    _keep(page, name)
    return page.title().partition(" · ")[0]


def _chat(page: Page, console: Console, folder: Path) -> dict[str, str]:
    """Put a chat down and bring another in; return where both are."""
    for text in (CHAT, CHAT.replace("Ana", "Bia")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as whole:
            whole.writestr("Conversa do WhatsApp com Ana.txt", text)
        file = folder / "Conversa do WhatsApp com Ana.zip"
        file.write_bytes(out.getvalue())
        page.goto("/arquivo/conversas/")
        page.get_by_label("Arquivo").set_input_files(file)
        page.get_by_role("button", name="Conferir").click()
        if text == CHAT:
            page.get_by_label("Cooperativa Aurora").check()
            page.get_by_role("button", name="Importar").click()
    with tenancy.within(console.seeded.organisation_id):
        waiting, kept = chats.chats().rows[:2]
    return {
        "conversa-importada": f"/arquivo/conversas/{kept.chat_id}/",
        "conversa-por-conferir": f"/arquivo/conversas/{waiting.chat_id}/",
    }


def _take(page: Page, name: str, where: str) -> str:
    """Take one picture and return the page's title."""
    page.goto(where)
    page.wait_for_load_state("load")
    return _shown(page, name)


def _keep(page: Page, name: str) -> None:
    session = page.context.new_cdp_session(page)
    for quality in (80, 60, 40, 20):
        shot = session.send(
            "Page.captureScreenshot", {"format": "webp", "quality": quality}
        )  # fmt: skip
        body = base64.b64decode(shot["data"])
        if len(body) <= BYTES_MAX:
            break
    (FOLDER / f"{name}.webp").write_bytes(body)


def _search(page: Page) -> str:
    page.goto("/arquivo/")
    page.get_by_label("Palavras").fill("parar")
    page.keyboard.press("Enter")
    page.locator("mark.hit").first.wait_for()
    _keep(page, "arquivo-achado")
    return "Arquivo: o que foi achado"


def _policy(page: Page) -> str:
    page.goto("/guarda/")
    page.get_by_label("Textos").first.fill("60")
    page.keyboard.press("Enter")
    page.get_by_label("Para valer, escreva APAGAR").wait_for()
    _keep(page, "guarda-conferir")
    return "Guarda e apagamento: antes de valer"


def _keys(page: Page, console: Console) -> str:
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.locator("#reply-text").wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Teclas").wait_for()
    _keep(page, "conversas-teclas")
    return "Conversas: as teclas"


def _sign_in_page(page: Page, titles: dict[str, str]) -> None:
    page.goto("/")
    page.get_by_role("button", name="Sair").click()
    page.goto("/conta/login/")
    _keep(page, "entrar")
    titles["entrar"] = "Entrar"


def _write(titles: dict[str, str]) -> None:
    parts = [
        "# Screenshots\n\nEvery page of the desk, in Portuguese and light, at 1280 pixels. The"
        " people are invented. Taken by `make screenshots`; nothing here is drawn by hand. What the"
        " browser says itself (dates, files) is in the browser's language.\n"
    ]
    for name, title in sorted(titles.items()):
        parts.append(f"\n## {title}\n\n![{title}]({name}.webp)\n")
    (FOLDER / "README.md").write_text("".join(parts))
