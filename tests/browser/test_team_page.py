"""Teams are arranged in a real browser, the floor shows by team, and tags come by themselves."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations

__all__ = ["nobody_has_it"]


@pytest.fixture(autouse=True)
def at_work(console: Console) -> None:
    """Two agents have seats, and there is a queue; no team is left from a story before."""
    from trato.book.organisations.read import people_at_desk
    from trato.casework.conversations.arrange_queue import keep_queue, queue_cards
    from trato.casework.conversations.arrange_team import drop_team, team_cards
    from trato.casework.conversations.attend import attend
    from trato.foundation import clock, tenancy

    now = clock.now()
    with tenancy.within(console.seeded.organisation_id):
        for user_id, email in people_at_desk():
            if email.startswith(("beto", "caio")):
                attend(user_id, name=email.partition("@")[0], at=now)
        if not queue_cards():
            keep_queue(
                None, name="Jurídico", skill="", reasons=["legal"], answer_within_minutes=15,
                by=None, at=now,
            )  # fmt: skip
        for card in team_cards():
            drop_team(card.team_id, by=None, at=now)


def make(page: Page, name: str) -> None:
    page.goto("/atendimento/")
    page.get_by_role("link", name="Equipes").click()
    new = page.locator("section[aria-labelledby=teams-new]")
    new.get_by_label("Nome").fill(name)
    new.get_by_label("Quem supervisiona").select_option(label="ana")
    new.get_by_label("beto").check()
    new.get_by_label("Jurídico").check()
    new.get_by_role("button", name="Guardar equipe").click()
    expect(page.get_by_text("Equipe guardada")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_team_is_made_and_the_floor_shows_by_team(sign_in: SignIn, theme: str) -> None:
    page = sign_in(theme=theme)
    make(page, "Mesa jurídica")
    team = page.locator("main li").first
    expect(team.get_by_label("beto")).to_be_checked()
    expect(page.locator("section[aria-labelledby=teams-new]")).to_contain_text("(Mesa jurídica)")
    assert violations(page) == []
    shoot(page, f"teams-{theme}")
    page.goto("/piso/")
    table = page.locator("section[aria-labelledby=floor-teams]")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Mesa jurídica")
    assert violations(page) == []
    shoot(page, f"floor-teams-{theme}")
    table.get_by_role("link", name="Mesa jurídica").click()
    agents = page.locator("section[aria-labelledby=floor-agents]")
    expect(agents).to_contain_text("beto")
    expect(agents).not_to_contain_text("caio")
    expect(page.locator("section[aria-labelledby=floor-queues]")).to_contain_text("Jurídico")
    assert violations(page) == []
    shoot(page, f"floor-one-team-{theme}")


def test_a_queue_is_helped_by_another_team_and_the_floor_says_so(sign_in: SignIn) -> None:
    page = sign_in()
    make(page, "Mesa jurídica")
    new = page.locator("section[aria-labelledby=teams-new]")
    new.get_by_label("Nome").fill("Balcão")
    new.get_by_label("caio").check()
    new.get_by_role("button", name="Guardar equipe").click()
    expect(page.get_by_role("button", name="Guardar equipe Balcão")).to_be_visible()
    page.goto("/atendimento/")
    page.get_by_label("1ª equipe a ajudar: Jurídico").select_option(label="Balcão")
    page.get_by_label("Depois de (minutos): Jurídico").fill("12")
    assert violations(page) == []
    shoot(page, "queue-helped")
    page.get_by_role("button", name="Guardar fila Jurídico").click()
    expect(page.get_by_text("Fila guardada")).to_be_visible()
    chosen = page.get_by_label("1ª equipe a ajudar: Jurídico").locator("option:checked")
    expect(chosen).to_have_text("Balcão")
    page.goto("/piso/")
    queues = page.locator("section[aria-labelledby=floor-queues]")
    expect(queues).to_contain_text("depois de 12 min ajuda Balcão")
    assert violations(page) == []
    shoot(page, "floor-helped")
    page.get_by_role("navigation", name="Equipes").get_by_role("link", name="Balcão").click()
    expect(queues).to_contain_text("esta equipe ajuda depois de 12 min")
    assert violations(page) == []
    shoot(page, "floor-of-helpers")


def test_a_conversation_is_passed_to_a_team_by_keyboard(console: Console, sign_in: SignIn) -> None:
    make(sign_in(), "Mesa jurídica")
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.keyboard.press("t")
    expect(page.locator("#dialog-transfer select")).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("Mesa")
    expect(page.locator("#dialog-transfer option:checked")).to_have_text("Mesa jurídica")
    shoot(page, "transfer-to-team")
    page.keyboard.press("Tab")
    page.keyboard.type("Pediu a cópia do contrato")
    for _ in ("cancel", "transfer"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Transferida, com todo o contexto.")).to_be_visible()
    open_thread(page, console)
    expect(page.locator("#thread")).to_contain_text("Pediu a cópia do contrato")
    expect(page.locator("#thread")).to_contain_text("nota da transferência · beto")
    expect(page.locator("#open header")).to_contain_text("fila humana")


@pytest.mark.parametrize("width", [1280, 820])
def test_the_longest_name_stays_inside_the_page(sign_in: SignIn, width: int) -> None:
    page = sign_in()
    page.set_viewport_size({"width": width, "height": 900})
    long = "M" * 60
    make(page, long)
    label = page.locator("section[aria-labelledby=teams-new] label").filter(has_text=f"({long})")
    expect(label.first).to_be_visible()
    shoot(page, f"teams-long-{width}")
    for one in label.all():
        assert one.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_name_that_is_taken_gives_the_form_back_as_it_was_written(sign_in: SignIn) -> None:
    page = sign_in()
    make(page, "Mesa")
    new = page.locator("section[aria-labelledby=teams-new]")
    new.get_by_label("Nome").fill("Mesa")
    new.get_by_label("caio").check()
    new.get_by_role("button", name="Guardar equipe").click()
    expect(page.get_by_text("Já existe uma equipe com esse nome")).to_be_visible()
    again = page.locator("section[aria-labelledby=teams-new]")
    expect(again.get_by_label("Nome")).to_have_value("Mesa")
    expect(again.get_by_label("caio")).to_be_checked()
    page.get_by_role("button", name="Apagar Mesa").click()
    expect(page.get_by_text("voltam a ser de todos")).to_be_visible()


def test_in_english_by_keyboard(sign_in: SignIn) -> None:
    page = sign_in()
    make(page, "Mesa")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="New team")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Português").click()


def test_a_tag_that_somebody_else_puts_on_comes_by_itself(
    console: Console, sign_in: SignIn
) -> None:
    from trato.casework.sorting.models import Tag
    from trato.casework.sorting.tag import tag
    from trato.foundation import clock, tenancy

    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    page.wait_for_timeout(500)
    with tenancy.within(console.seeded.organisation_id):
        named, _new = Tag.objects.get_or_create(
            organisation_id=console.seeded.organisation_id, name="Prioridade"
        )
        tag(console.seeded.conversation_id, [named.id], by=1, at=clock.now())
    expect(page.locator("#open").get_by_text("Prioridade").first).to_be_visible()
    expect(page.locator("#rows").get_by_text("Prioridade").first).to_be_visible()
    with tenancy.within(console.seeded.organisation_id):
        tag(console.seeded.conversation_id, [], by=1, at=clock.now())
    expect(page.locator("#rows").get_by_text("Prioridade")).to_have_count(0)


def shoot(page: Page, name: str) -> None:
    folder = os.environ.get("TRATO_LOOK_AT")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
