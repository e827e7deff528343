"""Alerts and lexicons in a real browser: triaged by keyboard, tried before kept, in both themes."""

import re
from uuid import UUID, uuid4

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
        for text in SAID:
            hear(organisation_id, text)
    Watch().watch(organisation_id)
    with tenancy.within(organisation_id):
        return Alert.objects.filter(state="open").count()


def hear(organisation_id: UUID, text: str) -> UUID:
    """Let the person of the newest conversation write, inside the organisation."""
    thread = Conversation.objects.latest("id")
    at = thread.last_event_at
    row = InboundMessage.objects.create(
        organisation_id=organisation_id, conversation_id=thread.id,
        provider_message_id=uuid4().hex, kind="text", text=text, payload_sealed=b"",
        written_at=at, received_at=at, handle_after=at, handled_at=at,
    )  # fmt: skip
    return UUID(str(row.id))


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


def test_a_message_with_several_signs_is_one_card_triaged_by_class(
    console: Console, sign_in: SignIn
) -> None:
    organisation_id = console.seeded.organisation_id
    with tenancy.within(organisation_id):
        several = hear(organisation_id, "já paguei, vou no procon e quero morrer")
        other = hear(organisation_id, "quero morrer")
    Watch().watch(organisation_id)
    with tenancy.within(organisation_id):
        Alert.objects.exclude(message_id__in=[several, other]).delete()
        # The newest stands first; which of the two was looked at first is chance.
        first_is_several = Alert.objects.latest("id").message_id == several
    page = sign_in()
    page.goto("/alertas/")
    expect(page.locator("[data-card]")).to_have_count(2)
    card = page.locator("[data-card]", has=page.locator("[data-alert]:nth-child(3)"))
    lines = card.locator("[data-alert]")
    expect(lines).to_have_count(3)
    expect(lines.first).to_contain_text("Autolesão")
    page.keyboard.press("j")
    if not first_is_several:
        page.keyboard.press("j")
    card = page.locator("[data-card]", has=page.locator("[data-row]:focus"))
    expect(card.locator("[data-alert]")).to_have_count(3)
    page.keyboard.press("v")
    # Only the one on top of the card that has the focus was judged.
    expect(page.locator("[data-alert]")).to_have_count(3)
    lines = page.locator("[data-card]", has_text="procon").locator("[data-alert]")
    expect(lines).to_have_count(2)
    # A click judges the class it stands beside.
    lines.last.get_by_role("button", name="Falso").click()
    expect(lines).to_have_count(1)
    expect(page.locator("[data-row]", has_text="procon")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("[data-alert]")).to_have_count(1)
    with tenancy.within(organisation_id):
        triaged = dict(Alert.objects.filter(message_id=several).values_list("word_class", "state"))
        assert Alert.objects.get(message_id=other).state == "open"
    assert triaged.pop("self_harm") == "true"
    assert sorted(triaged.values()) == ["coached", "false"]


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
    expect(page.get_by_role("button", name="Português")).to_be_visible()
    page.goto("/alertas/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alerts")
