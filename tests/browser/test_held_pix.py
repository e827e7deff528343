"""A Pix that an agent asks for while a supervisor holds the conversation, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_composer import nobody_has_it, reached_and_answered, shoot
from tests.browser.test_desk import open_thread, take, violations
from tests.flows.test_offers_at_the_desk import Bank

__all__ = ["nobody_has_it"]


def test_a_held_pix_waits_for_the_supervisor_and_is_asked_for_again(
    console: Console, sign_in: SignIn
) -> None:
    beto = sign_in("beto@aurora.example")
    agree(beto, console)
    ana = sign_in("ana@aurora.example")
    ana.goto(f"/conversas/{console.seeded.conversation_id}/")
    ana.locator("body").press("h")
    ana.get_by_role("button", name="todas, até eu soltar").click()
    expect(ana.get_by_text("Todas as mensagens daqui esperam")).to_be_visible()
    ask(beto)
    expect(beto.locator("#deals")).to_contain_text("emitindo")
    issue(console)
    beto.reload()
    expect(beto.locator("#deals")).to_contain_text("na supervisão")
    expect(beto.locator("#thread li").last).to_contain_text("Espera pela supervisão antes de sair")
    assert violations(beto) == []
    shoot(beto, "held-pix")
    ana.goto("/piso/")
    held = ana.locator("section", has_text="Esperam por você").last
    expect(held).to_contain_text("aqui está o Pix do seu acordo")
    shoot(ana, "held-pix-floor")
    ana.goto(f"/conversas/{console.seeded.conversation_id}/")
    ana.locator("body").press("w")
    ana.get_by_role("dialog").get_by_role("textbox").fill("Confirme a data antes.")
    ana.get_by_role("dialog").get_by_role("button", name="Recusar").click()
    expect(ana.get_by_text("O atendente vê o porquê")).to_be_visible()
    beto.reload()
    expect(beto.locator("#thread li").last).to_contain_text("Confirme a data antes.")
    # The charge stands: the same code is asked for again, and this time let go.
    ask(beto)
    expect(beto.locator("#deals")).to_contain_text("A supervisão vê antes de sair")
    ana.goto(f"/conversas/{console.seeded.conversation_id}/")
    ana.locator("body").press("y")
    expect(ana.get_by_text("Liberada. A porta decide de novo")).to_be_visible()
    expect(ana.locator("#thread li").last).not_to_contain_text("Espera pela supervisão")


def agree(page: Page, console: Console) -> None:
    open_thread(page, console)
    take(page)
    page.get_by_label("Parcelas", exact=True).fill("3")
    page.keyboard.press("Enter")
    page.locator("#options").get_by_role("button", name="Enviar a folha").click()
    expect(page.locator("#deals")).to_contain_text("A porta deixou sair")
    reached_and_answered(console, "Aceito, pode mandar")
    page.reload()
    page.get_by_role("button", name="Registrar o aceite").click()
    expect(page.locator("#deals")).to_contain_text("Acordo registrado com a palavra da pessoa")


def ask(page: Page) -> None:
    page.once("dialog", lambda asked: asked.accept())
    with page.expect_response(re.compile("/pix/")):
        page.locator("body").press("x")


def issue(console: Console) -> None:
    """Let the worker issue what waits, and hand it in for who asked."""
    from trato.casework.payments.issue import issue_waiting
    from trato.casework.payments.models import Charge
    from trato.casework.payments.values import ChargeCard
    from trato.foundation import tenancy
    from trato.speakers.desk.pix import send_pix

    organisation_id = console.seeded.organisation_id
    with tenancy.within(organisation_id):
        now = Charge.objects.filter(state="requested").latest("requested_at").requested_at

    def put(charge: ChargeCard) -> None:
        assert charge.asked_by is not None
        send_pix(charge, by=charge.asked_by, at=now)

    issue_waiting(organisation_id, Bank(), now=now, on_issued=put)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def nothing_is_held(console: Console) -> None:
    """No hold is left from a story before."""
    from trato.casework.conversations.models import Conversation
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        Conversation.objects.update(holds="", held_by=None)
