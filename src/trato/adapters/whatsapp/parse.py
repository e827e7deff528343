"""Turns one webhook body of the Cloud API into values: every entry, change, message and status.

Nothing is dropped: what is unknown or malformed comes back as a leftover. Pure.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from trato.adapters.whatsapp.errors import class_of
from trato.adapters.whatsapp.messages import read_message
from trato.adapters.whatsapp.nodes import (
    Malformed,
    Node,
    ParseError,
    decode,
    encode,
    instant,
    node,
    nodes,
    number,
    text,
)
from trato.adapters.whatsapp.notices import NOTICES, read_preference
from trato.adapters.whatsapp.outside import read_echo, read_past
from trato.adapters.whatsapp.values import AccountChange, Parsed, Unknown
from trato.casework.conversations.values import Incoming, Outside
from trato.door.outbox.values import StatusReport

__all__ = ["ParseError", "parse"]

_STATUSES = ("sent", "delivered", "read", "played", "failed")
_ENVELOPE = ("messaging_product", "metadata", "contacts")
_REASON_CHARACTERS = 240

Item = Incoming | StatusReport | AccountChange | Outside | Unknown


def parse(body: bytes) -> Parsed:
    """Read one webhook body; a malformed item never takes the others with it.

    Raises:
        ParseError: the body as a whole is not JSON.
    """
    items = list(_entries(decode(body)))
    return Parsed(
        messages=tuple(i for i in items if isinstance(i, Incoming)),
        statuses=tuple(i for i in items if isinstance(i, StatusReport)),
        leftovers=tuple(i for i in items if isinstance(i, Unknown)),
        outside=tuple(i for i in items if isinstance(i, Outside)),
        accounts=tuple(
            i for i in items if not isinstance(i, (Incoming, StatusReport, Unknown, Outside))
        ),
    )


def _entries(root: Any) -> Iterator[Item]:
    entries = node(root).get("entry")
    if not isinstance(entries, list):
        yield Unknown(field="", kind="body", payload=encode(root))
        return
    for entry in entries:
        changes = node(entry).get("changes")
        if not isinstance(changes, list):
            yield Unknown(field="", kind="entry", payload=encode(entry))
            continue
        for change in changes:
            yield from _change(change, entry)


def _change(change: Any, entry: Node) -> Iterator[Item]:
    field, value = text(node(change).get("field")), node(change).get("value")
    if not isinstance(value, dict):
        yield Unknown(field=field[:60], kind="change", payload=encode(change))
    elif field == "messages":
        yield from _conversation(value)
    elif field == "smb_message_echoes" and "message_echoes" in value:
        rows = _list(value, "message_echoes")
        yield from _each(field, "echo", rows, lambda row: read_echo(row, value))
    elif field == "history" and "history" in value:
        yield from _history(value)
    elif field == "user_preferences":
        rows = _list(value, "user_preferences")
        yield from _each(field, field, rows, lambda row: read_preference(row, value))
    else:
        yield from _each(field, "notice", [value], lambda row: _notice(field, row, entry))


def _conversation(value: Node) -> Iterator[Item]:
    yield from _each("messages", "message", _list(value, "messages"), lambda m: _message(m, value))
    yield from _each("messages", "status", _list(value, "statuses"), lambda s: _status(s, value))
    rest = {k: v for k, v in value.items() if k not in (*_ENVELOPE, "messages", "statuses")}
    if rest or not ("messages" in value or "statuses" in value):
        kind = next(iter(rest), "empty")
        yield Unknown(field="messages", kind=text(kind)[:60], payload=encode(value))


def _history(value: Node) -> Iterator[Item]:
    for chunk in _list(value, "history"):
        threads = node(chunk).get("threads")
        if not isinstance(threads, list):
            # Whoever owns the number may decline to share: the provider says so in an error.
            yield Unknown(field="history", kind="chunk", payload=encode(chunk))
            continue
        for thread in threads:
            whom, said = text(node(thread).get("id")), node(thread).get("messages")
            if not isinstance(said, list):
                yield Unknown(field="history", kind="thread", payload=encode(thread))
                continue
            yield from _each("history", "past", said, partial(read_past, value=value, whom=whom))


def _list(value: Node, name: str) -> list[Any]:
    found = value.get(name, [])
    return found if isinstance(found, list) else [found]


def _each(field: str, kind: str, rows: list[Any], read: Callable[[Node], Item]) -> Iterator[Item]:
    for row in rows:
        try:
            if not isinstance(row, dict):
                raise Malformed
            item = read(row)
        except Malformed:
            item = Unknown(field=field[:60], kind=kind, payload=encode(row))
        yield item


def _message(message: Node, value: Node) -> Item:
    if "group_id" in message:
        # A group is never a private conversation: what is said there must not reach the bot.
        return Unknown(field="messages", kind="group_message", payload=encode(message))
    return read_message(message, value)


def _status(status: Node, value: Node) -> Item:
    identifier, at = text(status.get("id")), instant(status.get("timestamp"))
    word = text(status.get("status"))
    if not identifier or at is None:
        raise Malformed
    if word not in _STATUSES or text(status.get("type")) == "payment":
        kind = f"status:{text(status.get('type')) or word}"
        return Unknown(field="messages", kind=kind[:60], payload=encode(status))
    # The contacts block is missing on `failed` by documentation, present in the wild.
    contact: Node = next(nodes(value.get("contacts")), {})
    same = text(contact.get("wa_id")) in ("", text(status.get("recipient_id")))
    error: Node = next(nodes(status.get("errors")), {})
    code = number(error.get("code"))
    pricing = status.get("pricing")
    return StatusReport(
        provider_message_id=identifier,
        status=word,
        at=at,
        opaque=text(status.get("biz_opaque_callback_data")),
        wa_id=text(status.get("recipient_id")) or text(contact.get("wa_id")),
        bsuid=text(status.get("recipient_user_id")) or (text(contact.get("user_id")) * same),
        error_code=code,
        error_class=None if code is None else class_of(code, http_status=400),
        error_reason=reason_of(error),
        pricing=pricing if isinstance(pricing, dict) else None,
    )


def reason_of(error: Node) -> str:
    """Return the provider's own words for an error, short enough to keep."""
    details = text(node(error.get("error_data")).get("details"))
    title = text(error.get("title")) or text(error.get("message"))
    parts = [title] + ([details] if details and details != title else [])
    return ": ".join(p for p in parts if p)[:_REASON_CHARACTERS]


def _notice(field: str, value: Node, entry: Node) -> Item:
    read = NOTICES.get(field)
    if read is None:
        kind = next((k for k in value if k not in _ENVELOPE), "empty")
        return Unknown(field=field[:60], kind=text(kind)[:60], payload=encode(value))
    return read(value, entry)
