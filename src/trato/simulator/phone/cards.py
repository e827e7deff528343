"""What a message looks like on the telephone: send and webhook bodies become cards. Pure.

A card is what the page draws, whatever the message's type: `text`, `media`, `replies`, `list`,
`link`, `order`, `order_status`, `flow`, `form`, `location`, `contacts`, each present only when
there is one.
"""

import json
import re
from typing import Any

from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.templates import Template
from trato.simulator.http import Json

_MEDIA = ("audio", "document", "image", "sticker", "video")
_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


def card_of(kind: str, body: Json, template: Template | None = None) -> Json:
    """Return the card of a business's send body, or of a person's message node."""
    node = obj(body.get(kind))
    if kind == "text":
        return {"text": str(node.get("body", ""))}
    if kind in _MEDIA:
        return {"media": _media(kind, node), "text": str(node.get("caption", ""))}
    if kind == "location":
        return {"location": node}
    if kind == "contacts":
        names = [obj(obj(one).get("name")).get("formatted_name") for one in body["contacts"]]
        return {"contacts": [str(name) for name in names]}
    if kind == "interactive":
        return _interactive(node)
    if kind == "button":
        return {"text": str(node.get("text", "")), "tapped": str(node.get("payload", ""))}
    if kind == "template":
        return _template(node, template)
    return {"text": f"({kind})"}


def _media(kind: str, node: Json) -> Json:
    name = str(node.get("filename") or "")
    return {
        "kind": kind,
        "id": str(node.get("id") or ""),
        "url": str(node.get("link") or ""),
        "name": name,
        "is_voice": bool(node.get("voice")),
    }


def _interactive(node: Json) -> Json:
    kind = str(node.get("type", ""))
    if kind in ("button_reply", "list_reply"):
        reply = obj(node.get(kind))
        return {"text": str(reply.get("title", "")), "tapped": str(reply.get("id", ""))}
    if kind == "nfm_reply":
        return {"form": _answers(obj(node.get(kind)).get("response_json")), "tapped": "flow"}
    action = obj(node.get("action"))
    card: Json = {"text": str(obj(node.get("body")).get("text", ""))}
    header, footer = obj(node.get("header")), obj(node.get("footer"))
    card |= _headed(header)
    if footer:
        card["footer"] = str(footer.get("text", ""))
    return card | _ACTIONS.get(kind, _plain)(action)


def _headed(header: Json) -> Json:
    kind = str(header.get("type", "")).lower()
    if kind in _MEDIA:
        return {"media": _media(kind, obj(header.get(kind)))}
    return {"header": str(header["text"])} if header.get("text") else {}


def _plain(action: Json) -> Json:
    parameters = obj(action.get("parameters"))
    title = parameters.get("display_text") or action.get("button") or action.get("name")
    return {"unplayed": str(title)} if title else {}


def _buttons(action: Json) -> Json:
    replies = [obj(obj(button).get("reply")) for button in action.get("buttons") or ()]
    return {
        "replies": [
            {"kind": "button_reply", "id": str(r.get("id")), "title": str(r.get("title"))}
            for r in replies
        ]
    }


def _list(action: Json) -> Json:
    sections = [
        {
            "title": str(section.get("title") or ""),
            "rows": [
                {
                    "kind": "list_reply",
                    "id": str(row.get("id")),
                    "title": str(row.get("title")),
                    "description": str(row.get("description") or ""),
                }
                for row in map(obj, section.get("rows") or ())
            ],
        }
        for section in map(obj, action.get("sections") or ())
    ]
    return {"list": {"title": str(action.get("button", "")), "sections": sections}}


def _link(action: Json) -> Json:
    parameters = obj(action.get("parameters"))
    title, url = parameters.get("display_text", ""), parameters.get("url", "")
    return {"link": {"title": str(title), "url": str(url)}}


def _order(action: Json) -> Json:
    parameters = obj(action.get("parameters"))
    order = obj(parameters.get("order"))
    parts = {name: cents(order.get(name)) for name in ("subtotal", "tax", "shipping", "discount")}
    shown: Json = {
        "reference": str(parameters.get("reference_id", "")),
        "total": cents(parameters.get("total_amount")),
        "parts": {name: value for name, value in parts.items() if value},
        "items": [
            {
                "name": str(item.get("name", "")),
                "cents": cents(item.get("amount")),
                "quantity": int(item.get("quantity") or 1),
            }
            for item in map(obj, order.get("items") or ())
        ],
    }
    for setting in map(obj, parameters.get("payment_settings") or ()):
        kind = str(setting.get("type", ""))
        shown |= _setting(kind, obj(setting.get(kind)))
    return {"order": shown}


