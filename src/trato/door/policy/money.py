"""Ways to send money in a text: Pix keys, codes to copy and pay. Pure, no law."""

import re
from dataclasses import dataclass
from typing import Final

_BR_CODE = re.compile(r"000201\d{2}[ -~]{20,}?6304[0-9a-f]{4}|br\.gov\.bcb\.(?:pix|brcode)")
_DIGITABLE_LINE = re.compile(
    r"(?<!\d)\d{5}[. ]?\d{5}[. ]?\d{5}[. ]?\d{6}[. ]?\d{5}[. ]?\d{6}[. ]?\d[. ]?\d{14}(?!\d)"
)
_EVP = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])"
)
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_CNPJ = re.compile(r"(?<![\w])[0-9a-z]{2}\.?[0-9a-z]{3}\.?[0-9a-z]{3}/?[0-9a-z]{4}-?\d{2}(?![\w])")
_CPF = re.compile(r"(?<![\d])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d])")
_PHONE = re.compile(r"(?<![\d.,/-])(?:\+?55[ -]?)?\(?\d{2}\)?[ -]?9?\d{4}[ -]?\d{4}(?![\d/])")
_TRANSFER = re.compile(
    r"\bpix\b|\bchave\w*|\btransf(?:ir|ira|erencia)\w*|\bdeposit\w*|\bpag(?:ue|ar|amento)\b|"
    r"\bmand(?:e|a|ar) (?:o|um)? ?(?:valor|dinheiro)"
)
PATTERNS: Final = (_TRANSFER,)
# Every phrase of sending money holds one of these.
_TRANSFER_SIGNS: Final = ("pix", "pag", "chave", "transf", "deposit", "mand")

# Quick looks: with its joiners gone, whatever may be a key or a code is a long row of one kind.
_PLAIN_DIGITS: Final = b"0123456789"
_JOINERS: Final = b" .-/()+"
DIGITS: Final = bytes.maketrans(b"012345678", b"9" * 9)
_HEX: Final = bytes.maketrans(b"0123456789abcdef", b"h" * 16)
_ALPHANUMERIC: Final = bytes.maketrans(b"0123456789abcdefghijklmnopqrstuvwyz", b"x" * 35)
_KEY_DIGITS: Final = b"9" * 10
_CNPJ_ROW: Final = b"x" * 14
_CNPJ_SHAPE: Final = b"xx.xxx.xxx/"
_CNPJ_DIGITS: Final = (b"9" * 12, b"99999999/9999")
# At most so many characters of a CNPJ stand before its first digit, and one for what precedes it.
_CNPJ_BEFORE_DIGIT: Final = 17
_LINE_DIGITS: Final = b"9" * 47
_RANDOM_KEY: Final = b"h" * 32


@dataclass(frozen=True, slots=True)
class PixKey:
    """Something in a text to which money could be sent; `value` has no punctuation."""

    kind: str
    value: str


def holds_digit(folded: str) -> bool:
    """Whether there is any digit: no amount and no key is without one, but an e-mail."""
    return len(folded.encode().translate(None, _PLAIN_DIGITS)) < len(folded)


def _alphanumeric(raw: str) -> str:
    return raw if raw.isalnum() else "".join([c for c in raw if c.isalnum()])


def _taken_out(pattern: re.Pattern[str], kind: str, text: str, found: list[PixKey]) -> str:
    """Return a text without its keys of one kind, which are added to those found."""

    def key(match: re.Match[str]) -> str:
        found.append(PixKey(kind, _alphanumeric(match.group())))
        return " "

    return pattern.sub(key, text)


def keys_in(folded: str, pays_elsewhere: bool = False) -> tuple[PixKey, ...]:
    """Return what could be a Pix key. E-mail and phone count only where money is spoken of."""
    raw = folded.encode()
    return _keys_among(folded, raw, raw.translate(DIGITS), pays_elsewhere)


def _keys_among(rest: str, raw: bytes, digits: bytes, pays_elsewhere: bool) -> tuple[PixKey, ...]:
    if may_hold_code(rest) or _LINE_DIGITS in digits.translate(None, _JOINERS):
        rest = _DIGITABLE_LINE.sub(" ", _BR_CODE.sub(" ", rest))
        raw = rest.encode()
        digits = raw.translate(DIGITS)
    found: list[PixKey] = []
    if _RANDOM_KEY in raw.translate(_HEX, b"-"):
        rest = _taken_out(_EVP, "evp", rest, found)
        raw = rest.encode()
        digits = raw.translate(DIGITS)
    if _may_be_document(raw, digits):
        rest = _documents_taken_out(rest, digits, found)
        digits = rest.encode().translate(DIGITS)
    has_digits = _KEY_DIGITS in digits.translate(None, _JOINERS)
    if not has_digits and "@" not in rest:
        return tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys(found + _loose_keys(rest, has_digits, pays_elsewhere)))


