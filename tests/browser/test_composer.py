"""Everything an agent can send beyond plain words, in a real browser, the door asked all along."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Console, SignIn
from tests.browser.test_desk import open_thread, take, violations
from tests.browser.test_live import say


@pytest.fixture(autouse=True)
def nobody_has_it(console: Console) -> None:
    """Every story begins with the assistant answering, and nothing half written."""
    from trato.casework.conversations.hand_over import give_back
    from trato.foundation import clock, tenancy
    from trato.speakers.desk.models import Draft

    with tenancy.within(console.seeded.organisation_id):
        give_back(console.seeded.conversation_id, at=clock.now())
        Draft.objects.all().delete()


@pytest.fixture
def shut(console: Console) -> Iterator[None]:
    """Let the person have written two days ago, for as long as the story lasts."""
    wrote_before(console, timedelta(days=2))
    yield
    wrote_before(console, -timedelta(days=2))


def wrote_before(console: Console, earlier: timedelta) -> None:
    from django.db.models import F

    from trato.casework.conversations.models import Conversation
    from trato.door.outbox.models import Window
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        row = Conversation.objects.filter(id=console.seeded.conversation_id)
        row.update(last_inbound_at=F("last_inbound_at") - earlier)
        Window.objects.filter(contact_point_id=row.get().contact_point_id).update(
            last_inbound_at=F("last_inbound_at") - earlier
        )


def sent(console: Console, kind: str) -> int:
    from trato.door.outbox.models import Message
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        return Message.objects.filter(
            conversation_id=console.seeded.conversation_id, kind=kind, author="human"
        ).count()


@pytest.mark.usefixtures("shut")
def test_a_shut_window_offers_templates_filled_with_the_persons_data(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    take(page)
    expect(page.locator("#reply-text")).to_be_hidden()
    picker = page.get_by_label("Modelo", exact=True)
    with page.expect_response(re.compile("/prever/")):
        picker.select_option(label="primeiro_contato")
    name = page.locator("#thread-title").inner_text().split()[0]
    expect(page.locator("#verdict")).to_contain_text(f"Olá, {name}")
    expect(page.locator("#verdict")).to_contain_text("assistente virtual da Cooperativa Aurora")
    assert violations(page) == []
    shoot(page, "template")
    before = sent(console, "template")
    with page.expect_response(re.compile("/responder/")):
        page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#verdict")).to_contain_text("ver a decisão")
    assert sent(console, "template") == before + 1


def test_the_window_shuts_mid_typing_and_the_words_stay(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill("Vou verificar e já volto")
    page.locator("#frame[data-live]").wait_for()
    wrote_before(console, timedelta(days=2))
    try:
        page.evaluate(
            "() => { const c = document.querySelector('[data-window]');"
            " const n = c.cloneNode(true); n.dataset.window = '1'; c.replaceWith(n); }"
        )
        expect(page.get_by_label("Modelo", exact=True)).to_be_visible()
        expect(page.locator("#reply-text")).to_be_hidden()
        expect(page.locator("#reply-text")).to_have_value("Vou verificar e já volto")
        page.reload()
        expect(page.get_by_label("Modelo", exact=True)).to_be_visible()
        expect(page.locator("#reply-text")).to_have_value("Vou verificar e já volto")
    finally:
        wrote_before(console, -timedelta(days=2))


def test_the_window_stays_shut_until_the_person_writes(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    window, area = page.locator("[data-window]"), page.locator("#reply-text")
    earlier = timedelta(seconds=int(window.get_attribute("data-window") or 0) - 25)
    wrote_before(console, earlier)
    try:
        page.reload()
        page.locator("#frame[data-live]").wait_for()
        expect(window).to_contain_text("0 h 00 min")
        expect(window).to_have_class(re.compile("chip-wait"))
        area.fill("Ainda estou aqui")
        expect(window).to_contain_text("janela fechada", timeout=60_000)
        expect(area).to_be_hidden()
        # What the thread said when it was drawn is over; that others look opens nothing.
        for part in ("lookers", "beside"):
            page.evaluate(
                "id => document.dispatchEvent("
                "new CustomEvent('trato:refreshed', { detail: { id } }))",
                part,
            )
        expect(window).to_have_class(re.compile("chip-stop"))
        expect(window).to_contain_text("janela fechada")
    finally:
        wrote_before(console, -earlier)
    say(console, "Voltei")
    expect(page.locator("#thread")).to_contain_text("Voltei")
    expect(window).to_contain_text("janela aberta")
    expect(window).not_to_contain_text("0 h 00 min")
    expect(area).to_be_visible()
    expect(area).to_have_value("Ainda estou aqui")


def test_buttons_are_built_by_keyboard_and_the_door_is_asked(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.locator("body").press("o")
    page.keyboard.type("Sim, pode")
    page.keyboard.press("Tab")
    page.keyboard.type("Agora não")
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill("Posso ligar hoje à tarde?")
    expect(page.locator("#verdict")).to_contain_text("A porta deixaria sair agora")
    assert violations(page) == []
    shoot(page, "buttons")
    page.keyboard.press("Control+Enter")
    bubble = page.locator("#thread .bubble-out", has_text="Posso ligar hoje à tarde?")
    expect(bubble).to_contain_text("Agora não")


def test_a_list_says_what_is_missing_and_a_threat_in_it_is_held(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.locator("body").press("l")
    with page.expect_response(re.compile("/prever/")):
        page.locator("#reply-text").fill("Qual horário prefere?")
    expect(page.locator("#verdict")).to_contain_text("de 1 a 10 linhas")
    with page.expect_response(re.compile("/prever/")):
        page.get_by_label("Título da linha 1", exact=True).fill("Manhã")
    expect(page.locator("#verdict")).to_contain_text("A porta deixaria sair agora")
    with page.expect_response(re.compile("/prever/")):
        page.get_by_label("Descrição da linha 1", exact=True).fill(
            "pague hoje ou vamos avisar seu chefe"
        )
    expect(page.locator("#verdict")).to_contain_text("A porta não deixaria sair")


def test_a_place_is_sent_from_a_maps_address(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.locator("body").press("d")
    with page.expect_response(re.compile("/prever/")):
        page.keyboard.type("https://maps.example/@-23.5505,-46.6333,17z")
    page.get_by_label("Nome do lugar").fill("Agência Centro")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#thread")).to_contain_text("Agência Centro")


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGPgj4/BgxhGpbEhAKxbTumhTKcCAAAA"
    "AElFTkSuQmCC"
)


def test_files_are_chosen_pasted_and_dropped_and_survive_a_reload(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    files = page.locator("#files")
    page.locator("#file-input").set_input_files(
        {"name": "foto.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    expect(files).to_contain_text("foto.png")
    give(page, "paste", "colado.png", "#reply-text")
    expect(files).to_contain_text("colado.png")
    give(page, "drop", "solto.png", "#scroll")
    expect(files.get_by_role("listitem")).to_have_count(3)
    page.locator("#file-input").set_input_files(
        {"name": "voz.webm", "mimeType": "audio/webm", "buffer": b"\x1aE\xdf\xa3"}
    )
    expect(files.get_by_role("alert")).to_contain_text("não leva este tipo de arquivo")
    assert violations(page) == []
    page.reload()
    expect(files.get_by_role("listitem")).to_have_count(3)
    page.get_by_role("button", name="Tirar colado.png").click()
    expect(files.get_by_role("listitem")).to_have_count(2)
    page.locator("body").press("r")
    with page.expect_response(re.compile("/prever/")):
        page.keyboard.type("Segue a foto")
    expect(page.locator("#verdict")).to_contain_text("A porta deixaria sair agora")
    shoot(page, "files")
    page.keyboard.press("Control+Enter")
    thread = page.locator("#thread")
    expect(thread.locator("img[alt='foto.png']")).to_be_visible()
    expect(thread.locator("img[alt='solto.png']")).to_be_visible()
    expect(files.get_by_role("listitem")).to_have_count(0)
    assert sent(console, "image") == 2
    expect(thread.locator("img[alt='foto.png']")).to_have_js_property("naturalWidth", 10)


def test_an_emoji_goes_where_the_caret_is(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    page.locator("#reply-text").fill("Bom dia!")
    page.locator("#reply-text").press("Home")
    page.locator("#reply-text").blur()
    page.keyboard.press("c")
    expect(page.locator("#emoji [data-put]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_value("🙂Bom dia!")
    expect(page.locator("#reply-text")).to_be_focused()


def test_an_emoji_is_found_by_name_in_either_language_and_comes_first_next_time(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    page.locator("#reply-text").fill("")
    found = page.locator("#emoji [data-put]")
    page.locator("#reply-text").blur()
    page.keyboard.press("c")
    for words, sign in (("relogio", "⏰"), ("alarm clock", "⏰"), ("maos juntas", "🙏")):
        page.get_by_label("Buscar um emoji").fill(words)
        expect(page.locator(f"#emoji [data-put='{sign}']")).to_be_visible()
    page.get_by_label("Buscar um emoji").fill("nada assim existe")
    expect(page.get_by_text("Nenhum emoji com este nome.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_value("")
    page.get_by_label("Buscar um emoji").fill("relogio")
    expect(found.first).to_have_attribute("aria-label", re.compile("rel[oó]gio"))
    assert violations(page) == []
    shoot(page, "emoji")
    # Walked to by the arrows, and back.
    page.keyboard.press("ArrowDown")
    expect(found.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(found.nth(1)).to_be_focused()
    second = found.nth(1).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#reply-text")).to_have_value(second)
    page.locator("#reply-text").blur()
    page.keyboard.press("c")
    expect(found.first).to_have_text(second)
    page.keyboard.press("Escape")
    expect(page.locator("#emoji")).to_be_hidden()
    expect(page.locator("#reply-text")).to_be_focused()


def test_what_failed_says_why_and_only_what_never_left_is_tried_again(
    console: Console, sign_in: SignIn
) -> None:
    from trato.door.outbox.models import Message
    from trato.foundation import tenancy

    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    words = "Uma palavra que não chegou"
    page.locator("#reply-text").fill(words)
    page.keyboard.press("Control+Enter")
    bubble = page.locator("#thread .bubble-out", has_text=words)
    expect(bubble).to_be_visible()

    def becomes(**values: object) -> None:
        with tenancy.within(console.seeded.organisation_id):
            row = Message.objects.filter(draft__content__text=words)
            row.update(attempts=1, **values)

    becomes(state="failed", failed_code=131026, provider_message_id="wamid.gone")
    expect(bubble).to_contain_text("não recebe mensagens pelo WhatsApp")
    expect(bubble.get_by_role("button", name="Tentar de novo")).to_have_count(0)
    becomes(state="unknown", failed_code=None, provider_message_id="")
    expect(bubble).to_contain_text("pode ter saído. Não é enviada outra vez")
    becomes(state="failed", failed_code=-1, needs_human="tentativas esgotadas")
    expect(bubble).to_contain_text("as tentativas se esgotaram")
    assert violations(page) == []
    bubble.get_by_role("button", name="Tentar de novo").click()
    expect(page.get_by_text("Volta à porta")).to_be_visible()
    expect(bubble).to_contain_text("aguarda")


def test_reactions_edits_and_deletions_are_shown_as_such(console: Console, sign_in: SignIn) -> None:
    first = wrote(console, "text", "Pago na sexta")
    second = wrote(console, "text", "Meu endereço é outro")
    wrote(console, "edit", "Pago na segunda", edit={"original_message_id": first})
    wrote(console, "revoke", "", revoke={"original_message_id": second})
    wrote(console, "reaction", "👍", reaction={"message_id": first, "emoji": "👍"})
    page = sign_in("clara@aurora.example")
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    bubbles = page.locator("#thread .bubble")
    edited = bubbles.filter(has_text="a pessoa mudou para:")
    expect(edited).to_contain_text("Pago na sexta")
    expect(edited).to_contain_text("👍")
    expect(bubbles.filter(has_text="apagada pela pessoa")).to_contain_text("Meu endereço")
    expect(bubbles.filter(has_text="apagou:")).to_contain_text("Meu endereço é outro")
    assert violations(page) == []
    shoot(page, "touched")


def wrote(console: Console, kind: str, text: str, **node: object) -> str:
    """Let the person have sent a message of any kind just now; return the provider's id."""
    import json

    from trato.book.organisations import keys
    from trato.casework.conversations.models import InboundMessage
    from trato.foundation import clock, tenancy
    from trato.foundation.ids import new_id

    inbound_id, at = new_id(), clock.now()
    name = f"wamid.{inbound_id.hex}"
    with tenancy.within(console.seeded.organisation_id):
        InboundMessage.objects.create(
            organisation_id=console.seeded.organisation_id, id=inbound_id, kind=kind, text=text,
            conversation_id=console.seeded.conversation_id, provider_message_id=name,
            payload_sealed=keys.vault().seal_bytes(
                json.dumps(node).encode(), place=f"inbound:{inbound_id}"
            ),
            written_at=at, received_at=at, handle_after=at, handled_at=at,
        )  # fmt: skip
    return name


