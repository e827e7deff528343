"""What our adapter sends is taken by the simulated Cloud API, and comes back to our parser."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sim_harness import PHONE_ID, TOKEN, TUESDAY, WABA, Receiver, World, person, wait_until

from tests.universe import OneFile, fetched
from trato.adapters.whatsapp.parse import parse
from trato.adapters.whatsapp.send import CloudApi, open_session
from trato.adapters.whatsapp.templates import TemplateDraft, Templates
from trato.door.outbox import provider
from trato.door.outbox.provider import Cleared, TemplateName
from trato.door.outbox.values import (
    Attached,
    Button,
    Content,
    ErrorClass,
    PixOrder,
    Place,
    Receipt,
    Rejection,
    Row,
)
from trato.door.policy.values import Kind
from trato.foundation import clock
from trato.foundation.brcode import DynamicCode, render
from trato.foundation.clock import VirtualTime

CODE = render(DynamicCode(url="psp.example/v2/cobv/1", name="Aurora", city="SAO PAULO"))
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
BUTTONS = (Button(id="yes", title="SIM"), Button(id="no", title="NÃO SOU EU"))


@pytest.fixture(scope="module")
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    assert world.register(hook)[0] < 300
    yield world
    world.close()


@pytest.fixture
def reader(world: World, hook: Receiver) -> str:
    """Return somebody who has just written, so that the window is open."""
    (one,) = world.people(person(41, "silent"))
    before = len(hook.values("messages"))
    world.say(one["phone"], "oi")
    wait_until(lambda: len(hook.values("messages")) > before, 10)
    return str(hook.values("messages")[-1]["from"])


def contents() -> list[Content]:
    order = PixOrder(
        reference_id="acordo-1.1", item_name="Parcela 1/3", amount_cents=15_000, brcode=CODE,
        pix_key="39580525000189", pix_key_type="CNPJ", merchant_name="Aurora",
        expires_at=TUESDAY.replace(day=30),
    )  # fmt: skip
    rows = (Row(id="1", title="À vista", description="R$ 100,00"), Row(id="2", title="3 vezes"))
    return [
        Content(kind=Kind.TEXT, text="Olá, Maria."),
        Content(kind=Kind.BUTTONS, text="Falo com Maria?", buttons=BUTTONS, footer="Aurora"),
        Content(kind=Kind.LIST, text="Escolha", list_title="Ver opções", rows=rows),
        Content(kind=Kind.CTA_URL, text="Veja", url="https://x.example/a", url_title="Abrir"),
        Content(kind=Kind.ORDER_DETAILS, text="Parcela 1 de 3", order=order),
        Content(
            kind=Kind.ORDER_STATUS,
            text="Recebemos",
            order_reference="acordo-1.1",
            order_state="completed",
        ),
        Content(kind=Kind.LOCATION, place=Place(latitude=-23.55, longitude=-46.63, name="Agência")),
    ]


def attached(kind: Kind, mime_type: str, name: str, text: str = "") -> Content:
    file = Attached(
        attachment_id=UUID(int=9), mime_type=mime_type, name=name, size_bytes=len(PICTURE)
    )
    return Content(kind=kind, text=text, attached=file)


def cleared(
    to: str, content: Content, opaque: str, template: Any = None, file: bytes | None = None
) -> Cleared:
    return Cleared(
        provider._seal, message_id=UUID(int=1), phone_number_id=PHONE_ID, to=to, recipient="",
        content=content, template=template, opaque=opaque, in_reply_to="",
        file=None if file is None else OneFile(file),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    clock.set_virtual(VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=1e-15))
    yield
    clock.set_virtual(None)


async def test_every_kind_is_taken_and_every_status_comes_back(
    world: World, hook: Receiver, reader: str
) -> None:
    async with open_session() as session:
        api = CloudApi(f"http://127.0.0.1:{world.port}/v25.0", TOKEN, session)
        found = [
            await api.send(cleared(reader, content, f"attempt-{n}"))
            for n, content in enumerate(contents())
        ]
        await api.mark_read(phone_number_id=PHONE_ID, message_id=hook.values("messages")[-1]["id"])
    assert [type(f) for f in found] == [Receipt] * len(found), found
    world.settle()
    bodies = [body for path, _, body in hook.calls if path == "/webhook"]
    parsed = [parse(body) for body in bodies]
    assert sum(len(json.loads(body)["entry"]) for body in bodies) > 0
    assert not [left for p in parsed for left in p.leftovers]
    statuses = {(s.opaque, s.status) for p in parsed for s in p.statuses}
    assert {(f"attempt-{n}", "sent") for n in range(len(found))} <= statuses
    assert "oi" in [m.text for p in parsed for m in p.messages]


async def test_files_are_uploaded_and_arrive_byte_for_byte(world: World, reader: str) -> None:
    sent = [
        attached(Kind.IMAGE, "image/png", "foto.png", "Veja"),
        attached(Kind.AUDIO, "audio/ogg", "voz.ogg"),
        attached(Kind.VIDEO, "video/mp4", "visita.mp4", "Aqui"),
        attached(Kind.DOCUMENT, "application/pdf", "contrato nº 1.pdf", "Segue"),
    ]
    base = f"http://127.0.0.1:{world.port}/v25.0"
    async with open_session() as session:
        api = CloudApi(base, TOKEN, session)
        found = [
            await api.send(cleared(reader, content, f"file-{n}", file=PICTURE))
            for n, content in enumerate(sent)
        ]
        assert [type(f) for f in found] == [Receipt] * len(found), found
        uploaded = await api._upload(cleared(reader, sent[0], "again", file=PICTURE))
        assert isinstance(uploaded, str)
        assert await fetched(api, uploaded) == (PICTURE, "image/png")


async def test_what_cannot_be_uploaded_was_surely_not_sent(world: World, reader: str) -> None:
    base = f"http://127.0.0.1:{world.port}/v25.0"
    picture = attached(Kind.IMAGE, "image/png", "foto.png")
    async with open_session() as session:
        large = cleared(reader, picture, "large", file=b"x" * (5 * 1024 * 1024 + 1))
        refused = await CloudApi(base, TOKEN, session).send(large)
        nowhere = CloudApi("http://127.0.0.1:9/v25.0", TOKEN, session)
        away = await nowhere.send(cleared(reader, picture, "away", file=PICTURE))
    assert isinstance(refused, Rejection)
    assert (refused.code, refused.error_class) == (131053, ErrorClass.BUG)
    assert isinstance(away, Rejection)
    assert away.error_class is ErrorClass.RETRY


async def test_templates_made_and_sent(world: World, reader: str) -> None:
    base = f"http://127.0.0.1:{world.port}/v25.0"
    draft = TemplateDraft(
        name="primeiro_contato", language="pt_BR", category="UTILITY",
        body="Olá, {{1}}. Aqui é o assistente virtual da Aurora.", examples=("Maria",),
        buttons=("SIM",),
    )  # fmt: skip
    named = TemplateName(name=draft.name, language="pt_BR")
    content = Content(kind=Kind.TEMPLATE, template_parameters=("Maria",))
    async with open_session() as session:
        made = await Templates(base, TOKEN, WABA, session).create(draft)
        assert made.provider_id
        world.settle()
        listed = await Templates(base, TOKEN, WABA, session).list_all()
        assert [(t.name, t.status) for t in listed if t.name == draft.name] == [
            ("primeiro_contato", "APPROVED")
        ]
        api = CloudApi(base, TOKEN, session)
        assert isinstance(await api.send(cleared(reader, content, "t1", named)), Receipt)
        unknown = TemplateName(name="nada", language="pt_BR")
        refused = await api.send(cleared(reader, content, "t2", unknown))
    assert isinstance(refused, Rejection)
    assert refused.error_class is ErrorClass.STOP_TEMPLATE


async def test_outside_the_window_only_a_template(world: World, hook: Receiver) -> None:
    (stranger,) = world.people(person(42, "silent"))
    to = stranger["phone"].lstrip("+")
    async with open_session() as session:
        api = CloudApi(f"http://127.0.0.1:{world.port}/v25.0", TOKEN, session)
        found = await api.send(cleared(to, contents()[0], "w1"))
        wrong = CloudApi(f"http://127.0.0.1:{world.port}/v25.0", "wrong", session)
        refused = await wrong.send(cleared(to, contents()[0], "w2"))
    assert isinstance(refused, Rejection)
    assert refused.error_class is ErrorClass.STOP_ACCOUNT
    world.settle()
    # The provider may say so at once or by a status: either way it asks for a template.
    parsed = [parse(body) for path, _, body in hook.calls if path == "/webhook"]
    told = [s.error_class for p in parsed for s in p.statuses if s.opaque == "w1"]
    told += [found.error_class] if isinstance(found, Rejection) else []
    assert told == [ErrorClass.SWITCH_TO_TEMPLATE]