def _setting(kind: str, node: Json) -> Json:
    if kind == "pix_dynamic_code":
        return {"pix": str(node.get("code", "")), "payee": str(node.get("merchant_name", ""))}
    if kind == "payment_link":
        return {"url": str(node.get("uri", ""))}
    return {"boleto": str(node.get("digitable_line", ""))}


def cents(node: Any) -> int:
    """Return an amount of Meta's as cents."""
    value = obj(node).get("value")
    return int(value) if isinstance(value, int) else 0


def _order_status(action: Json) -> Json:
    parameters = obj(action.get("parameters"))
    return {
        "order_status": {
            "reference": str(parameters.get("reference_id", "")),
            "status": str(obj(parameters.get("order")).get("status", "")),
            "payment": str(obj(parameters.get("payment")).get("status", "")),
        }
    }


def _answers(response_json: Any) -> Json:
    given = obj(json.loads(str(response_json)))
    return {name: value for name, value in given.items() if name != "flow_token"}


def _flow(action: Json) -> Json:
    parameters = obj(action.get("parameters"))
    names = {"id": "flow_id", "title": "flow_cta", "token": "flow_token"}
    return {"flow": {ours: str(parameters.get(name) or "") for ours, name in names.items()}}


def _asks_location(action: Json) -> Json:
    return {"asks_location": True}


def _asks_contact(action: Json) -> Json:
    return {"asks_contact": True}


_ACTIONS = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link,
    "order_details": _order,
    "order_status": _order_status,
    "location_request_message": _asks_location,
    "contact_request": _asks_contact,
    "flow": _flow,
}


def _template(node: Json, template: Template | None) -> Json:
    if template is None:
        return {"text": str(node.get("name", ""))}
    given = {
        str(component.get("type", "")).lower(): [obj(p) for p in component.get("parameters") or ()]
        for component in map(obj, node.get("components") or ())
        if str(component.get("type", "")).lower() != "button"
    }
    texts = {
        part: _filled(str(template.component(part.upper()).get("text", "")), given.get(part, []))
        for part in ("header", "body", "footer")
    }
    card: Json = {"text": texts["body"], "template": template.name}
    card |= {part: texts[part] for part in ("header", "footer") if texts[part]}
    for parameter in given.get("header", ()):
        kind = str(parameter.get("type", ""))
        if kind in _MEDIA:
            card["media"] = _media(kind, obj(parameter.get(kind)))
    return card | _template_buttons(node, template)


def _filled(text: str, parameters: list[Json]) -> str:
    names = list(dict.fromkeys(_VARIABLE.findall(text)))
    values = {
        str(parameter.get("parameter_name") or name): _value(parameter)
        for name, parameter in zip(names, parameters, strict=False)
    }
    return _VARIABLE.sub(lambda match: values.get(match.group(1), match.group(0)), text)


def _value(parameter: Json) -> str:
    held = parameter.get(str(parameter.get("type", "text")))
    return str(held.get("fallback_value", "")) if isinstance(held, dict) else str(held or "")


def _template_buttons(node: Json, template: Template) -> Json:
    sent = {
        int(component.get("index") or 0): [obj(p) for p in component.get("parameters") or ()]
        for component in map(obj, node.get("components") or ())
        if str(component.get("type", "")).lower() == "button"
    }
    card: Json = {}
    for at, button in enumerate(map(obj, template.component("BUTTONS").get("buttons") or ())):
        parameter = next(iter(sent.get(at, ())), {})
        title, kind = str(button.get("text", "")), str(button.get("type", "")).upper()
        if kind == "QUICK_REPLY":
            reply = {"kind": "button", "id": str(parameter.get("payload") or title), "title": title}
            card.setdefault("replies", []).append(reply)
        elif kind == "URL":
            url = _filled(str(button.get("url", "")), [parameter] if parameter else [])
            card["link"] = {"title": title, "url": url}
        elif kind == "ORDER_DETAILS":
            details = obj(obj(parameter.get("action")).get("order_details"))
            card |= _order({"parameters": details})
        elif kind == "FLOW":
            token = str(obj(parameter.get("action")).get("flow_token") or "unused")
            flow_id = str(button.get("flow_id") or "")
            card["flow"] = {"id": flow_id, "title": title, "token": token}
        elif kind == "REQUEST_CONTACT_INFO":
            card["asks_contact"] = True
        elif title:
            card["unplayed"] = title
    return card
