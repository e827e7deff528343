"""Reads what was written on a number outside of this product: in the app, or before. Pure."""

import re

from trato.adapters.whatsapp.messages import parts_of
from trato.adapters.whatsapp.nodes import Malformed, Node, encode, instant, node, text
from trato.casework.conversations.values import Outside

_BSUID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
_ID_CHARACTERS, _KIND_CHARACTERS = 200, 24


def read_echo(message: Node, value: Node) -> Outside:
    """Read what the number's owner typed in the app.

    Raises:
        Malformed: it has no id, no time, or goes to nobody.
    """
    return _read(message, value, whom=text(message.get("to")), is_ours=True)


def read_past(message: Node, value: Node, whom: str) -> Outside:
    """Read one message of a thread with `whom` from before the number was connected.

    Raises:
        Malformed: it has no id, no time, or the thread is with nobody.
    """
    writer = text(message.get("from"))
    is_ours = _digits(writer) != _digits(whom) if writer else "to" in message
    return _read(message, value, whom=whom, is_ours=is_ours, is_past=True)


def _read(
    message: Node, value: Node, *, whom: str, is_ours: bool, is_past: bool = False
) -> Outside:
    identifier, at = text(message.get("id")), instant(message.get("timestamp"))
    named = text(message.get("to_user_id" if is_ours else "from_user_id"))
    is_bsuid = bool(_BSUID.fullmatch(whom))
    wa_id, bsuid = ("", named or whom) if is_bsuid else (whom, named)
    if not 0 < len(identifier) <= _ID_CHARACTERS or at is None or not (wa_id or bsuid):
        raise Malformed
    parts = {"kind": f"unknown:{text(message.get('type'))}", "text": "", **parts_of(message)}
    return Outside(
        provider_message_id=identifier,
        phone_number_id=text(node(value.get("metadata")).get("phone_number_id")),
        is_ours=is_ours,
        kind=parts["kind"][:_KIND_CHARACTERS],
        text=parts["text"],
        written_at=at,
        payload=encode(message),
        wa_id=wa_id,
        bsuid=bsuid,
        is_past=is_past,
    )


def _digits(address: str) -> str:
    return re.sub(r"\D", "", address)
