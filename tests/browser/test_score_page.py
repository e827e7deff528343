"""The page of score cards, as a supervisor and as an agent."""

import csv
import io
import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_supervisor_compares_and_takes_it_along(
    console: Console, sign_in: SignIn, theme: Any
) -> None:
    beto = sign_in("beto@aurora.example")
    beto.goto("/conversas/")
    ana = sign_in("ana@aurora.example", theme=theme)
    ana.goto("/desempenho/?dias=90")
    table = ana.get_by_role("table")
    expect(table).to_contain_text("beto")
    expect(table).to_contain_text("assistente virtual")
    assert Axe().run(ana).response["violations"] == []
    answer = ana.request.get("/desempenho/?dias=90&formato=csv")
    rows = list(csv.DictReader(io.StringIO(answer.text())))
    assert {"beto", "assistente virtual"} <= {row["name"] for row in rows}


def test_an_agent_sees_their_own_line_only(console: Console, sign_in: SignIn) -> None:
    beto = sign_in("beto@aurora.example")
    beto.goto("/desempenho/")
    expect(beto.get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(beto.get_by_role("table")).to_contain_text("beto")


def test_a_chosen_stretch_with_its_definitions_and_as_json(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("ana@aurora.example")
    page.goto("/desempenho/?dias=90")
    page.get_by_label("de", exact=True).fill("2026-11-01")
    page.get_by_label("até", exact=True).fill("2026-11-24")
    page.get_by_role("button", name="Mostrar").click()
    page.wait_for_url("**/desempenho/?de=2026-11-01&ate=2026-11-24")
    page.get_by_text("Como cada número é contado").click()
    expect(page.get_by_text("Palavras dadas no período e cumpridas")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Promessa")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/scores.png", full_page=True)
    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()
    assert taken.value.suggested_filename == "desempenho-2026-11-01-2026-11-24.json"
    told = page.request.get("/desempenho/?de=2026-11-01&ate=2026-11-24&formato=json").json()
    assert {"kept_percent", "promise_percent"} <= set(told["definitions"])
    for card in told["cards"]:
        assert card["promised"] <= card["reached"]
        assert card["words_kept"] <= card["words_due"]
    page.goto("/desempenho/?de=2026-11-20&ate=2026-11-01")
    expect(page.get_by_role("alert")).to_contain_text("Esse período não existe")