def test_the_timeline_tells_what_happened(console: Console, sign_in: SignIn) -> None:
    page = sign_in("clara@aurora.example")
    page.goto(f"/conversas/{console.seeded.conversation_id}/")
    page.keyboard.press("s")
    panel = page.locator("details", has_text="Linha do tempo")
    expect(panel).to_contain_text("consentimento")
    assert violations(page) == []
    shoot(page, "timeline")


DROPPED = """([name, bytes]) => {
  const dropped = new DataTransfer();
  const head = new TextEncoder().encode("%PDF-1.7");
  dropped.items.add(new File([head, new Uint8Array(bytes)], name, { type: "application/pdf" }));
  const event = new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true });
  document.querySelector("#scroll").dispatchEvent(event);
}"""


def test_a_file_too_large_or_lost_on_the_way_is_told_by_its_name_and_tried_again(
    console: Console, sign_in: SignIn
) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    files = page.locator("#files")
    page.evaluate(DROPPED, ["processo inteiro.pdf", 101 * 1024 * 1024])
    told = files.get_by_role("alert")
    expect(told).to_contain_text(
        "processo inteiro.pdf: tem 101,0 MB, e nenhum arquivo pode ter mais de 100,0 MB."
    )
    expect(told.get_by_role("button")).to_have_count(0)
    # The line breaks in the middle of the next one.
    page.route("**/anexar/", lambda route: route.abort("connectionreset"))
    page.evaluate(DROPPED, ["contrato.pdf", 3 * 1024 * 1024])
    expect(told).to_contain_text("contrato.pdf: O anexo não pôde ser guardado. Nada foi enviado")
    expect(page.locator("#uploading")).to_be_hidden()
    assert violations(page) == []
    shoot(page, "file-lost")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.unroute("**/anexar/")
    page.route("**/anexar/", hold)
    told.get_by_role("button", name="Tentar de novo").click()
    expect(page.locator("#uploading")).to_contain_text("Guardando contrato.pdf")
    assert violations(page) == []
    shoot(page, "file-on-its-way")
    for _ in range(400):
        if held:
            break
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(files.get_by_role("listitem")).to_have_count(1)
    expect(files).to_contain_text("3,0")
    expect(told).to_have_count(0)
    page.get_by_role("button", name="Tirar contrato.pdf").click()
    expect(files.get_by_role("listitem")).to_have_count(0)


