"""A long thread in a real browser: what was said before is read by one key, from its end on."""

import os
from datetime import timedelta
from uuid import UUID

from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import nobody_has_it, open_thread, take, violations
from trato.casework.conversations.models import InboundMessage
from trato.foundation import tenancy
from trato.foundation.ids import new_id

__all__ = ["nobody_has_it"]


def write(organisation_id: UUID, thread: UUID, count: int) -> None:
    """Let the person have written so often before what they wrote."""
    with tenancy.within(organisation_id):
        row = InboundMessage.objects.filter(conversation_id=thread).order_by("written_at")[0]
        names = [f.attname for f in InboundMessage._meta.concrete_fields if f.column]
        first_at, made = row.written_at, []
        for n in range(count):
            row.id, row.provider_message_id, row.text = new_id(), f"wamid.long.{n}", f"fala {n}."
            row.written_at = first_at - timedelta(minutes=count - n)
            made.append(InboundMessage(**{name: getattr(row, name) for name in names}))
        InboundMessage.objects.bulk_create(made)


def test_what_was_said_before_is_read_by_one_key_and_stays_while_more_comes(
    console: Console, sign_in: SignIn
) -> None:
    write(console.seeded.organisation_id, console.seeded.conversation_id, 450)
    page = sign_in("beto@aurora.example")
    page.set_viewport_size({"width": 1280, "height": 800})
    open_thread(page, console)
    take(page)
    expect(page.get_by_text("fala 449.", exact=True)).to_be_attached()
    expect(page.get_by_text("fala 240.", exact=True)).to_have_count(0)
    page.locator("body").press("J")
    expect(page.locator("#earlier + ol > li").last).to_be_in_viewport()
    expect(page.get_by_text("fala 240.", exact=True)).to_have_count(1)
    expect(page.locator("#scroll")).to_be_focused()
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/earlier.png")
    # What came in is known to its keys a moment later.
    expect(page.locator("#earlier.htmx-added")).to_have_count(0)
    page.locator("#scroll").press("J")
    expect(page.get_by_text("fala 0.", exact=True)).to_be_attached()
    expect(page.get_by_role("button", name="Mensagens anteriores")).to_have_count(0)
    said = [page.get_by_text(f"fala {n}.", exact=True).count() for n in range(0, 450, 7)]
    assert set(said) == {1}
    page.locator("#scroll").evaluate("it => { it.scrollTop = 0 }")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/earliest.png")
    assert violations(page) == []
    page.locator("#scroll").evaluate("it => { it.scrollTop = it.scrollHeight }")
    page.locator("#reply-text").fill("Bom dia, posso ajudar?")
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#thread").get_by_text("Bom dia, posso ajudar?")).to_be_visible()
    expect(page.get_by_text("fala 0.", exact=True)).to_have_count(1)
