"""How members get in, in a real browser: by keyboard alone, axe-clean in both themes."""

import re
import time
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import CDPSession, Page, expect

from tests.browser import seed
from tests.browser.conftest import Console, SignIn, _sessions
from trato.book.organisations.create import add_member
from trato.foundation import tenancy

BOSS = "dora-adm@aurora.example"


def clean(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def member(console: Console, role: str) -> str:
    email = f"{role}-{uuid4().hex[:6]}@aurora.example"
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=email, password=seed.PASSWORD, role=role)
    connections.close_all()
    return email


@pytest.fixture
def boss(console: Console, sign_in: SignIn) -> Page:
    """An administrator's open page."""
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=BOSS, password=seed.PASSWORD, role="administrador")
    connections.close_all()
    return sign_in(BOSS)


def code_now(secret: str) -> str:
    # A code ends with its half minute: one that is about to is not typed any more.
    left = 30 - time.time() % 30
    if left < 10:
        time.sleep(left + 0.1)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize(("theme", "role"), [("light", "encarregado"), ("dark", "analista")])
def test_a_member_is_led_to_the_second_factor_and_in_by_keyboard(
    console: Console, sign_in: SignIn, boss: Page, theme: str, role: str
) -> None:
    who = member(console, role)
    page = sign_in(who, theme=theme)
    boss.goto("/membros/")
    clean(boss)
    boss.locator(f'input[name=role][value="{role}"]').check()
    boss.get_by_label("Prazo para os papéis novos").select_option("0")
    boss.get_by_role("button", name="Guardar o segundo fator").press("Enter")
    expect(boss.get_by_role("status")).to_contain_text("segundo fator")
    # What every request asks is at most a second old.
    page.wait_for_timeout(1100)
    page.goto("/regras/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Falta um passo: o segundo fator")
    clean(page)
    page.get_by_role("link", name="Configurar agora").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirme que é você")
    clean(page)
    page.get_by_label("Senha").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Configurar o segundo fator")
    clean(page)
    page.get_by_text("Não consigo ler o código").press("Enter")
    secret = page.locator("#secret").inner_text()
    box = page.get_by_label("Código do aplicativo")
    box.fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    clean(page)
    page.get_by_text("Não consigo ler o código").press("Enter")
    assert page.locator("#secret").inner_text() == secret
    page.get_by_label("Código do aplicativo").fill(code_now(secret))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Códigos de recuperação")
    clean(page)
    codes = page.locator("#codes li").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="Guardei, ir para a mesa").press("Enter")
    expect(page.get_by_role("navigation", name="Principal")).to_be_visible()
    page.goto("/conta/")
    expect(page.get_by_text("Restam 10 códigos de recuperação.")).to_be_visible()
    clean(page)
    for way in ("Ver códigos", "Gerar códigos novos", "Tirar o segundo fator"):
        page.goto("/conta/")
        page.get_by_role("link", name=way).press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("ódigos|segundo"))
        clean(page)
    _comes_back(page, who, codes[0])


