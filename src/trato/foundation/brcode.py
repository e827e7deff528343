"""The Pix BR Code: text that a bank app reads as a charge. Pure; drawing a QR is not for here.

Layout after the Banco Central's manual of the BR Code (EMV QRCPS, merchant presented).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Field = tuple[str, str]

_DOMAIN = "br.gov.bcb.pix"
_DOMAIN_DYNAMIC = "BR.GOV.BCB.PIX"  # the manual's dynamic example writes it so; readers ignore case
_NAME_MAX = 25
_CITY_MAX = 15
_KEY_MAX = 77
_TXID = re.compile(r"[A-Za-z0-9]{1,25}|\*\*\*")
_AMOUNT = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
_URL = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9._~/-]+")


class BrCodeError(ValueError):
    """The text is not a Pix BR Code, or the values cannot be written as one; says which part."""


class KeyType(StrEnum):
    """The five kinds of Pix key."""

    CPF = "CPF"
    CNPJ = "CNPJ"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    EVP = "EVP"


_KEYS = (
    (
        KeyType.EVP,
        re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ),
    (KeyType.CPF, re.compile(r"[0-9]{11}")),
    (KeyType.CNPJ, re.compile(r"[0-9A-Z]{12}[0-9]{2}")),
    (KeyType.PHONE, re.compile(r"\+[1-9][0-9]{9,14}")),
    (KeyType.EMAIL, re.compile(r"[a-z0-9.!#$&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticCode:
    """A code that names a key; the payer's bank asks nobody. No amount: the payer types it."""

    key: str
    name: str
    city: str
    amount_cents: int | None = None
    txid: str = "***"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamicCode:
    """A code that names a location, without `https://`, where the charge itself is read."""

    url: str
    name: str
    city: str
    txid: str = "***"


def key_type(key: str) -> KeyType:
    """Say which kind of Pix key the text is; check digits are not verified here.

    Raises:
        BrCodeError: it has the shape of none.
    """
    if len(key) <= _KEY_MAX:
        for kind, pattern in _KEYS:
            if pattern.fullmatch(key):
                return kind
    raise BrCodeError("the Pix key has the shape of no key type")


def crc16(text: str) -> str:
    """Return the CRC-16/CCITT-FALSE of the text as four upper-case hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def encode(fields: Sequence[Field]) -> str:
    """Write fields as identifier, two-digit length and value, in the order given.

    Raises:
        BrCodeError: a value is empty or longer than 99 characters.
    """
    parts = []
    for tag, value in fields:
        if not 1 <= len(value) <= 99:
            raise BrCodeError(f"field {tag} must hold 1 to 99 characters, not {len(value)}")
        parts.append(f"{tag}{len(value):02d}{value}")
    return "".join(parts)


def decode(text: str) -> tuple[Field, ...]:
    """Read fields; the reverse of `encode`.

    Raises:
        BrCodeError: a length is not a number, or says more than the text holds.
    """
    fields: list[Field] = []
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise BrCodeError(f"no field starts at position {at}")
        length = int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if length == 0 or len(value) < length:
            raise BrCodeError(f"field {head[:2]} at position {at} says {length} characters")
        fields.append((head[:2], value))
        at += 4 + length
    return tuple(fields)


def plain(text: str, length_max: int) -> str:
    """Return the text without accents or odd signs, cut to fit a merchant name or city."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9 .,&/-]+", " ", folded)
    return " ".join(kept.split())[:length_max].strip()


def render(code: StaticCode | DynamicCode) -> str:
    """Write the code with its check digits, ready to copy and paste.

    Raises:
        BrCodeError: a part does not fit the standard.
    """
    _check_common(code.name, code.city, code.txid)
    fields: list[Field] = [("00", "01")]
    if isinstance(code, DynamicCode):
        if not _URL.fullmatch(code.url) or len(code.url) > _KEY_MAX:
            raise BrCodeError("the location must be host/path without https://, 77 at most")
        fields.append(("01", "12"))
        account: list[Field] = [("00", _DOMAIN_DYNAMIC), ("25", code.url)]
    else:
        account = _static_account(code)
    fields += [("26", encode(account)), ("52", "0000"), ("53", "986")]
    if isinstance(code, StaticCode) and code.amount_cents is not None:
        fields.append(("54", _amount(code.amount_cents)))
    fields += [("58", "BR"), ("59", code.name), ("60", code.city)]
    fields.append(("62", encode([("05", code.txid)])))
    body = encode(fields) + "6304"
    return body + crc16(body)


def parse(text: str) -> StaticCode | DynamicCode:
    """Read a copy-and-paste text; unknown optional fields are passed over.

    Raises:
        BrCodeError: it is not a Pix BR Code; the message never repeats the text.
    """
    text = text.strip()
    if len(text) < 8 or text[-8:-4] != "6304":
        raise BrCodeError("the check digits (field 63) are missing at the end")
    if crc16(text[:-4]) != text[-4:].upper():
        raise BrCodeError("the check digits do not match: the code was cut or altered")
    fields = _unique(decode(text), "the code")
    _require(fields, "00", "01")
    _require(fields, "53", "986")
    _require(fields, "58", "BR")
    account = _unique(decode(fields.get("26", "")), "field 26")
    if account.get("00", "").lower() != _DOMAIN:
        raise BrCodeError("field 26 is not a Pix account")
    name, city = fields.get("59", ""), fields.get("60", "")
    txid = _unique(decode(fields.get("62", "")), "field 62").get("05", "***")
    _check_common(name, city, txid)
    if "25" in account:
        return DynamicCode(url=account["25"], name=name, city=city, txid=txid)
    if "01" not in account:
        raise BrCodeError("field 26 holds neither a key nor a location")
    key_type(account["01"])
    return StaticCode(
        key=account["01"],
        name=name,
        city=city,
        amount_cents=_cents(fields.get("54")),
        txid=txid,
        note=account.get("02", ""),
    )


def _static_account(code: StaticCode) -> list[Field]:
    key_type(code.key)
    account: list[Field] = [("00", _DOMAIN), ("01", code.key)]
    if code.note:
        _printable("note", code.note, 40)
        account.append(("02", code.note))
    return account


def _check_common(name: str, city: str, txid: str) -> None:
    _printable("name", name, _NAME_MAX)
    _printable("city", city, _CITY_MAX)
    if not _TXID.fullmatch(txid):
        raise BrCodeError("the txid must be 1 to 25 letters and digits, or ***")


def _printable(what: str, text: str, length_max: int) -> None:
    if not text.strip() or len(text) > length_max:
        raise BrCodeError(f"the {what} must hold 1 to {length_max} characters")
    if not (text.isascii() and text.isprintable()):
        raise BrCodeError(f"the {what} must be plain ASCII; see `plain`")


def _amount(cents: int) -> str:
    if not 0 < cents < 10**12:
        raise BrCodeError("the amount must be positive and below ten thousand million reais")
    return f"{cents // 100}.{cents % 100:02d}"


def _cents(text: str | None) -> int | None:
    if text is None:
        return None
    if not _AMOUNT.fullmatch(text):
        raise BrCodeError("the amount (field 54) is not reais with two decimals")
    return int(Decimal(text).scaleb(2))


def _unique(fields: Sequence[Field], where: str) -> dict[str, str]:
    found = dict(fields)
    if len(found) != len(fields):
        raise BrCodeError(f"{where} repeats a field")
    return found


def _require(fields: dict[str, str], tag: str, value: str) -> None:
    if fields.get(tag) != value:
        raise BrCodeError(f"field {tag} must be {value}")
