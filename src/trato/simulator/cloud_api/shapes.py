"""Whether a send body has the shape Meta asks for: pure, one small check per message type."""

import re
from collections.abc import Callable
from typing import Any

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.interactive import check_interactive
from trato.simulator.cloud_api.parts import need, obj, refuse, text_within
from trato.simulator.http import Json

TEXT_MAX = 4096
CAPTION_MAX = 1024
OPAQUE_MAX = 512
_DIGITS = re.compile(r"\+?[\d\s().-]+")
_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_LINK = re.compile(r"https?://[^\s/<>()]+\.[^\s<>]+|https?://(127\.0\.0\.1|localhost)[:/]\S*")
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{3,64}")
_MEDIA = ("audio", "document", "image", "sticker", "video")


def check_send(body: Json) -> Failure | None:
    """Return why Meta would refuse this body, or nothing."""
    if body.get("messaging_product") != "whatsapp":
        return Failure(code=100, details="The parameter messaging_product is required.")
    if body.get("status") is not None:
        return _read_mark(body)
    return _addressee(body) or _envelope(body) or _CHECKS[kind_of(body)](body)


def kind_of(body: Json) -> str:
    """Return the message type; Meta takes a missing one for text, or for the node that is there."""
    kind = body.get("type")
    if kind is not None:
        return str(kind)
    return next((name for name in _CHECKS if name in body), "text")


def _read_mark(body: Json) -> Failure | None:
    if body.get("status") != "read":
        return refuse("status", "must be read")
    typing = body.get("typing_indicator")
    if typing is not None and obj(typing).get("type") != "text":
        return refuse("typing_indicator.type", "must be text")
    return need(body, "message_id")


def _addressee(body: Json) -> Failure | None:
    to, recipient = body.get("to"), body.get("recipient")
    if not to and not recipient:
        return Failure(code=100, details="The parameter to is required.")
    if to and not _DIGITS.fullmatch(str(to)):
        return refuse("to", "is not a phone number")
    if not to and not _USER_ID.fullmatch(str(recipient)):
        return refuse("recipient", "is not a user id")
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        return refuse("recipient_type", "must be individual or group")
    return None


def _envelope(body: Json) -> Failure | None:
    if len(str(body.get("biz_opaque_callback_data", ""))) > OPAQUE_MAX:
        return refuse("biz_opaque_callback_data", f"is longer than {OPAQUE_MAX}")
    context = body.get("context")
    if context is not None and not obj(context).get("message_id"):
        return refuse("context.message_id", "is required", missing=True)
    kind = kind_of(body)
    if kind not in _CHECKS:
        return Failure(code=131051, details="Unsupported message type.")
    if kind not in body:
        return refuse(kind, "is required", missing=True)
    return None


def _text(body: Json) -> Failure | None:
    return text_within(obj(body["text"]), "body", "text.body", TEXT_MAX)


def _media(kind: str) -> Callable[[Json], Failure | None]:
    def check(body: Json) -> Failure | None:
        node = obj(body[kind])
        if "id" in node:
            if not _MEDIA_ID.fullmatch(str(node["id"])):
                return refuse(f"{kind}.id", "is not a media id")
        elif "link" not in node:
            return refuse(f"{kind}.id", "or link is required", missing=True)
        elif not _LINK.fullmatch(str(node["link"])):
            return refuse(f"{kind}.link", "is not an address")
        if len(str(node.get("caption", ""))) > CAPTION_MAX:
            return refuse(f"{kind}.caption", f"is longer than {CAPTION_MAX}")
        return None

    return check


def _location(body: Json) -> Failure | None:
    node = obj(body["location"])
    for name, limit in (("latitude", 90), ("longitude", 180)):
        failure = need(node, name)
        if failure:
            return failure
        if not _is_number(node[name]) or abs(float(node[name])) > limit:
            return refuse(f"location.{name}", "is out of range")
    return None


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)


def _contacts(body: Json) -> Failure | None:
    contacts = body["contacts"]
    if not isinstance(contacts, list) or not contacts:
        return refuse("contacts", "must hold a contact", missing=True)
    for contact in contacts:
        name = obj(obj(contact).get("name"))
        failure = need(name, "formatted_name")
        if failure:
            return failure
        if not any(name.get(part) for part in _NAME_PARTS):
            return refuse("contacts.name", "needs one part beside formatted_name")
    return None


_NAME_PARTS = ("first_name", "last_name", "middle_name", "suffix", "prefix")


def _reaction(body: Json) -> Failure | None:
    node = obj(body["reaction"])
    return need(node, "message_id") or (
        refuse("reaction.emoji", "is required", missing=True) if "emoji" not in node else None
    )


def _template(body: Json) -> Failure | None:
    node = obj(body["template"])
    failure = need(node, "name") or need(obj(node.get("language")), "code")
    if failure:
        return failure
    for component in node.get("components") or ():
        kind = str(obj(component).get("type", "")).lower()
        if kind not in ("header", "body", "button", "carousel", "limited_time_offer"):
            return refuse("template.components.type", "is not a component")
        if kind == "button" and ("sub_type" not in component or "index" not in component):
            return refuse("template.components", "needs sub_type and index", missing=True)
    return None


def _interactive(body: Json) -> Failure | None:
    return check_interactive(obj(body["interactive"]))


_CHECKS: dict[str, Callable[[Json], Failure | None]] = {
    "text": _text,
    "interactive": _interactive,
    "template": _template,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    **{kind: _media(kind) for kind in _MEDIA},
}
