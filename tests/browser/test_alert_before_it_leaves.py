"""A bad message that waits is stopped by who reads the alert about it, before anybody gets it."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_composer import nobody_has_it, shoot
from tests.browser.test_desk import open_thread, take, violations
from trato.door.outbox.models import Message
from trato.foundation import tenancy
from trato.insights.monitoring.models import Alert
from trato.insights.monitoring.watch import Watch
from trato.journal.models import Entry

__all__ = ["nobody_has_it"]

BAD = "Se preferir, faço um desconto por fora e fica só entre nós"
GOOD = "Posso ajudar em mais alguma coisa?"


@pytest.fixture(autouse=True)
def nothing_is_held(console: Console) -> None:
    """Every story begins with nothing held and nothing to triage."""
    from trato.casework.conversations.models import Conversation

    with tenancy.within(console.seeded.organisation_id):
        Conversation.objects.update(holds="", held_by=None)
        Alert.objects.all().delete()


def test_an_alert_comes_before_a_held_message_leaves_and_stops_it(
    console: Console, sign_in: SignIn
) -> None:
    ana, beto = sign_in("ana@aurora.example"), sign_in("beto@aurora.example")
    open_thread(beto, console)
    take(beto)
    hold_all(ana, console)
    said = say(beto, console, BAD)
    assert stage(console, said) == "held"
    Watch().watch(console.seeded.organisation_id)
    with tenancy.within(console.seeded.organisation_id):
        # What others said is other stories'.
        Alert.objects.exclude(message_id=said).delete()
    ana.goto("/alertas/")
    card = ana.locator("[data-card]", has_text=BAD)
    expect(card).to_contain_text("Favorecimento ilícito")
    expect(card).to_contain_text("Ainda não saiu.")
    assert violations(ana) == []
    shoot(ana, "alert-held")
    # Walked to and turned down by keyboard, without leaving the list.
    ana.keyboard.press("j")
    expect(card.locator("[data-row]")).to_be_focused()
    ana.keyboard.press("w")
    ana.get_by_role("dialog").get_by_role("textbox").fill("Isto não se oferece.")
    ana.get_by_role("dialog").get_by_role("button", name="Recusar").click()
    expect(ana).to_have_url(re.compile("/alertas/$"))
    expect(ana.get_by_text("Recusada. O atendente vê o porquê.")).to_be_visible()
    expect(card).not_to_contain_text("Ainda não saiu.")
    assert stage(console, said) == "cancelled"
    beto.reload()
    bubble = beto.locator("#thread .bubble-out", has_text=BAD)
    expect(bubble).to_contain_text("A supervisão recusou: Isto não se oferece.")
    with tenancy.within(console.seeded.organisation_id):
        row = Message.objects.get(id=said)
        assert (row.sending_at, row.attempts) == (None, 0)
        kinds = [
            kind
            for kind, facts in Entry.objects.order_by("id").values_list("kind", "facts")
            if facts.get("message_id") == str(said)
        ]
    assert kinds.index("monitoring.alert_raised") < kinds.index("outbox.message_turned_down")
    assert "outbox.message_cleared" not in kinds
    # Triaged like any other.
    ana.keyboard.press("j")
    ana.keyboard.press("v")
    expect(ana.get_by_text("Nenhum alerta aqui.")).to_be_visible()


def test_what_was_a_false_alarm_is_let_go_from_the_alert(console: Console, sign_in: SignIn) -> None:
    ana, beto = sign_in("ana@aurora.example"), sign_in("beto@aurora.example")
    open_thread(beto, console)
    take(beto)
    hold_all(ana, console)
    said = say(beto, console, f"{GOOD} Não faço nada por fora.")
    with tenancy.within(console.seeded.organisation_id):
        Alert.objects.create(
            organisation_id=console.seeded.organisation_id, message_id=said,
            word_class="illicit_favour", side="company", severity="serious", sign="por fora",
            author="human", written_at=Message.objects.get(id=said).created_at,
            raised_at=Message.objects.get(id=said).created_at, state="open",
            conversation_id=console.seeded.conversation_id,
        )  # fmt: skip
    ana.goto("/alertas/")
    expect(ana.locator("[data-waits]")).to_have_count(1)
    ana.keyboard.press("j")
    ana.keyboard.press("y")
    expect(ana).to_have_url(re.compile("/alertas/$"))
    expect(ana.get_by_text("Liberada. A porta decide de novo")).to_be_visible()
    with tenancy.within(console.seeded.organisation_id):
        assert Message.objects.get(id=said).awaits_approval_by is None


def test_turning_down_begins_with_what_waits_for_a_supervisor(
    console: Console, sign_in: SignIn
) -> None:
    ana, beto = sign_in("ana@aurora.example"), sign_in("beto@aurora.example")
    open_thread(beto, console)
    take(beto)
    hold_all(ana, console)
    asked, hourly = say(beto, console, GOOD), say(beto, console, "Até amanhã, então.")
    with tenancy.within(console.seeded.organisation_id):
        # The newer one only waits for its hour.
        Message.objects.filter(id=hourly).update(awaits_approval_by=None)
    for turned_down in (asked, hourly):
        ana.goto(f"/conversas/{console.seeded.conversation_id}/")
        ana.locator("body").press("w")
        dialog = ana.get_by_role("dialog")
        expect(dialog.locator("form")).to_have_attribute("action", re.compile(str(turned_down)))
        dialog.get_by_role("textbox").fill("Não agora.")
        dialog.get_by_role("button", name="Recusar").click()
        expect(ana.get_by_text("Recusada. O atendente vê o porquê.")).to_be_visible()


def hold_all(page: Page, console: Console) -> None:
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.locator("body").press("h")
    page.get_by_role("button", name="todas, até eu soltar").click()
    expect(page.get_by_text("Todas as mensagens daqui esperam")).to_be_visible()


def say(page: Page, console: Console, words: str) -> UUID:
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill(words)
    page.keyboard.press("Control+Enter")
    # The thread may know before the composer is a fresh one.
    expect(page.locator("#reply-text")).to_have_value("")
    # Another story may have said as much before.
    said = page.locator("#thread .bubble-out", has_text=words)
    expect(said.last).to_contain_text("supervisão")
    with tenancy.within(console.seeded.organisation_id):
        return UUID(str(Message.objects.filter(author="human").latest("id").id))


def stage(console: Console, message_id: UUID) -> str:
    with tenancy.within(console.seeded.organisation_id):
        return str(Message.objects.get(id=message_id).state)
