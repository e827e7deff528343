"""Turns a cleared message into the Cloud API's JSON, checking the channel's limits. Pure."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from trato.door.outbox.provider import Cleared
from trato.door.outbox.values import Content
from trato.door.policy.values import ATTACHED, Kind

Body = dict[str, Any]

TEXT_MAX = 4096
INTERACTIVE_TEXT_MAX = 1024
MARGIN_MAX = 60
TITLE_MAX = 20
CALLBACK_MAX = 256
BUTTONS_MAX = 3
ROWS_MAX = 10
ROW_ID_MAX = 200
ROW_TITLE_MAX = 24
ROW_DESCRIPTION_MAX = 72
URL_MAX = 2000
PARAMETER_MAX = 1024
ITEM_NAME_MAX = 60
OPAQUE_MAX = 512
FILE_NAME_MAX = 240

_REFERENCE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_SHORTEST_VALIDITY = timedelta(seconds=300)
_PAYMENT_STATES = {"completed": "captured", "pending": "pending", "canceled": "failed"}
_PIX_KEY_TYPES = ("CPF", "CNPJ", "EMAIL", "PHONE", "EVP")


class Unrenderable(ValueError):
    """The content cannot be said on this channel; names the part, never its words."""


class ContentTooLong(Unrenderable):
    """A part has more characters, or a list more items, than the channel takes."""


def render(cleared: Cleared, *, now: datetime, media_id: str = "") -> Body:
    """Return the request body for one cleared message; `media_id` is its uploaded file's.

    Raises:
        ContentTooLong: a limit of the channel is exceeded.
        Unrenderable: a part is missing or malformed.
    """
    if bool(cleared.to) == bool(cleared.recipient):
        raise Unrenderable("exactly one of number and business-scoped id must be set")
    body: Body = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    body |= {"to": cleared.to} if cleared.to else {"recipient": cleared.recipient}
    if cleared.in_reply_to:
        body["context"] = {"message_id": cleared.in_reply_to}
    if cleared.content.kind in ATTACHED:
        body |= _media(cleared, media_id)
    else:
        body |= _RENDERERS[cleared.content.kind](cleared, now)
    body["biz_opaque_callback_data"] = _fit("opaque", cleared.opaque, OPAQUE_MAX)
    return body


def _fit(part: str, text: str, characters_max: int) -> str:
    if not text.strip():
        raise Unrenderable(f"{part} is empty")
    if len(text) > characters_max:
        raise ContentTooLong(f"{part}: {len(text)} characters, {characters_max} allowed")
    return text


def _text(cleared: Cleared, _: datetime) -> Body:
    body = _fit("text", cleared.content.text, TEXT_MAX)
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _interactive(kind: str, content: Content, action: Body) -> Body:
    inner: Body = {"type": kind}
    if content.header:
        inner["header"] = {"type": "text", "text": _fit("header", content.header, MARGIN_MAX)}
    inner["body"] = {"text": _fit("text", content.text, INTERACTIVE_TEXT_MAX)}
    if content.footer:
        inner["footer"] = {"text": _fit("footer", content.footer, MARGIN_MAX)}
    return {"type": "interactive", "interactive": {**inner, "action": action}}


def _buttons(cleared: Cleared, _: datetime) -> Body:
    buttons = cleared.content.buttons
    _check_items("buttons", [b.id for b in buttons], BUTTONS_MAX)
    replies = [
        {
            "type": "reply",
            "reply": {
                "id": _fit("button id", b.id, CALLBACK_MAX),
                "title": _fit("button title", b.title, TITLE_MAX),
            },
        }
        for b in buttons
    ]
    return _interactive("button", cleared.content, {"buttons": replies})


def _check_items(part: str, ids: list[str], items_max: int) -> None:
    if not ids:
        raise Unrenderable(f"{part}: none given")
    if len(ids) > items_max:
        raise ContentTooLong(f"{part}: {len(ids)} items, {items_max} allowed")
    if len(set(ids)) != len(ids):
        raise Unrenderable(f"{part}: an id is used twice")


def _list(cleared: Cleared, _: datetime) -> Body:
    content = cleared.content
    _check_items("rows", [r.id for r in content.rows], ROWS_MAX)
    rows = []
    for row in content.rows:
        line = {
            "id": _fit("row id", row.id, ROW_ID_MAX),
            "title": _fit("row title", row.title, ROW_TITLE_MAX),
        }
        if row.description:
            line["description"] = _fit("row description", row.description, ROW_DESCRIPTION_MAX)
        rows.append(line)
    button = _fit("list title", content.list_title, TITLE_MAX)
    section = {"title": content.list_title[:ROW_TITLE_MAX], "rows": rows}
    return _interactive("list", content, {"button": button, "sections": [section]})


def _cta_url(cleared: Cleared, _: datetime) -> Body:
    content = cleared.content
    if not content.url.startswith(("https://", "http://")):
        raise Unrenderable("url is not a web address")
    parameters = {
        "display_text": _fit("url title", content.url_title, TITLE_MAX),
        "url": _fit("url", content.url, URL_MAX),
    }
    return _interactive("cta_url", content, {"name": "cta_url", "parameters": parameters})


def _template(cleared: Cleared, _: datetime) -> Body:
    if cleared.template is None:
        raise Unrenderable("template is not named")
    template: Body = {
        "name": cleared.template.name,
        "language": {"code": cleared.template.language},
    }
    parameters = [
        {"type": "text", "text": _fit("template parameter", _one_line(p), PARAMETER_MAX)}
        for p in cleared.content.template_parameters
    ]
    if parameters:
        template["components"] = [{"type": "body", "parameters": parameters}]
    return {"type": "template", "template": template}


def _one_line(text: str) -> str:
    # The provider refuses parameters with line breaks, tabs, or more than four spaces in a row.
    if text.isprintable() and "    " not in text:
        return text
    return re.sub(r" {4,}", "   ", re.sub(r"[\n\r\t]+", " ", text))


def _media(cleared: Cleared, media_id: str) -> Body:
    content = cleared.content
    if content.attached is None or not media_id:
        raise Unrenderable("no file is uploaded")
    node: Body = {"id": media_id}
    if content.kind is Kind.DOCUMENT:
        node["filename"] = _fit("file name", content.attached.name, FILE_NAME_MAX)
    if content.text and content.kind is not Kind.AUDIO:
        node["caption"] = _fit("caption", content.text, INTERACTIVE_TEXT_MAX)
    return {"type": content.kind.value, content.kind.value: node}


def _location(cleared: Cleared, _: datetime) -> Body:
    place = cleared.content.place
    if place is None:
        raise Unrenderable("location has no place")
    node: Body = {"latitude": place.latitude, "longitude": place.longitude}
    node |= {"name": place.name} if place.name else {}
    node |= {"address": place.address} if place.address else {}
    return {"type": "location", "location": node}


def _order_details(cleared: Cleared, now: datetime) -> Body:
    order = cleared.content.order
    if order is None or order.amount_cents <= 0:
        raise Unrenderable("order has no amount")
    if order.expires_at - now < _SHORTEST_VALIDITY:
        raise Unrenderable("order expires in less than five minutes")
    if order.pix_key_type not in _PIX_KEY_TYPES:
        raise Unrenderable("order has an unknown type of Pix key")
    amount = {"value": order.amount_cents, "offset": 100}
    code = {
        "code": _fit("Pix code", order.brcode, 512),
        "merchant_name": _fit("merchant name", order.merchant_name, MARGIN_MAX),
        "key": _fit("Pix key", order.pix_key, 77),
        "key_type": order.pix_key_type,
    }
    item = {
        "retailer_id": "1",
        "name": _fit("item name", order.item_name, ITEM_NAME_MAX),
        "amount": amount,
        "quantity": 1,
    }
    parameters = {
        "reference_id": _reference(order.reference_id),
        "type": "digital-goods",
        "payment_type": "br",
        "currency": "BRL",
        "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": code}],
        "total_amount": amount,
        "order": {
            "status": "pending",
            "tax": {"value": 0, "offset": 100},
            "items": [item],
            "subtotal": amount,
            "expiration": {
                "timestamp": str(int(order.expires_at.timestamp())),
                "description": "Prazo para pagamento",
            },
        },
    }
    action = {"name": "review_and_pay", "parameters": parameters}
    return _interactive("order_details", cleared.content, action)


def _order_status(cleared: Cleared, now: datetime) -> Body:
    content = cleared.content
    state = _PAYMENT_STATES.get(content.order_state)
    if state is None:
        raise Unrenderable("order state is unknown")
    parameters: Body = {
        "reference_id": _reference(content.order_reference),
        "order": {"status": content.order_state},
        "payment": {"status": state, "timestamp": int(now.timestamp())},
    }
    return _interactive("order_status", content, {"name": "review_order", "parameters": parameters})


def _reference(text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise Unrenderable("order reference must be 1 to 60 letters, digits or _ . -")
    return text


_RENDERERS: dict[Kind, Callable[[Cleared, datetime], Body]] = {
    Kind.TEXT: _text,
    Kind.BUTTONS: _buttons,
    Kind.LIST: _list,
    Kind.CTA_URL: _cta_url,
    Kind.TEMPLATE: _template,
    Kind.ORDER_DETAILS: _order_details,
    Kind.ORDER_STATUS: _order_status,
    Kind.LOCATION: _location,
}
