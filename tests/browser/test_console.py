"""What somebody does at the desk all day, in a real browser."""

import re
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import pages
from tests.browser.conftest import Console, SignIn


def test_a_wrong_password_is_refused_calmly_and_nothing_is_shown(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.get_by_role("button", name="Sair").click()
    page.wait_for_url("**/conta/login/**")
    page.get_by_label("E-mail").fill("ana@aurora.example")
    page.get_by_label("Senha").fill("não é esta")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/conversas/")
    expect(page).to_have_url(re.compile("/conta/login/"))


def test_the_panel_prints_numerators_denominators_and_the_window(sign_in: SignIn) -> None:
    page = sign_in()
    expect(page.get_by_text("Janela: desde o começo")).to_be_visible()
    planned = page.locator("li", has_text="Planejadas").first
    # Another story plans eighteen more, before or after this one.
    expect(planned).to_contain_text(re.compile("62 / 62|80 / 80"))
    expect(page.get_by_text("corrente íntegra")).to_be_visible()


def test_a_plan_names_reason_law_and_remedy_and_is_approved_to_how_many(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.goto(f"/campanhas/{console.seeded.planned_id}/")
    row = page.get_by_role("row", name=re.compile("OPT_IN_MISSING"))
    expect(row).to_contain_text("WhatsApp")
    expect(row.locator("abbr.mark").first).to_have_attribute("title", re.compile("^V: "))
    approve = page.get_by_role("button", name=re.compile(r"Aprovar e contatar até \d+ pessoas"))
    approve.click()
    expect(page.get_by_role("status")).to_contain_text("Aprovada. Até")
    expect(page.locator("#progress")).to_contain_text("em andamento")
    page.get_by_role("button", name="Pausar").press("Enter")
    expect(page.locator("#progress")).to_contain_text("pausada")
    expect(page.get_by_role("button", name="Retomar")).to_be_visible()


def test_an_agent_may_not_approve_and_an_analyst_may_not_write(
    console: Console, sign_in: SignIn
) -> None:
    agent = sign_in("beto@aurora.example")
    agent.goto(f"/campanhas/{console.seeded.campaign_id}/")
    expect(agent.get_by_role("button", name="Pausar")).to_have_count(0)
    answer = agent.request.get("/campanhas/nova/")
    assert answer.status == 403
    analyst = sign_in("clara@aurora.example")
    analyst.goto(f"/conversas/{console.seeded.conversation_id}/")
    expect(analyst.locator("#thread")).to_be_visible()
    expect(analyst.locator("#composer")).to_have_count(0)


def test_the_list_is_walked_with_j_and_k_and_opened_with_enter(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/conversas/")
    rows = page.locator("#list [data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("j")
    name = rows.nth(1).locator("span.font-medium").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#thread-title")).to_have_text(name)
    expect(page).to_have_url(re.compile("/conversas/[0-9a-f-]{36}/"))
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_words_the_door_refuses_stay_in_the_box_with_rule_and_law(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    box = page.get_by_label("Sua mensagem")
    bad = "Pague hoje ou vamos avisar o seu chefe."
    box.fill(bad)
    expect(page.locator("#verdict")).to_contain_text("A porta não deixaria sair.")
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#verdict")).to_contain_text("O texto continua aqui.")
    expect(page.locator("#verdict")).to_contain_text("CDC")
    expect(box).to_have_value(bad)
    page.get_by_role("link", name="ver a decisão").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Por que não foi enviada?")
    expect(page.get_by_text("reproduzida: bytes idênticos")).to_be_visible()


def test_an_agent_takes_a_conversation_over_and_gives_it_back(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.get_by_role("button", name="Assumir").click()
    expect(page.get_by_role("status").first).to_contain_text("A conversa é sua.")
    page.get_by_role("button", name="Devolver ao assistente").click()
    expect(page.get_by_role("button", name="Assumir")).to_be_visible()


def test_a_sent_message_shows_its_decisions_inputs_and_way_to_the_phone(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    page.goto(f"/mensagens/{console.seeded.delivered_id}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Por que foi enviada?")
    expect(page.get_by_text("Entregue no aparelho")).to_be_visible()
    page.get_by_text("O que a porta sabia").first.click()
    expect(page.get_by_text("actor_role")).to_be_visible()
    expect(page.get_by_text("outbox.message_decided")).to_be_visible()


def test_what_belongs_to_another_organisation_is_not_found(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in()
    theirs = console.foreign
    for path in (
        f"/campanhas/{theirs.campaign_id}/",
        f"/campanhas/{theirs.campaign_id}/andamento/",
        f"/conversas/{theirs.conversation_id}/",
        f"/conversas/{theirs.conversation_id}/fio/",
        f"/mensagens/{theirs.delivered_id}/",
    ):
        assert page.request.get(path).status == 404, path


def test_the_console_speaks_english_when_asked(sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Campaigns")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
TABLET: Final[ViewportSize] = {"width": 820, "height": 1180}
_BESIDE: Final = """() => {
  const scrollsItself = (node) => {
    for (let at = node.parentElement; at && at !== document.body; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth
          && at.id !== "content") return true;
    return false;
  };
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true });
  const kinds = "a, button, input, select, textarea, summary, h1, h2";
  const beside = [...document.querySelectorAll(kinds)]
    .filter(isShown)
    .filter((node) => {
      const { left, right, width } = node.getBoundingClientRect();
      return width > 1 && (right > innerWidth + 1 || left < -1) && !scrollsItself(node);
    })
    .map((node) => node.outerHTML.slice(0, 120));
  const whole = [document.documentElement, document.getElementById("content")].filter(Boolean);
  return [beside, Math.max(...whole.map((node) => node.scrollWidth - node.clientWidth))];
}"""


@pytest.mark.parametrize(("theme", "language"), [("light", "pt-br"), ("dark", "en")])
def test_every_page_is_accessible(
    console: Console, sign_in: SignIn, theme: str, language: str
) -> None:
    email = pages.administrator(console, f"gil-{theme}@aurora.example")
    page = sign_in(email, theme=theme)
    assert pages.unlisted(page) == set()
    every = [where for _name, where in pages.plain(page)]
    every += pages.with_parameters(page, console, email).values()
    every += [pages.review(page, console), f"/mensagens/{console.seeded.delivered_id}/", "/nada/"]
    if language == "en":
        page.goto("/regras/")
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    for path in every:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == (404 if path == "/nada/" else 200), path
        _no_violations(page, path)
        _reads_in_the_other_theme(page, path, theme)
        _fits_a_tablet(page, path)
    page.goto("/regras/")
    page.locator("header form button").last.click()
    page.wait_for_url("**/conta/login/**")
    _no_violations(page, "/conta/login/")
    _reads_in_the_other_theme(page, "/conta/login/", theme)
    _fits_a_tablet(page, "/conta/login/")


def _reads_in_the_other_theme(page: Page, path: str, theme: str) -> None:
    """Look at what a theme decides, contrast, in the same page as loaded: names stay what they are.

    Each language is looked at whole in one theme, so both are in both.
    """
    other = {"light": "dark", "dark": "light"}[theme]
    page.emulate_media(color_scheme=other, reduced_motion="reduce")
    _no_violations(page, f"{path} {other}", {"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")


def _fits_a_tablet(page: Page, path: str) -> None:
    """Let nothing stand beside a narrow page, but in what scrolls for itself."""
    page.set_viewport_size(TABLET)
    beside, scrolls = page.evaluate(_BESIDE)
    assert (path, beside, scrolls) == (path, [], 0)
    page.set_viewport_size(DESK)


def _no_violations(page: Page, path: str, options: dict[str, Any] | None = None) -> None:
    found = Axe().run(page, options=options).response["violations"]
    assert [(path, v["id"], [n["target"] for n in v["nodes"]]) for v in found] == []


def test_a_double_click_plans_one_campaign(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/campanhas/nova/")
    page.get_by_label("Nome").fill("Duas vezes")
    page.locator("select[name=portfolio]").select_option(index=1)
    page.locator("input[name=template]").first.check()
    page.get_by_role("button", name="Planejar").dblclick()
    page.wait_for_url(re.compile(r"/campanhas/[0-9a-f-]{36}/$"))
    page.goto("/campanhas/")
    expect(page.get_by_role("link", name="Duas vezes")).to_have_count(1)
