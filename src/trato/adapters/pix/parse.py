"""Reads Pix settlements from a PSP's webhook or list. Pure; what is malformed is handed back."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from trato.casework.payments.provider import Settlement

_MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
_END_TO_END = re.compile(r"[a-zA-Z0-9]{32}")
_TXID = re.compile(r"[a-zA-Z0-9]{0,35}")


class PixParseError(ValueError):
    """The body as a whole is not a list of Pix; never repeats it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixLeftover:
    """An entry that is not a settlement, or says more than one: kept for a person."""

    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPix:
    """Everything one body held."""

    settlements: tuple[Settlement, ...] = ()
    leftovers: tuple[PixLeftover, ...] = ()


def parse_webhook(body: bytes) -> ParsedPix:
    """Read a webhook's body: `{"pix": [...]}`.

    Raises:
        PixParseError: it is not.
    """
    try:
        root = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PixParseError("not JSON") from None
    rows = root.get("pix") if isinstance(root, dict) else None
    if not isinstance(rows, list):
        raise PixParseError("no list of Pix")
    return read_rows(rows)


def read_rows(rows: list[Any]) -> ParsedPix:
    """Read entries of the API's `Pix` shape.

    A refunded Pix is reported again under its old id: the settlement is the same, and the refund
    is handed back as a leftover, because giving money back is never done silently.
    """
    settlements: list[Settlement] = []
    leftovers: list[PixLeftover] = []
    for row in rows:
        settlement = _settlement(row) if isinstance(row, dict) else None
        if settlement is None:
            leftovers.append(PixLeftover(kind="pix", payload=_encode(row)))
            continue
        settlements.append(settlement)
        if row.get("devolucoes"):
            leftovers.append(PixLeftover(kind="devolucao", payload=_encode(row)))
    return ParsedPix(settlements=tuple(settlements), leftovers=tuple(leftovers))


def _settlement(row: dict[str, Any]) -> Settlement | None:
    identifier, txid = row.get("endToEndId"), row.get("txid") or ""
    cents, paid_at = cents_of(row.get("valor")), instant_of(row.get("horario"))
    if not isinstance(identifier, str) or not _END_TO_END.fullmatch(identifier):
        return None
    if not isinstance(txid, str) or not _TXID.fullmatch(txid):
        return None
    if not cents or paid_at is None:
        return None
    key = row.get("chave")
    return Settlement(
        end_to_end_id=identifier,
        txid=txid,
        amount_cents=cents,
        pix_key=key if isinstance(key, str) else "",
        paid_at=paid_at,
    )


def cents_of(value: Any) -> int | None:
    """Return an amount in cents from the API's text (`123.45`), or nothing if it is not one."""
    if not isinstance(value, str) or not _MONEY.fullmatch(value):
        return None
    return int(value.replace(".", ""))


def money_of(cents: int) -> str:
    """Return an amount as the API writes it."""
    return f"{cents // 100}.{cents % 100:02d}"


def instant_of(value: Any) -> datetime | None:
    """Return an RFC 3339 instant, or nothing if it has no time zone."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo is not None else None


def _encode(value: Any) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (OverflowError, ValueError, TypeError):
        return json.dumps(value).encode()