def give(page: Page, how: str, name: str, where: str) -> None:
    """Paste or drop a picture, as a browser would tell of it."""
    page.evaluate(
        """([how, name, where, bytes]) => {
          const data = new DataTransfer();
          const body = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
          data.items.add(new File([body], name, { type: "image/png" }));
          const made = how === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
          document.querySelector(where).dispatchEvent(made);
        }""",
        [how, name, where, base64.b64encode(PICTURE).decode()],
    )


def test_an_offer_is_simulated_sent_accepted_and_charged(console: Console, sign_in: SignIn) -> None:
    page = sign_in("beto@aurora.example")
    open_thread(page, console)
    take(page)
    page.get_by_label("Parcelas", exact=True).fill("3")
    page.keyboard.press("Enter")
    options = page.locator("#options")
    expect(options).to_contain_text("até 90 % dos encargos")
    options.get_by_text("Ver a folha").click()
    expect(options).to_contain_text("Custo efetivo total (CET)")
    assert violations(page) == []
    shoot(page, "offer")
    options.get_by_role("button", name="Enviar a folha").click()
    expect(page.locator("#deals")).to_contain_text("A porta deixou sair")
    expect(page.locator("#thread .bubble-out").last).to_contain_text("responda ACEITO")
    expect(page.locator("#deals")).to_contain_text("A folha ainda não saiu")
    # What became of an act stays to be read while the panel beside is drawn anew.
    with page.expect_response(re.compile("/lado/")):
        page.evaluate("trato.refresh('beside')")
    expect(page.locator("#deals")).to_contain_text("A folha ainda não saiu")
    expect(page.locator("#deal")).to_contain_text("A porta deixou sair")
    reached_and_answered(console, "Aceito, pode mandar")
    page.reload()
    page.locator("#deals select[name=message]").select_option(label="Aceito, pode mandar")
    page.get_by_role("button", name="Registrar o aceite").click()
    expect(page.locator("#deals")).to_contain_text("Acordo registrado com a palavra da pessoa")
    expect(page.locator("#deals")).to_contain_text("aceito, aguarda 1º pagamento")
    page.once("dialog", lambda asked: asked.accept())
    page.locator("body").press("x")
    expect(page.locator("#deals")).to_contain_text("Pix pedido")
    expect(page.locator("#deals")).to_contain_text("emitindo")
    assert violations(page) == []
    shoot(page, "accepted")


def reached_and_answered(console: Console, words: str) -> None:
    """Let the sheet have left, and the person write."""
    from tests.browser.seed import _said
    from trato.door.outbox.models import Message
    from trato.foundation import tenancy

    with tenancy.within(console.seeded.organisation_id):
        row = Message.objects.filter(message_class="offer").latest("created_at")
        Message.objects.filter(id=row.id).update(
            state="sent", sent_at=row.created_at, status_rank=2
        )
        _said(console.seeded.conversation_id, words, row.created_at + timedelta(seconds=1))


def shoot(page: Page, name: str) -> None:
    import os

    folder = os.environ.get("TRATO_LOOK_AT")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", caret="initial")