def _may_be_document(raw: bytes, digits: bytes) -> bool:
    """Whether a CNPJ is written out somewhere: with its signs, or as digits alone."""
    return (
        _CNPJ_DIGITS[0] in digits
        or _CNPJ_DIGITS[1] in digits
        or (b"/" in raw and _CNPJ_SHAPE in raw.translate(_ALPHANUMERIC))
    )


def _documents_taken_out(rest: str, digits: bytes, found: list[PixKey]) -> str:
    """Take the CNPJs out; none begins far before the first digit, and none ends after the last."""
    begins = max(0, digits.find(b"9") - _CNPJ_BEFORE_DIGIT)
    ends = digits.rfind(b"9") + 2
    among = _taken_out(_CNPJ, "cnpj", rest[begins:ends], found)
    return f"{rest[:begins]}{among}{rest[ends:]}"


def _loose_keys(rest: str, has_digits: bool, pays_elsewhere: bool) -> list[PixKey]:
    money = pays_elsewhere or speaks_of_pay(rest)
    found: list[PixKey] = []
    if has_digits:
        # Eleven bare digits may be a CPF or a mobile number: a key either way once money is
        # spoken of.
        found += [
            PixKey("cpf", _alphanumeric(m.group()))
            for m in _CPF.finditer(rest)
            if money or not m.group().isdigit()
        ]
    if money:
        rest = _CPF.sub(" ", rest) if has_digits else rest
        if "@" in rest:
            found += [PixKey("email", m.group()) for m in _EMAIL.finditer(rest)]
        if has_digits:
            found += [PixKey("phone", _alphanumeric(m.group())) for m in _PHONE.finditer(rest)]
    return found


def may_hold_code(folded: str) -> bool:
    """Whether a text may hold a Pix code."""
    return "br.gov.bcb" in folded or "000201" in folded


def speaks_of_pay(folded: str) -> bool:
    """Whether a text speaks of sending money, so that a number in it may be a key."""
    if not any([sign in folded for sign in _TRANSFER_SIGNS]):
        return False
    return speaks_of_sending(folded)


def speaks_of_sending(folded: str) -> bool:
    """Whether it does, of a text that is known to hold a word of it."""
    return _TRANSFER.search(folded) is not None


def may_be_cnpj(folded: str) -> bool:
    """Whether fourteen letters and digits stand in a row, which is a CNPJ beside another one."""
    return holds_digit(folded) and _CNPJ_ROW in folded.encode().translate(_ALPHANUMERIC, b"./-")


def letters_may_be_key(folded: str) -> bool:
    """Whether a text without a sign may hold a key or a code: a domain, or letters a to f alone."""
    return "br.gov.bcb" in folded or (
        len(folded) >= len(_RANDOM_KEY) and _RANDOM_KEY in folded.encode().translate(_HEX, b"-")
    )


def may_hold_keys(folded: str) -> bool:
    """Whether a key or a code may stand in a text at all."""
    raw = folded.encode()
    return may_hold_keys_as(folded, raw, raw.translate(DIGITS))


def may_hold_keys_as(folded: str, raw: bytes, digits: bytes) -> bool:
    """Tell the same of a text whose bytes are known, and its `digits` as nines."""
    return (
        "@" in folded
        or may_hold_code(folded)
        or _KEY_DIGITS in digits.translate(None, _JOINERS)
        or _RANDOM_KEY in raw.translate(_HEX, b"-")
        or ("/" in folded and _CNPJ_SHAPE in raw.translate(_ALPHANUMERIC))
    )


def codes_and_keys(
    folded: str, pays_elsewhere: bool = False, counts_elsewhere: bool = False
) -> tuple[bool, bool, tuple[PixKey, ...]]:
    """Return whether a Pix code, or any payment code, stands in the text, and the keys in it.

    What is elsewhere in the text: words of sending money, and digits.
    """
    raw = folded.encode()
    digits = raw.translate(DIGITS)
    if not may_hold_keys_as(folded, raw, digits):
        return False, False, ()
    may_be_code = may_hold_code(folded)
    if not (counts_elsewhere or b"9" in digits or "@" in folded):
        # Keys and codes have digits, all but e-mail; a code's domain alone is a code too.
        return may_be_code, False, ()
    pix = may_be_code and _BR_CODE.search(folded) is not None
    has_code = pix or (
        _LINE_DIGITS in digits.translate(None, _JOINERS)
        and _DIGITABLE_LINE.search(folded) is not None
    )
    return pix, has_code, _keys_among(folded, raw, digits, pays_elsewhere)
