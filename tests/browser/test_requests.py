"""What people asked for, in a real browser: closed by keyboard alone, axe-clean in both themes."""

import re
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from tests.browser import pages, seed
from tests.browser.conftest import TUESDAY_MORNING, Console, SignIn
from tests.browser.test_desk import violations
from trato.book.organisations.create import add_member
from trato.casework.conversations.read import conversation
from trato.casework.requests.models import Dispute, PrivacyRequest
from trato.casework.requests.open_dispute import open_dispute
from trato.casework.requests.request_privacy import request_privacy
from trato.foundation import tenancy
from trato.insights.retention.keep import place_hold, release_hold
from trato.insights.retention.values import HoldKind

ADMINISTRATOR = "pedidos@aurora.example"
OFFICER = "encarregada@aurora.example"


@pytest.fixture
def asked(console: Console) -> Iterator[None]:
    """Let a person contest and use two rights; one is late, the deletion is under legal hold."""
    own = console.seeded
    pages.administrator(console, ADMINISTRATOR)
    with tenancy.within(own.organisation_id):
        person_id = conversation(own.conversation_id).person_id
        assert person_id is not None
        here = {"person_id": person_id, "conversation_id": own.conversation_id}
        for reason in ("duplicate", "harassment"):
            open_dispute(**here, debt_ids=(), reason=reason, words="x", at=TUESDAY_MORNING)
        for right in ("access", "deletion"):
            request_privacy(**here, right=right, words="x", at=TUESDAY_MORNING)
        Dispute.objects.filter(reason="harassment").update(answer_by_on="2026-11-20")
        PrivacyRequest.objects.filter(kind="deletion").update(answer_by_on="2026-11-21")
        hold = place_hold(
            HoldKind.PERSON, person_id, reason="ofício", by_user=1, at=TUESDAY_MORNING
        )
    connections.close_all()
    yield
    with tenancy.within(own.organisation_id):
        release_hold(hold, by_user=1, at=TUESDAY_MORNING)
        Dispute.objects.all().delete()
        PrivacyRequest.objects.all().delete()
    connections.close_all()


def there(page: Page) -> None:
    """Go there by keys; the first row is late."""
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/pedidos/$"))
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()


def test_a_dispute_is_closed_by_keyboard_alone(asked: None, sign_in: SignIn) -> None:
    page = sign_in()
    there(page)
    section = page.locator("#disputes")
    first = section.get_by_role("listitem").first
    expect(first).to_contain_text("reclama da forma de cobrança")
    expect(first).to_contain_text("atrasado")
    expect(page.locator("#rights")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("Pedidos.*1 pedido atrasado"))).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_role("status")).to_contain_text("Anotado: provas pedidas.")
    expect(first).to_contain_text("provas pedidas")
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(first.get_by_label("O que foi decidido?")).to_be_focused()
    page.keyboard.type("improcedente")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Contestação encerrada.")
    expect(section.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("link", name="Encerrados").press("Enter")
    expect(section.get_by_role("listitem").first).to_contain_text("improcedente")


def test_the_privacy_officer_answers_by_keyboard_alone(
    console: Console, asked: None, sign_in: SignIn
) -> None:
    with tenancy.within(console.seeded.organisation_id):
        add_member(email=OFFICER, password=seed.PASSWORD, role="encarregado")
    connections.close_all()
    page = sign_in(OFFICER)
    there(page)
    first = page.locator("#rights").get_by_role("listitem").first
    expect(first).to_contain_text("eliminação")
    expect(first).to_contain_text("sob guarda legal")
    expect(page.locator("#disputes")).to_have_count(0)
    page.keyboard.press("e")
    expect(first.get_by_label("Como acabou?")).to_be_focused()
    page.keyboard.type("recusado")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Explicamos por que os dados ficam.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("o que se recusa tem motivo")
    expect(first.get_by_label("O que foi respondido")).to_have_value(
        "Explicamos por que os dados ficam."
    )
    first.get_by_label("Motivo do que").focus()
    page.keyboard.type("dever")
    first.get_by_role("button", name="Encerrar o pedido").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Pedido encerrado.")
    page.get_by_role("link", name="Encerrados").press("Enter")
    closed = page.locator("#rights").get_by_role("listitem").first
    expect(closed).to_contain_text("dever legal ou regulatório")
    expect(closed).to_contain_text("Explicamos por que os dados ficam.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_accessible(asked: None, sign_in: SignIn, theme: str) -> None:
    page = sign_in(ADMINISTRATOR, theme=theme)
    for width in (1280, 820):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/pedidos/")
        for one in page.locator("#list summary").all():
            one.click()
        assert violations(page) == []
        assert page.evaluate("document.querySelector('#content').scrollWidth") <= width
        assert (
            page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('main'))")
            <= 0
        )
    page.goto("/")
    expect(page.locator("#content").get_by_role("link", name="Pedidos das pessoas")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Português")).to_be_visible()
    page.goto("/pedidos/?estado=encerrados")
    expect(page.get_by_role("heading", level=1)).to_have_text("Requests")
    expect(page.locator("#list")).to_contain_text("No privacy request was closed.")
    assert violations(page) == []


def test_every_act_of_a_row_has_a_key(asked: None, sign_in: SignIn) -> None:
    page = sign_in(ADMINISTRATOR)
    page.goto("/pedidos/")
    acts = page.locator("[data-waits] > details > summary, [data-waits] > form > button")
    expect(acts).to_have_count(8)
    assert all(one.get_attribute("data-key") for one in acts.all())


def test_an_agent_is_not_led_there(sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    expect(page.get_by_role("link", name="Pedidos")).to_have_count(0)
    assert page.request.get("/pedidos/").status == 403
