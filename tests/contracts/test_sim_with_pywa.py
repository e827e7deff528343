"""pywa, a client nobody here wrote, talks to the simulated Cloud API as it does to Meta's."""

import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sim_harness import PHONE_ID, TOKEN, WABA, Receiver, World, person, wait_until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pywa import WhatsApp, errors
    from pywa.types import Button, FlowButton, Section, SectionList, SectionRow, URLButton
    from pywa.types.flows import (
        CompleteAction,
        FlowCategory,
        FlowJSON,
        Footer,
        Layout,
        Screen,
        TextInput,
    )
    from pywa.types.templates import (
        BodyText,
        Buttons,
        QuickReplyButton,
        Template,
        TemplateCategory,
        TemplateLanguage,
        TemplateStatus,
    )

PDF = b"%PDF-1.4 extrato"
_next_person = iter(range(5000, 6000))


@pytest.fixture(scope="module")
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


@pytest.fixture
def client(world: World) -> Iterator[WhatsApp]:
    with httpx.Client(timeout=10) as session:
        client = WhatsApp(phone_id=PHONE_ID, token=TOKEN, waba_id=WABA, session=session)
        # pywa writes Meta's address into the session; this puts the simulator's in its place.
        session.base_url = httpx.URL(f"http://127.0.0.1:{world.port}/v25.0")
        yield client


@pytest.fixture
def reader(world: World) -> str:
    """Return the phone of somebody who wrote a moment ago and answers nothing."""
    row = person(next(_next_person), "silent")
    world.people(row)
    world.say(row["phone"], "oi")
    return str(row["phone"])


def seen_by(world: World, phone: str) -> str:
    """Return the words the person saw last."""
    sends = world.books()["sends"]
    return str(next(row["text"] for row in reversed(sends) if row["to"] == phone.lstrip("+")))


def test_text_comes_back_as_statuses_with_our_tracker(
    world: World, hook: Receiver, client: WhatsApp, reader: str
) -> None:
    sent = client.send_message(to=reader, text="Olá", tracker="caso:1")

    def is_delivered() -> bool:
        rows = [row for row in hook.values("statuses") if row["id"] == sent.id]
        return {"sent", "delivered"} <= {row["status"] for row in rows} and all(
            row["biz_opaque_callback_data"] == "caso:1" for row in rows
        )

    wait_until(is_delivered, 10)


def test_buttons_lists_and_links_are_shown(world: World, client: WhatsApp, reader: str) -> None:
    client.send_message(
        to=reader, text="Como prefere?", buttons=[Button("Pix", "p"), Button("Pessoa", "h")]
    )
    assert seen_by(world, reader) == "Como prefere?\nPix\nPessoa"
    rows = [SectionRow("À vista", "o1", "R$ 810,00"), SectionRow("6 vezes", "o6")]
    client.send_message(
        to=reader,
        text="Escolha",
        buttons=SectionList("Ver condições", sections=[Section("Condições", rows=rows)]),
    )
    assert seen_by(world, reader) == "Escolha\nÀ vista\n6 vezes"
    client.send_message(
        to=reader, text="Segue", buttons=URLButton("Abrir", "https://example.com/c")
    )
    assert "https://example.com/c" in seen_by(world, reader)


def test_templates_are_created_found_sent_and_deleted(
    world: World, client: WhatsApp, reader: str
) -> None:
    made = client.create_template(
        Template(
            name="aviso_pywa",
            language=TemplateLanguage.PORTUGUESE_BR,
            category=TemplateCategory.UTILITY,
            components=[
                BodyText("Olá, {{1}}. Falo com {{1}}?", "Maria"),
                Buttons(buttons=[QuickReplyButton(text="Sim"), QuickReplyButton(text="Parar")]),
            ],
        )
    )
    assert made.status == TemplateStatus.APPROVED
    found = [one for one in client.get_templates() if one.name == "aviso_pywa"]
    assert [one.id for one in found] == [made.id]
    client.send_template(
        to=reader,
        name="aviso_pywa",
        language=TemplateLanguage.PORTUGUESE_BR,
        params=[BodyText.params("Maria")],
    )
    assert seen_by(world, reader) == "Olá, Maria. Falo com Maria?\nSim\nParar"
    with pytest.raises(errors.WhatsAppError) as refused:
        client.send_template(
            to=reader, name="aviso_pywa", language=TemplateLanguage.PORTUGUESE_BR, params=[]
        )
    assert refused.value.code == 132000
    changed = client.update_template(
        made.id, new_components=[BodyText("Bom dia, {{1}}. Falo com {{1}}?", "Maria")]
    )
    assert changed
    assert "Bom dia" in str(client.get_template(made.id).components)
    assert client.delete_template("aviso_pywa")
    assert not [one for one in client.get_templates() if one.name == "aviso_pywa"]


