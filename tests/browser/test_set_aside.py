"""What waits for a person, in a real browser: by keyboard, in both themes, in both languages."""

import re
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Console, SignIn
from trato.book.organisations import keys
from trato.door.outbox.models import Message
from trato.entrypoints.ingest.models import Delivery, Leftover
from trato.foundation import tenancy
from trato.foundation.ids import new_id


@pytest.fixture
def waiting(console: Console) -> int:
    """Leave one unreadable webhook, one unknown item and two unconfirmed sends."""
    seeded = console.seeded
    with tenancy.within(seeded.organisation_id):
        sent = Message.objects.filter(state="unknown")
        sent.update(needs_human="sem resposta do provedor: conferir no painel antes de reenviar")
        at = sent.latest("id").created_at
        vault = keys.vault()
        delivery = Delivery.objects.create(
            organisation_id=seeded.organisation_id, id=new_id(), source="whatsapp",
            fingerprint=uuid4().bytes, received_at=at, next_try_at=at, unpacked_at=at,
            body_sealed=vault.seal_bytes(b"?", place="delivery.body"), failure="not JSON",
        )  # fmt: skip
        Leftover.objects.create(
            organisation_id=seeded.organisation_id, id=new_id(), delivery_id=delivery.id,
            field="messages", kind="group_update", received_at=at,
            payload_sealed=vault.seal_bytes(b"{}", place="leftover.payload"),
        )  # fmt: skip
        return sent.count()


def test_a_supervisor_goes_there_and_closes_one_by_keyboard(
    console: Console, sign_in: SignIn, waiting: int
) -> None:
    page = sign_in()
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page).to_have_url(re.compile("/pendencias/$"))
    section = page.get_by_role("region", name="Envios sem confirmação").first
    expect(section.get_by_role("row")).to_have_count(waiting + 1)
    expect(section.get_by_role("button", name="Tentar de novo")).to_have_count(0)
    section.get_by_label("Motivo").first.focus()
    page.keyboard.type("conferido: não")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Encerrada.")
    expect(section.get_by_role("row")).to_have_count(waiting)
    page.get_by_role("button", name="Tentar de novo").first.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Vai ser tentada de novo.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(
    console: Console, sign_in: SignIn, waiting: int, theme: str
) -> None:
    page = sign_in(theme=theme)
    page.goto("/pendencias/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pendências")
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Português")).to_be_visible()
    page.goto("/pendencias/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set aside")
    assert Axe().run(page).response["violations"] == []


def test_an_agent_is_not_led_there(sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    expect(page.get_by_role("link", name="Pendências")).to_have_count(0)
    assert page.request.get("/pendencias/").status == 403