def _comes_back(page: Page, who: str, code: str) -> None:
    page.goto("/conta/")
    page.get_by_role("button", name="Sair").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrar")
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Senha").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirme que é você")
    clean(page)
    page.get_by_label("Código").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Principal")).to_be_visible()
    page.goto("/conta/")
    expect(page.get_by_text("Restam 9 códigos de recuperação.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["Português", "English"])
def test_the_pages_of_a_forgotten_password_are_axe_clean(
    console: Console, sign_in: SignIn, theme: str, language: str
) -> None:
    page = sign_in(theme=theme)
    # A page whose session has ended loads itself anew: not in the middle of going elsewhere.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto("/conta/login/")
    if language == "English":
        page.get_by_role("button", name="English").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=re.compile("Esqueci|Forgot")).press("Enter")
    clean(page)
    page.get_by_role("textbox").fill("ninguem@aurora.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Veja o seu e-mail" if language == "Português" else "Look at your e-mail"
    )
    clean(page)
    page.goto("/conta/password/reset/key/1-nao-vale/")
    clean(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_ended_session_loses_its_open_page_at_once(
    console: Console, sign_in: SignIn, boss: Page, theme: str
) -> None:
    who = member(console, "atendente")
    far = sign_in(who, theme=theme)
    far.goto("/conversas/")
    expect(far.locator("#frame[data-live]")).to_have_count(1)
    _sessions.pop((console.url, who))
    near = sign_in(who, theme=theme)
    near.goto("/conta/")
    expect(near.get_by_role("list", name="Sessões").get_by_role("listitem")).to_have_count(2)
    clean(near)
    near.get_by_role("button", name="Encerrar todas as outras").press("Enter")
    expect(near.get_by_role("status")).to_have_text("1 sessão encerrada.")
    expect(far).to_have_url(re.compile("/conta/login/"))
    near.goto("/conversas/")
    expect(near.locator("#frame[data-live]")).to_have_count(1)
    boss.goto("/membros/")
    boss.get_by_role("link", name=who).press("Enter")
    expect(boss.get_by_role("heading", level=1)).to_have_text(who)
    clean(boss)
    boss.get_by_role("button", name="Encerrar todas").press("Enter")
    expect(boss.get_by_role("status")).to_have_text("1 sessão encerrada.")
    expect(near).to_have_url(re.compile("/conta/login/"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_somebody_is_invited_comes_in_and_is_deactivated(
    console: Console, sign_in: SignIn, boss: Page, theme: str
) -> None:
    email = f"nova-{uuid4().hex[:6]}@aurora.example"
    boss.emulate_media(color_scheme=theme)
    boss.goto("/membros/")
    boss.get_by_label("E-mail").fill(email)
    boss.keyboard.press("Enter")
    link = boss.get_by_label("Endereço do convite").input_value()
    clean(boss)
    page = sign_in(theme=theme)
    # A desk that is signed out under its feet goes to the sign-in by itself: it is left first.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cooperativa Aurora convida você")
    clean(page)
    page.get_by_label("Escolha uma senha").fill("uma frase só minha")
    page.get_by_label("A mesma senha, outra vez").fill("outra coisa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("não são iguais")
    clean(page)
    page.get_by_label("Escolha uma senha").fill("uma frase só minha")
    page.get_by_label("A mesma senha, outra vez").fill("uma frase só minha")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Boas-vindas")
    page.goto("/conversas/")
    expect(page.locator("#frame[data-live]")).to_have_count(1)
    boss.goto("/membros/")
    boss.get_by_role("button", name=f"Desativar {email}").press("Enter")
    expect(boss.get_by_role("status")).to_contain_text("Desativada")
    clean(boss)
    expect(page).to_have_url(re.compile("/conta/login/"))
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Este convite já não vale")
    clean(page)


class Device:
    """The browser's own device for passkeys, in software."""

    def __init__(self, page: Page) -> None:
        self._line: CDPSession = page.context.new_cdp_session(page)
        self._line.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self._line.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def confirms(self, does: bool) -> None:
        """Say whether the finger or PIN is the right one: a prompt that is cancelled ends alike."""
        said = {"authenticatorId": self._id, "isUserVerified": does}
        self._line.send("WebAuthn.setUserVerified", said)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_passkey_is_made_opens_the_desk_and_is_removed(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    who = member(console, "supervisor")
    page = sign_in(who, theme=theme, host="localhost")
    device = Device(page)
    page.goto("/conta/")
    page.get_by_role("link", name="Nova chave de acesso").press("Enter")
    page.get_by_label("Senha").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nova chave de acesso")
    clean(page)
    device.confirms(False)
    page.get_by_label("Nome").fill("Notebook")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("O aparelho não confirmou")
    clean(page)
    device.confirms(True)
    page.get_by_role("button", name="Criar a chave").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Códigos de recuperação")
    page.goto("/conta/2fa/webauthn/add/")
    page.get_by_role("button", name="Criar a chave").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("já guarda uma chave")
    page.goto("/conta/")
    page.get_by_role("link", name="Mudar o nome Notebook").press("Enter")
    clean(page)
    page.get_by_label("Nome").fill("Notebook da sala")
    page.keyboard.press("Enter")
    kept = page.get_by_role("list", name="Chaves de acesso").get_by_role("listitem")
    expect(kept).to_contain_text("Notebook da sala")
    expect(kept).to_contain_text("entra sem a senha")
    clean(page)
    _leave(page)
    _alone(page, device)
    _leave(page)
    _after_the_password(page, device, who)
    _removed(page)
    _leave(page)
    page.get_by_role("button", name="Entrar com chave de acesso").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("não abre esta conta")


def _leave(page: Page) -> None:
    page.goto("/conta/")
    page.get_by_role("button", name="Sair").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrar")


def _alone(page: Page, device: Device) -> None:
    way = page.get_by_role("button", name="Entrar com chave de acesso")
    expect(way).to_be_visible()
    clean(page)
    device.confirms(False)
    way.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("O aparelho não confirmou")
    clean(page)
    device.confirms(True)
    way.press("Enter")
    expect(page.get_by_role("navigation", name="Principal")).to_be_visible()


def _after_the_password(page: Page, device: Device, who: str) -> None:
    page.get_by_label("E-mail").fill(who)
    page.get_by_label("Senha").fill(seed.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirme que é você")
    clean(page)
    page.get_by_role("button", name="Usar a chave de acesso").press("Enter")
    expect(page.get_by_role("navigation", name="Principal")).to_be_visible()


def _removed(page: Page) -> None:
    page.goto("/conta/")
    page.get_by_role("link", name="Tirar Notebook da sala").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirme que é você")
    page.get_by_role("link", name="Usar uma chave de acesso").press("Enter")
    clean(page)
    page.get_by_role("button", name="Usar a chave de acesso").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tirar a chave de acesso?")
    expect(page.get_by_text("último segundo fator")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Tirar", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Minha conta")
    expect(page.get_by_text("Notebook da sala")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_a_bare_address_nobody_is_offered_a_passkey(
    console: Console, sign_in: SignIn, theme: str
) -> None:
    page = sign_in(theme=theme)
    page.goto("/conta/")
    expect(page.get_by_text("Neste endereço o navegador não as aceita")).to_be_visible()
    expect(page.get_by_role("link", name="Nova chave de acesso")).to_have_count(0)
    clean(page)
    # A page whose session has ended loads itself anew: not in the middle of going elsewhere.
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto("/conta/login/")
    page.wait_for_load_state()
    expect(page.get_by_role("button", name="Entrar com chave de acesso")).to_have_count(0)
