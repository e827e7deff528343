"""Tolerant reading of JSON that somebody else wrote: a wrong type is an absent value. Pure."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

Node = dict[str, Any]

_LATEST_EPOCH = 253_402_300_799
_ENCODER = msgspec.json.Encoder()


class ParseError(ValueError):
    """The body as a whole is not JSON; says why, never repeats it."""


class Malformed(Exception):
    """One item lacks what it cannot do without."""


def decode(body: bytes) -> Any:
    """Read JSON; a lone half of a surrogate pair becomes a replacement character.

    Raises:
        ParseError: it is not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except RecursionError:
        raise ParseError("nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    # The strict reader refuses an emoji that was cut in half; the person's words must survive it.
    try:
        return _whole(json.loads(body))
    except RecursionError:
        raise ParseError("nested too deeply") from None
    except ValueError:
        raise ParseError("not JSON") from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(v) for v in value]
    if isinstance(value, dict):
        return {_whole(k): _whole(v) for k, v in value.items()}
    return value


def encode(value: Any) -> bytes:
    """Write a node as compact JSON; numbers too great for the fast writer take the slow one."""
    try:
        return _ENCODER.encode(value)
    except (OverflowError, ValueError, TypeError):
        return json.dumps(value).encode()


def node(value: Any) -> Node:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def nodes(value: Any) -> Iterator[Node]:
    """Return the objects of a list; anything else is passed over."""
    return (v for v in value if isinstance(v, dict)) if isinstance(value, list) else iter(())


def text(value: Any) -> str:
    """Return a text, or a whole number as text. Databases refuse NUL: it is taken out."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def number(value: Any) -> int | None:
    """Return a whole number, also when it came as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.lstrip("-").isdigit():
        try:
            return int(value)
        except ValueError:
            return None
    return None


def instant(value: Any) -> datetime | None:
    """Return seconds since 1970 as an aware instant in UTC."""
    seconds = number(value)
    if seconds is None or not 0 < seconds <= _LATEST_EPOCH:
        return None
    return datetime.fromtimestamp(seconds, UTC)
