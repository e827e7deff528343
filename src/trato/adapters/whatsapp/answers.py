"""Judges what the Cloud API answered: accepted, surely refused, or nobody knows. Pure.

A 4xx is a refusal whoever wrote it. A 5xx with the provider's own error is a refusal by its code.
A 5xx without one may come from a gateway in front of a provider that did accept: no answer.
"""

from collections.abc import Mapping

from trato.adapters.whatsapp.errors import class_of
from trato.adapters.whatsapp.nodes import Node, ParseError, decode, node, nodes, number, text
from trato.adapters.whatsapp.parse import reason_of
from trato.door.outbox.values import NoAnswer, Receipt, Rejection

_REQUEST_TIMEOUT = 408
_USAGE = "X-Business-Use-Case-Usage"


def judge(status: int, headers: Mapping[str, str], body: bytes) -> Receipt | Rejection | NoAnswer:
    """Return what one HTTP answer to a send means."""
    answer = read_object(body)
    if 200 <= status < 300:
        return _receipt(answer)
    error = answer.get("error")
    if isinstance(error, dict) and number(error.get("code")) is not None:
        return _rejection(status, headers, error)
    if 400 <= status < 500 and status != _REQUEST_TIMEOUT:
        return Rejection(
            error_class=class_of(-1, http_status=status),
            code=status,
            reason=f"HTTP {status}",
            retry_after_seconds=wait_seconds(headers),
        )
    return NoAnswer(reason=f"HTTP {status}")


def read_object(body: bytes) -> Node:
    """Return the answer's object, or an empty one."""
    try:
        return node(decode(body))
    except ParseError:
        return {}


def _receipt(answer: Node) -> Receipt | NoAnswer:
    message: Node = next(nodes(answer.get("messages")), {})
    contact: Node = next(nodes(answer.get("contacts")), {})
    identifier = text(message.get("id"))
    if not identifier:
        return NoAnswer(reason="accepted without a message id")
    return Receipt(
        provider_message_id=identifier,
        wa_id=text(contact.get("wa_id")),
        bsuid=text(contact.get("user_id")),
    )


def _rejection(status: int, headers: Mapping[str, str], error: Node) -> Rejection:
    code = number(error.get("code")) or 0
    return Rejection(
        error_class=class_of(code, http_status=status),
        code=code,
        reason=reason_of(error) or f"HTTP {status}",
        retry_after_seconds=wait_seconds(headers),
    )


def wait_seconds(headers: Mapping[str, str]) -> float | None:
    """Return how long the provider asks us to wait, if it says so."""
    seconds = number(headers.get("Retry-After"))
    if seconds is not None and seconds >= 0:
        return float(seconds)
    usage = read_object(headers.get(_USAGE, "").encode())
    minutes = [
        number(row.get("estimated_time_to_regain_access")) or 0
        for rows in usage.values()
        for row in nodes(rows)
    ]
    return max(minutes) * 60.0 if any(minutes) else None
