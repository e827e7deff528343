"""Reads one message node of the Cloud API, whatever its type. Pure.

Kinds: text, image, video, document, audio, sticker, location, contacts, reaction, button_reply,
list_reply, nfm_reply, call_permission_reply, button, order, edit, revoke, unsupported, system,
number_changed, user_id_changed, identity_changed; any other is `unknown:<type>`.
"""

import re
from collections.abc import Callable
from typing import Any

from trato.adapters.whatsapp.nodes import Malformed, Node, encode, instant, node, nodes, text
from trato.casework.conversations.values import Incoming

_KIND_CHARACTERS = 24
_ID_CHARACTERS = 200
_MEDIA_ID_CHARACTERS = 80
_BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
_SYSTEM = {
    "user_changed_number": "number_changed",
    "user_changed_user_id": "user_id_changed",
    "customer_identity_changed": "identity_changed",
    "customer_changed_number": "number_changed",
}

Parts = dict[str, str]


def read_message(message: Node, value: Node) -> Incoming:
    """Read a message with the envelope (`value`) it came in.

    Raises:
        Malformed: it has no id, no time, or nobody wrote it.
    """
    identifier, at = text(message.get("id")), instant(message.get("timestamp"))
    wa_id, bsuid = _writer(message)
    contact = _contact(value, wa_id, bsuid)
    wa_id = wa_id or text(contact.get("wa_id"))
    bsuid = bsuid or text(contact.get("user_id"))
    if not 0 < len(identifier) <= _ID_CHARACTERS or at is None or not (wa_id or bsuid):
        raise Malformed
    profile = node(contact.get("profile"))
    parts = {
        "kind": f"unknown:{text(message.get('type'))}"[:_KIND_CHARACTERS],
        "text": "",
        "reply_to": text(node(message.get("context")).get("id")),
        **parts_of(message),
    }
    referral = message.get("referral")
    return Incoming(
        provider_message_id=identifier,
        phone_number_id=text(node(value.get("metadata")).get("phone_number_id")),
        written_at=at,
        payload=encode(message),
        wa_id=wa_id,
        bsuid=bsuid,
        username=text(profile.get("username")),
        profile_name=text(profile.get("name")),
        referral=encode(referral).decode() if isinstance(referral, dict) else "",
        **parts,
    )


def _writer(message: Node) -> tuple[str, str]:
    wa_id, bsuid = text(message.get("from")), text(message.get("from_user_id"))
    if _BSUID.fullmatch(wa_id):
        return "", bsuid or wa_id
    return wa_id, bsuid


def _contact(value: Node, wa_id: str, bsuid: str) -> Node:
    found = list(nodes(value.get("contacts")))
    for contact in found:
        if wa_id and text(contact.get("wa_id")) == wa_id:
            return contact
        if bsuid and text(contact.get("user_id")) == bsuid:
            return contact
    # A lone contact may stand for a writer who is not named; never for one who is.
    return found[0] if len(found) == 1 and not (wa_id or bsuid) else {}


def parts_of(message: Node) -> Parts:
    """Return what a message node says: its kind, its text, and what else its kind has."""
    kind = text(message.get("type"))
    read = _TYPES.get(kind)
    body = message.get(kind)
    if read is None:
        return {}
    if kind in _LISTS:
        return read(kind, {"items": body})
    if kind not in _BARE and not isinstance(body, dict):
        return {}
    return read(kind, node(body))


def _text(kind: str, body: Node) -> Parts:
    return {"kind": kind, "text": text(body.get("body"))}


def _media(kind: str, body: Node) -> Parts:
    media_id = text(body.get("id"))
    return {
        "kind": kind,
        "text": text(body.get("caption")) or text(body.get("filename")),
        "media_id": media_id if len(media_id) <= _MEDIA_ID_CHARACTERS else "",
        "media_mime": text(body.get("mime_type")),
        "media_sha256": text(body.get("sha256")),
    }


def _location(kind: str, body: Node) -> Parts:
    place = [text(body.get("name")), text(body.get("address"))]
    return {"kind": kind, "text": ", ".join(p for p in place if p) or _coordinates(body)}


def _coordinates(body: Node) -> str:
    pair = (body.get("latitude"), body.get("longitude"))
    return ", ".join(str(p) for p in pair if isinstance(p, (int, float)))


def _contacts(kind: str, body: Node) -> Parts:
    names = [text(node(c.get("name")).get("formatted_name")) for c in nodes(body.get("items"))]
    return {"kind": kind, "text": ", ".join(n for n in names if n)}


def _reaction(kind: str, body: Node) -> Parts:
    return {
        "kind": kind,
        "text": text(body.get("emoji")),
        "reply_to": text(body.get("message_id")),
    }


def _interactive(kind: str, body: Node) -> Parts:
    reply_kind = text(body.get("type"))
    reply = node(body.get(reply_kind))
    if not reply_kind:
        return {}
    if reply_kind not in ("button_reply", "list_reply", "nfm_reply", "call_permission_reply"):
        return {"kind": f"unknown:{reply_kind}"[:_KIND_CHARACTERS]}
    return {
        "kind": reply_kind,
        "text": text(reply.get("title")) or text(reply.get("body")) or text(reply.get("response")),
        "button_id": (text(reply.get("id")) or text(reply.get("name")))[:256],
    }


def _button(kind: str, body: Node) -> Parts:
    return {
        "kind": kind,
        "text": text(body.get("text")),
        "button_id": text(body.get("payload"))[:256],
    }


def _order(kind: str, body: Node) -> Parts:
    return {"kind": kind, "text": text(body.get("text"))}


def _system(kind: str, body: Node) -> Parts:
    return {"kind": _SYSTEM.get(text(body.get("type")), kind), "text": text(body.get("body"))}


def _bare(kind: str, _: Node) -> Parts:
    return {"kind": kind}


def _edit(kind: str, body: Node) -> Parts:
    # The new wording is a message node of its own, whose type says where the words are.
    inner = parts_of(node(body.get("message")))
    words = {k: v for k, v in inner.items() if k not in ("kind", "reply_to")}
    return {**words, "kind": kind, "reply_to": text(body.get("original_message_id"))}


def _revoke(kind: str, body: Node) -> Parts:
    return {"kind": kind, "reply_to": text(body.get("original_message_id"))}


_Reader = Callable[[str, Any], Parts]
_TYPES: dict[str, _Reader] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "document": _media,
    "audio": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "system": _system,
    "unsupported": _bare,
    "edit": _edit,
    "revoke": _revoke,
}
_LISTS = frozenset({"contacts"})
_BARE = frozenset({"unsupported"})