def test_files_go_up_and_come_down_in_two_hops(
    world: World, client: WhatsApp, reader: str, tmp_path: Path
) -> None:
    media = client.upload_media(PDF, mime_type="application/pdf", filename="extrato.pdf")
    where = client.get_media_url(media.id)
    assert where.mime_type == "application/pdf"
    assert where.file_size == len(PDF)
    path = client.download_media(url=where.url, path=tmp_path, filename="de_volta.pdf")
    assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(PDF).digest()
    client.send_document(to=reader, document=media.id, filename="extrato.pdf", caption="Extrato")
    assert seen_by(world, reader) == "Extrato"


def test_read_marks_typing_and_reactions_are_taken(
    world: World, hook: Receiver, client: WhatsApp, reader: str
) -> None:
    mine = reader.lstrip("+")

    def theirs() -> list[str]:
        return [
            row["id"] for row in hook.values("messages") if row.get("from") in (mine, _old(mine))
        ]

    wait_until(lambda: bool(theirs()), 10)
    assert client.mark_message_as_read(theirs()[0])
    assert client.indicate_typing(theirs()[0])
    assert client.send_reaction(to=reader, emoji="👍", message_id=theirs()[0]).id


def _old(phone: str) -> str:
    """Some mobiles have an id without the ninth digit."""
    return phone[:4] + phone[5:]


def test_refusals_arrive_as_pywas_own_errors(world: World, client: WhatsApp) -> None:
    row = person(next(_next_person), "silent")
    world.people(row)
    with pytest.raises(errors.ReEngagementMessage):
        client.send_message(to=row["phone"], text="fora da janela")
    with httpx.Client() as session:
        stranger = WhatsApp(phone_id=PHONE_ID, token="not-the-token", session=session)
        session.base_url = httpx.URL(f"http://127.0.0.1:{world.port}/v25.0")
        with pytest.raises(errors.ExpiredAccessToken):
            stranger.send_message(to=row["phone"], text="oi")


def test_the_number_is_shown(client: WhatsApp) -> None:
    number = client.get_business_phone_number()
    assert number.id == PHONE_ID
    assert number.quality_rating == "GREEN"


def test_people_are_blocked_listed_and_unblocked(
    world: World, client: WhatsApp, reader: str
) -> None:
    blocked = client.block_users([reader])
    assert not blocked.errors
    assert [user.input for user in blocked.added_users] == [reader]
    # Meta documents rows of `wa_id` alone; pywa's own class for them asks for more.
    assert len(client.api.get_blocked_users(phone_id=PHONE_ID)["data"]) == 1
    with pytest.raises(errors.WhatsAppError) as refused:
        client.send_message(to=reader, text="oi")
    assert refused.value.code == 130403
    assert [user.input for user in client.unblock_users([reader]).removed_users] == [reader]
    assert list(client.get_blocked_users()) == []
    assert client.send_message(to=reader, text="oi").id


def test_qr_codes_are_made_changed_and_deleted(client: WhatsApp) -> None:
    made = client.create_qr_code("Quero falar sobre o meu contrato", image_type="SVG")
    assert made.prefilled_message == "Quero falar sobre o meu contrato"
    assert [one.code for one in client.get_qr_codes()] == [made.code]
    assert client.update_qr_code(made.code, "Oi").prefilled_message == "Oi"
    found = client.get_qr_code(made.code)
    assert found is not None
    assert found.prefilled_message == "Oi"
    assert client.delete_qr_code(made.code)
    assert list(client.get_qr_codes()) == []


def test_the_profile_is_changed_and_shown(client: WhatsApp) -> None:
    assert client.update_business_profile(about="Atendimento da cooperativa", email="a@b.example")
    assert client.get_business_profile().about == "Atendimento da cooperativa"


def test_a_flow_lives_from_draft_to_retirement(world: World, client: WhatsApp, reader: str) -> None:
    made = client.create_flow("pesquisa", categories=[FlowCategory.SURVEY])
    note = TextInput(name="nota", label="Sua nota")
    end = Footer(label="Enviar", on_click_action=CompleteAction(payload={"nota": note.ref}))
    layout = Layout(children=[note, end])
    first = Screen(id="INICIO", title="Pesquisa", terminal=True, layout=layout)
    form = FlowJSON(version="7.0", screens=[first])
    assert client.update_flow_json(made.id, form).success
    assert client.publish_flow(made.id)
    assert [flow.status for flow in client.get_flows() if flow.id == made.id] == ["PUBLISHED"]
    client.send_message(
        to=reader,
        text="Responda em um minuto",
        buttons=FlowButton(
            title="Responder", flow_id=made.id, flow_token="t", flow_action_screen="INICIO"
        ),
    )
    assert "Responda em um minuto" in seen_by(world, reader)
    assert client.deprecate_flow(made.id)
