"""Money in a text: amounts, Pix keys, codes to copy and pay. Pure, no law."""

import re
from dataclasses import dataclass
from typing import Final

_AMOUNT = re.compile(
    r"(?:\br ?\$|\bbrl|\$) *(?P<marked>\d[\d.]*(?:,\d{1,2})?)"
    r"|(?<![\d,./-])(?P<plain>\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2})(?![\d,%/])(?! ?%)"
    r"|(?<![\d,./-])(?P<spoken>\d[\d.]*(?:,\d{1,2})?) *(?P<mil>mil )? *(?:de )?reais\b"
)
# Wherever an amount may begin: most of a text is passed over without a look at the whole pattern.
_AMOUNT_BEGINS = re.compile(r"\$|(?<![0-9,./-])[0-9]|r(?= ?\$)|brl")
_AMOUNT_SIGNS: Final = ("$", "reais", "brl")
_WITH_CENTS: Final = b"9,9"
_BR_CODE = re.compile(r"000201\d{2}[ -~]{20,}?6304[0-9a-f]{4}|br\.gov\.bcb\.(?:pix|brcode)")
_DIGITABLE_LINE = re.compile(
    r"(?<!\d)\d{5}[. ]?\d{5}[. ]?\d{5}[. ]?\d{6}[. ]?\d{5}[. ]?\d{6}[. ]?\d[. ]?\d{14}(?!\d)"
)
_EVP = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])"
)
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_CNPJ = re.compile(r"(?<![\w])[0-9a-z]{2}\.?[0-9a-z]{3}\.?[0-9a-z]{3}/?[0-9a-z]{4}-?\d{2}(?![\w])")
_CNPJ_SHAPE = re.compile(r"[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/|\d{8}/?\d{4}")
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
_SIGNS: Final = b"0123456789@!$/"
_JOINERS: Final = b" .-/()+"
_DIGITS: Final = bytes.maketrans(b"012345678", b"9" * 9)
_HEX: Final = bytes.maketrans(b"0123456789abcdef", b"h" * 16)
_ALPHANUMERIC: Final = bytes.maketrans(b"0123456789abcdefghijklmnopqrstuvwyz", b"x" * 35)
_KEY_DIGITS: Final = b"9" * 10
_CNPJ_ROW: Final = b"x" * 14
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


def holds_sign(folded: str) -> bool:
    """Whether there is a digit, or any sign that stands in amounts, in keys or for a letter."""
    return len(folded.encode().translate(None, _SIGNS)) < len(folded)


def _cents(raw: str) -> int:
    whole, _, cents = raw.rstrip(".,").partition(",")
    return int(whole.replace(".", "") or "0") * 100 + int(cents.ljust(2, "0") or "0")


def amounts_in(folded: str) -> tuple[int, ...]:
    """Return the amounts a folded text states, in cents, in order."""
    # Without a sign of money only digits on both sides of a comma make an amount.
    if not (
        _WITH_CENTS in folded.encode().translate(_DIGITS)
        or (any([sign in folded for sign in _AMOUNT_SIGNS]) and holds_digit(folded))
    ):
        return ()
    found = []
    begins = _AMOUNT_BEGINS.search(folded)
    while begins is not None:
        match = _AMOUNT.match(folded, begins.start())
        if match is None:
            begins = _AMOUNT_BEGINS.search(folded, begins.start() + 1)
            continue
        raw = match["marked"] or match["plain"] or match["spoken"]
        found.append(_cents(raw) * (1000 if match["mil"] else 1))
        begins = _AMOUNT_BEGINS.search(folded, match.end())
    return tuple(found)


def _alphanumeric(raw: str) -> str:
    return raw if raw.isalnum() else "".join([c for c in raw if c.isalnum()])


def _taken_out(pattern: re.Pattern[str], kind: str, text: str, found: list[PixKey]) -> str:
    """Return a text without its keys of one kind, which are added to those found."""

    def key(match: re.Match[str]) -> str:
        found.append(PixKey(kind, _alphanumeric(match.group())))
        return " "

    return pattern.sub(key, text)


def _digits(folded: str) -> bytes:
    return folded.encode().translate(_DIGITS, _JOINERS)


def keys_in(folded: str, pays_elsewhere: bool = False) -> tuple[PixKey, ...]:
    """Return what could be a Pix key. E-mail and phone count only where money is spoken of."""
    rest = folded
    if _may_hold_code(rest):
        rest = _BR_CODE.sub(" ", rest)
    if _LINE_DIGITS in _digits(rest):
        rest = _DIGITABLE_LINE.sub(" ", rest)
    found: list[PixKey] = []
    if _RANDOM_KEY in rest.encode().translate(_HEX, b"-"):
        rest = _taken_out(_EVP, "evp", rest, found)
    if _CNPJ_SHAPE.search(rest):
        rest = _taken_out(_CNPJ, "cnpj", rest, found)
    has_digits = _KEY_DIGITS in _digits(rest)
    if not has_digits and "@" not in rest:
        return tuple(dict.fromkeys(found))
    money = pays_elsewhere or speaks_of_pay(rest)
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
    return tuple(dict.fromkeys(found))


def _may_hold_code(folded: str) -> bool:
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
    return (
        "@" in folded
        or _may_hold_code(folded)
        or _KEY_DIGITS in _digits(folded)
        or _RANDOM_KEY in folded.encode().translate(_HEX, b"-")
        or ("/" in folded and b"xx.xxx.xxx/" in folded.encode().translate(_ALPHANUMERIC))
    )


def codes_and_keys(
    folded: str, pays_elsewhere: bool = False, counts_elsewhere: bool = False
) -> tuple[bool, bool, tuple[PixKey, ...]]:
    """Return whether a Pix code, or any payment code, stands in the text, and the keys in it.

    What is elsewhere in the text: words of sending money, and digits.
    """
    if not may_hold_keys(folded):
        return False, False, ()
    may_hold_code = _may_hold_code(folded)
    if "@" not in folded and not (counts_elsewhere or holds_digit(folded)):
        # Keys and codes have digits, all but e-mail; a code's domain alone is a code too.
        return may_hold_code, False, ()
    pix = may_hold_code and _BR_CODE.search(folded) is not None
    has_code = pix or (
        _LINE_DIGITS in _digits(folded) and _DIGITABLE_LINE.search(folded) is not None
    )
    return pix, has_code, keys_in(folded, pays_elsewhere)
