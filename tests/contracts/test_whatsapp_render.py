"""What leaves has the Cloud API's shape and keeps within the channel's limits."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from trato.adapters.whatsapp.errors import class_of, known_codes
from trato.adapters.whatsapp.render import ContentTooLong, Unrenderable, render
from trato.door.outbox import provider
from trato.door.outbox.provider import Cleared, TemplateName
from trato.door.outbox.values import Button, Content, ErrorClass, PixOrder, Row
from trato.door.policy.values import Kind

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ORDER = PixOrder(
    reference_id="acordo-1.1", item_name="Parcela 1/3", amount_cents=15_000, brcode="000201",
    pix_key="39580525000189", pix_key_type="CNPJ", merchant_name="Aurora",
    expires_at=NOW + timedelta(days=1),
)  # fmt: skip


def cleared(content: Content, **more: Any) -> Cleared:
    parts: dict[str, Any] = {
        "message_id": UUID(int=1), "phone_number_id": "1", "to": "5511912345678", "recipient": "",
        "template": None, "opaque": "attempt", "in_reply_to": "",
    }  # fmt: skip
    return Cleared(provider._seal, content=content, **(parts | more))


def rendered(kind: Kind, **parts: Any) -> dict[str, Any]:
    return render(cleared(Content(kind=kind, **parts)), now=NOW)


def test_text_whole() -> None:
    assert rendered(Kind.TEXT, text="Olá") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "5511912345678",
        "type": "text",
        "text": {"body": "Olá", "preview_url": False},
        "biz_opaque_callback_data": "attempt",
    }


def test_recipient_instead_of_number_and_reply() -> None:
    content = Content(kind=Kind.TEXT, text="Olá")
    body = render(cleared(content, to="", recipient="BR.1", in_reply_to="wamid.0"), now=NOW)
    assert (body["recipient"], body["context"]) == ("BR.1", {"message_id": "wamid.0"})
    assert "to" not in body
    for to, recipient in (("", ""), ("55", "BR.1")):
        with pytest.raises(Unrenderable):
            render(cleared(content, to=to, recipient=recipient), now=NOW)


def test_buttons() -> None:
    body = rendered(
        Kind.BUTTONS, text="Como?", header="Acordo", footer="Aurora",
        buttons=(Button(id="pix", title="Pix"), Button(id="human", title="Falar com atendente")),
    )["interactive"]  # fmt: skip
    assert body["type"] == "button"
    assert body["header"] == {"type": "text", "text": "Acordo"}
    assert [b["reply"]["id"] for b in body["action"]["buttons"]] == ["pix", "human"]


def test_list() -> None:
    rows = (Row(id="1", title="À vista", description="R$ 100"), Row(id="2", title="3 vezes"))
    body = rendered(Kind.LIST, text="Escolha", list_title="Ver opções", rows=rows)["interactive"]
    assert body["action"]["button"] == "Ver opções"
    assert body["action"]["sections"][0]["rows"][1] == {"id": "2", "title": "3 vezes"}


def test_cta_url() -> None:
    body = rendered(Kind.CTA_URL, text="Veja", url="https://x.example/a", url_title="Abrir")
    assert body["interactive"]["action"] == {
        "name": "cta_url",
        "parameters": {"display_text": "Abrir", "url": "https://x.example/a"},
    }


def test_template_parameters_in_one_line() -> None:
    content = Content(kind=Kind.TEMPLATE, template_parameters=("Maria", "linha\num     dois"))
    named = cleared(content, template=TemplateName(name="lembrete", language="pt_BR"))
    body = render(named, now=NOW)["template"]
    assert (body["name"], body["language"]) == ("lembrete", {"code": "pt_BR"})
    texts = [p["text"] for p in body["components"][0]["parameters"]]
    assert texts == ["Maria", "linha um   dois"]
    with pytest.raises(Unrenderable):
        render(cleared(content), now=NOW)


def test_what_looks_like_a_place_in_a_parameter_is_sent_as_it_is() -> None:
    content = Content(kind=Kind.TEMPLATE, template_parameters=("{{2}}", "Aurora"))
    named = cleared(content, template=TemplateName(name="lembrete", language="pt_BR"))
    (component,) = render(named, now=NOW)["template"]["components"]
    assert [one["text"] for one in component["parameters"]] == ["{{2}}", "Aurora"]


def test_order_details_with_pix() -> None:
    body = rendered(Kind.ORDER_DETAILS, text="Parcela 1", order=ORDER)["interactive"]
    assert (body["type"], body["action"]["name"]) == ("order_details", "review_and_pay")
    parameters = body["action"]["parameters"]
    assert parameters["payment_type"] == "br"
    assert parameters["currency"] == "BRL"
    assert parameters["total_amount"] == {"value": 15_000, "offset": 100}
    assert parameters["order"]["subtotal"] == parameters["order"]["items"][0]["amount"]
    assert parameters["order"]["expiration"]["timestamp"] == str(int(ORDER.expires_at.timestamp()))
    (setting,) = parameters["payment_settings"]
    assert setting["type"] == "pix_dynamic_code"
    assert setting["pix_dynamic_code"]["code"] == "000201"
    assert setting["pix_dynamic_code"]["key_type"] == "CNPJ"


@pytest.mark.parametrize(
    ("state", "payment"),
    [("completed", "captured"), ("pending", "pending"), ("canceled", "failed")],
)
def test_order_status(state: str, payment: str) -> None:
    body = rendered(
        Kind.ORDER_STATUS, text="Recebemos", order_reference="acordo-1.1", order_state=state
    )["interactive"]
    assert body["type"] == "order_status"
    parameters = body["action"]["parameters"]
    assert (parameters["reference_id"], parameters["order"]["status"]) == ("acordo-1.1", state)
    assert parameters["payment"] == {"status": payment, "timestamp": int(NOW.timestamp())}


B = Button(id="a", title="A")


@pytest.mark.parametrize(
    "content",
    [
        Content(kind=Kind.TEXT, text="x" * 4097),
        Content(kind=Kind.BUTTONS, text="x" * 1025, buttons=(B,)),
        Content(kind=Kind.BUTTONS, text="x", header="x" * 61, buttons=(B,)),
        Content(kind=Kind.BUTTONS, text="x", footer="x" * 61, buttons=(B,)),
        Content(kind=Kind.BUTTONS, text="x", buttons=(Button(id="a", title="x" * 21),)),
        Content(kind=Kind.BUTTONS, text="x", buttons=(Button(id="a" * 257, title="x"),)),
        Content(kind=Kind.BUTTONS, text="x",
                buttons=tuple(Button(id=str(n), title="x") for n in range(4))),
        Content(kind=Kind.LIST, text="x", list_title="x",
                rows=tuple(Row(id=str(n), title="x") for n in range(11))),
        Content(kind=Kind.LIST, text="x", list_title="x", rows=(Row(id="1", title="x" * 25),)),
        Content(kind=Kind.LIST, text="x", list_title="x",
                rows=(Row(id="1", title="x", description="x" * 73),)),
        Content(kind=Kind.LIST, text="x", list_title="x" * 21, rows=(Row(id="1", title="x"),)),
        Content(kind=Kind.CTA_URL, text="x", url="https://x", url_title="x" * 21),
    ],
)  # fmt: skip
def test_limits(content: Content) -> None:
    with pytest.raises(ContentTooLong):
        render(cleared(content), now=NOW)


@pytest.mark.parametrize(
    "content",
    [
        Content(kind=Kind.TEXT, text="  "),
        Content(kind=Kind.BUTTONS, text="x"),
        Content(kind=Kind.BUTTONS, text="x", buttons=(B, B)),
        Content(kind=Kind.LIST, text="x", list_title="x"),
        Content(kind=Kind.CTA_URL, text="x", url="javascript:x", url_title="x"),
        Content(kind=Kind.ORDER_DETAILS, text="x"),
        Content(kind=Kind.ORDER_STATUS, text="x", order_reference="a b", order_state="completed"),
        Content(kind=Kind.ORDER_STATUS, text="x", order_reference="a", order_state="lost"),
    ],
)
def test_what_cannot_be_said(content: Content) -> None:
    with pytest.raises(Unrenderable):
        render(cleared(content), now=NOW)


def test_an_order_about_to_expire_is_not_offered() -> None:
    with pytest.raises(Unrenderable):
        render(
            cleared(Content(kind=Kind.ORDER_DETAILS, text="x", order=ORDER)),
            now=ORDER.expires_at - timedelta(seconds=299),
        )


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((0, 190, 3, 10, 200, 299, 131005, 368, 131031, 130497, 131042, 134011),
         ErrorClass.STOP_ACCOUNT),
        ((4, 80007, 130429), ErrorClass.SLOW_DOWN),
        ((131056,), ErrorClass.RETRY_RECIPIENT),
        ((1, 2, 131000, 131016, 133004, 131057), ErrorClass.RETRY),
        ((131048, 131045, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 33,
          131037), ErrorClass.STOP_NUMBER),
        ((131049, 130472, 131063), ErrorClass.OTHER_CHANNEL),
        ((131050,), ErrorClass.SUPPRESS_MARKETING),
        ((131026,), ErrorClass.UNDELIVERABLE),
        ((131047,), ErrorClass.SWITCH_TO_TEMPLATE),
        ((130403,), ErrorClass.BLOCKED_BY_US),
        ((131021, 131008, 131009, 100, 131051, 131053, 135000, 132000, 132012, 132018, 132005,
          2388039, 2388299), ErrorClass.BUG),
        ((132001, 132007, 132016, 131064), ErrorClass.STOP_TEMPLATE),
        ((132015,), ErrorClass.HOLD_TEMPLATE),
    ],
)  # fmt: skip
def test_error_table(codes: tuple[int, ...], expected: ErrorClass) -> None:
    assert {class_of(code, http_status=400) for code in codes} == {expected}


def test_unknown_errors_are_judged_by_the_http_status() -> None:
    assert 987654 not in known_codes()
    judged = {s: class_of(987654, http_status=s) for s in (400, 401, 403, 404, 429, 500, 503)}
    assert judged == {
        400: ErrorClass.BUG, 401: ErrorClass.STOP_ACCOUNT, 403: ErrorClass.STOP_ACCOUNT,
        404: ErrorClass.BUG, 429: ErrorClass.SLOW_DOWN, 500: ErrorClass.RETRY,
        503: ErrorClass.RETRY,
    }  # fmt: skip
