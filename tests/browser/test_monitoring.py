"""Alerts and lexicons in a real browser: triaged by keyboard, tried before kept, in both themes."""

import re
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from trato.casework.conversations.models import Conversation, InboundMessage
from trato.foundation import tenancy
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.watch import Watch

SAID = ("já paguei ontem", "vou no procon amanhã", "quero morrer", "bom dia")


@pytest.fixture
def alerts(console: Console) -> int:
    """Let four people write, and watch; return how many alerts are open."""
    organisation_id = console.seeded.organisation_id
    with tenancy.within(organisation_id):
        Alert.objects.all().delete()
        thread = Conversation.objects.latest("id")
        at = thread.last_event_at
        for text in SAID:
            InboundMessage.objects.create(
                organisation_id=organisation_id, conversation_id=thread.id,
                provider_message_id=uuid4().hex, kind="text", text=text, payload_sealed=b"",
                written_at=at, received_at=at, handle_after=at, handled_at=at,
            )  # fmt: skip
    Watch().watch(organisation_id)
    with tenancy.within(organisation_id):
        return Alert.objects.filter(state="open").count()


def test_a_supervisor_triages_by_keyboard_alone(
    console: Console, sign_in: SignIn, alerts: int
) -> None:
    page = sign_in()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/alertas/$"))
    rows = page.locator("[data-alert]")
    expect(rows).to_have_count(alerts)
    # The keys are those of the alert that has the focus, not of the first one.
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("v")
    expect(rows).to_have_count(alerts - 1)
    page.keyboard.press("f")
    expect(rows).to_have_count(alerts - 2)
    expect(page.locator("#open-alerts")).to_contain_text(str(alerts - 2))
    with tenancy.within(console.seeded.organisation_id):
        assert sorted(Alert.objects.exclude(state="open").values_list("state", flat=True)) == [
            "false", "true"]  # fmt: skip
    page.goto("/lexicos/")
    expect(page.get_by_role("table")).to_contain_text(re.compile(r"\d / \d"))


def test_changed_terms_are_tried_before_they_are_kept(sign_in: SignIn, alerts: int) -> None:
    assert alerts
    page = sign_in()
    page.goto("/lexicos/threat/")
    page.get_by_label("Expressões da organização").fill("*")
    page.get_by_role("button", name="Ver o que teria gerado").click()
    expect(page.get_by_role("alert")).to_contain_text("Escreva ao menos uma palavra")
    page.get_by_label("Expressões da organização").fill("bom dia")
    page.get_by_role("button", name="Ver o que teria gerado").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Teria gerado")
    expect(page.locator("#own")).to_have_value("bom dia")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status")).to_contain_text("1 expressão mudou.")
    page.get_by_label("Expressões da organização").fill("")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("status")).to_contain_text("1 expressão mudou.")


def test_who_only_answers_people_sees_no_alerts(sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    assert page.goto("/alertas/").status == 403  # type: ignore[union-attr]
    assert page.goto("/lexicos/").status == 403  # type: ignore[union-attr]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_are_accessible_in_both_languages(
    sign_in: SignIn, alerts: int, theme: str
) -> None:
    assert alerts
    page = sign_in(theme=theme)
    for path in ("/alertas/", "/alertas/?estado=todas", "/lexicos/", "/lexicos/fraud/"):
        page.goto(path)
        assert Axe().run(page).response["violations"] == [], path
    page.goto("/alertas/")
    page.get_by_role("button", name="English").click()
    page.goto("/alertas/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
