"""The page of score cards, as a supervisor and as an agent."""

import csv
import io
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
