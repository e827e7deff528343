"""Phone numbers as Brazilians write them, in one canonical form: E.164 with the ninth digit.

Pure. Knows nothing of who holds a number; validity is asked of `phonenumbers`.
"""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers

from trato.foundation.regions import UF_BY_DDD

_SEPARATORS: Final = re.compile(r"[;/,|\r\n]+|\s+(?:ou|e)\s+", re.IGNORECASE)
_LABELS: Final = re.compile(
    r"\b(?:telefones?|tel|celular|cel|fone|whatsapp|whats|wpp|zap|res|residencial|com|comercial"
    r"|contato|recado|fixo)\b[.:]?",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(r"\s*\b(?:ramal|r\.)\s*\d{1,6}\s*$", re.IGNORECASE)
_ALLOWED: Final = re.compile(r"[0-9xX()+\-. \u00a0\u2010-\u2015]*")
_BARE: Final = re.compile(r"[0-9()+\- ]*")
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
_A_DIGIT: Final = re.compile(r"[0-9]")
_LONGEST: Final = 64


def _pattern(kind: str) -> re.Pattern[str]:
    plan = phonenumbers.PhoneMetadata.metadata_for_region("BR")
    described = getattr(plan, kind)
    lengths = "|".join(f".{{{n}}}" for n in described.possible_length)
    return re.compile(f"(?=(?:{lengths})$)(?:{described.national_number_pattern})")


_ANY: Final = _pattern("general_desc")
_MOBILE: Final = _pattern("mobile")
_LANDLINE: Final = _pattern("fixed_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One number. `e164` carries the ninth digit; `ddd` is empty for numbers of other countries."""

    e164: str
    ddd: str
    is_mobile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a piece of a cell is no phone; the texts are for the operator, without its digits."""

    code: str
    reason: str
    remedy: str


_PROBLEMS: Final = {
    "phone_characters": (
        "Telefone com letras ou símbolos que não são de telefone.",
        "Deixe só o número, com DDD: (11) 98765-4321.",
    ),
    "phone_length": (
        "Telefone com quantidade de dígitos errada.",
        "Informe DDD e número: 10 dígitos para fixo, 11 para celular.",
    ),
    "phone_without_ddd": (
        "Telefone sem DDD.",
        "Acrescente o DDD na frente do número.",
    ),
    "phone_ddd": (
        "DDD que não existe.",
        "Confira os dois primeiros dígitos do telefone.",
    ),
    "phone_placeholder": (
        "Telefone de preenchimento (dígitos repetidos).",
        "Apague o número fictício ou informe o verdadeiro.",
    ),
    "phone_invalid": (
        "Número que nenhuma operadora usa.",
        "Confira o telefone com o cadastro de origem.",
    ),
}


class NotAPhone(ValueError):
    """A text is not one phone number; `problem` says why, without repeating it."""

    def __init__(self, code: str) -> None:
        """Make it from the problem's code."""
        reason, remedy = _PROBLEMS[code]
        self.problem = Problem(code=code, reason=reason, remedy=remedy)
        super().__init__(reason)


def parse(text: str, default_ddd: str | None = None) -> Phone:
    """Read one phone number.

    Eight-digit mobiles get their ninth digit; landlines stay as they are. A number without an
    area code takes `default_ddd`; a number with `+` and another country's code is kept as foreign.

    Raises:
        NotAPhone: it is not one number that could be dialled.
    """
    digits, is_international = _digits(text)
    if is_international and not digits.startswith("55"):
        return _foreign(digits)
    return _brazilian(_national(digits, is_international), default_ddd)


def parse_cell(text: str, default_ddd: str | None = None) -> list[Phone | Problem]:
    """Read every number of a cell, in order, each once; a later one may borrow the DDD."""
    found: list[Phone | Problem] = []
    ddd = default_ddd
    for piece in _SEPARATORS.split(text):
        if not _A_DIGIT.search(piece) and not _LABELS.sub("", piece).strip(" .:-"):
            continue
        try:
            phone: Phone | Problem = parse(piece, ddd)
        except NotAPhone as refusal:
            phone = refusal.problem
        if isinstance(phone, Phone):
            ddd = phone.ddd or ddd
        if phone not in found:
            found.append(phone)
    return found


def canonical(digits_from_whatsapp: str) -> str:
    """Return the E.164 form of a WhatsApp id: the ninth digit is put back where it was dropped.

    An id of another country, or one that no plan explains, is returned as `+` and its digits.
    """
    digits = "".join(c for c in digits_from_whatsapp if c in "0123456789")
    national = digits[2:]
    is_old_mobile = (
        digits.startswith("55")
        and len(national) == 10
        and national[:2] in UF_BY_DDD
        and national[2] in "6789"
    )
    return f"+55{national[:2]}9{national[2:]}" if is_old_mobile else f"+{digits}"


def variants(e164: str) -> tuple[str, ...]:
    """Return every way the number may be written by a provider: digits only, canonical first.

    A mobile whose digit after the nine is 2 to 5 never existed without it: dropping the nine would
    name somebody else's landline.
    """
    whole = canonical(e164)[1:]
    national = whole[2:]
    has_short_form = (
        whole.startswith("55")
        and len(national) == 11
        and national[:2] in UF_BY_DDD
        and national[2] == "9"
        and national[3] in "6789"
    )
    return (whole, f"55{national[:2]}{national[3:]}") if has_short_form else (whole,)


def mask(e164: str) -> str:
    """Write a number so that its holder may recognise it and nobody may dial it."""
    digits = "".join(c for c in e164 if c in "0123456789")
    if digits.startswith("55") and len(digits) in (12, 13):
        lead = "9" if len(digits) == 13 else ""
        return f"+55 {digits[2:4]} {lead}****-{digits[-4:]}"
    return f"+****{digits[-2:]}" if len(digits) > 4 else "****"


def _digits(text: str) -> tuple[str, bool]:
    if len(text) > _LONGEST:
        raise NotAPhone("phone_length")
    raw = text.strip()
    # Nearly every cell is a bare number: a label or an extension has letters.
    if not _BARE.fullmatch(raw):
        raw = _EXTENSION.sub("", _LABELS.sub("", text)).strip()
        if not _ALLOWED.fullmatch(raw):
            raise NotAPhone("phone_characters")
    digits = _NO_DIGIT.sub("", raw)
    if raw.startswith("+"):
        return digits, True
    return (digits[2:], True) if digits.startswith("00") else (digits, False)


def _national(digits: str, is_international: bool) -> str:
    """Take the country's code, the trunk zero and the carrier's code off."""
    if digits.startswith("55") and (is_international or len(digits) in (12, 13)):
        digits = digits[2:]
    if digits.startswith("0"):
        digits = digits[1:]
        if len(digits) in (12, 13) and digits[2:4] in UF_BY_DDD:
            digits = digits[2:]
    return digits


def _brazilian(national: str, default_ddd: str | None) -> Phone:
    if len(national) in (8, 9):
        if default_ddd is None:
            raise NotAPhone("phone_without_ddd")
        national = default_ddd + national
    if len(national) not in (10, 11):
        raise NotAPhone("phone_length")
    ddd, subscriber = national[:2], national[2:]
    if ddd not in UF_BY_DDD:
        raise NotAPhone("phone_ddd")
    if len(set(subscriber)) == 1:
        raise NotAPhone("phone_placeholder")
    if len(subscriber) == 8 and subscriber[0] in "6789":
        subscriber = "9" + subscriber
    is_mobile = len(subscriber) == 9
    if subscriber[0] not in ("9" if is_mobile else "2345"):
        raise NotAPhone("phone_invalid")
    _check(ddd + subscriber)
    return Phone(e164=f"+55{ddd}{subscriber}", ddd=ddd, is_mobile=is_mobile)


def _check(national: str) -> None:
    # The two kinds that nearly all numbers are of, by the library's own patterns; whatever is not
    # plainly one of them is asked of the library itself.
    if _ANY.fullmatch(national) and (_MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national)):
        return
    number = phonenumbers.PhoneNumber(country_code=55, national_number=int(national))
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone("phone_invalid")


def _foreign(digits: str) -> Phone:
    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        raise NotAPhone("phone_invalid") from None
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone("phone_invalid")
    kind = phonenumbers.number_type(number)
    return Phone(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        ddd="",
        is_mobile=kind
        in (
            phonenumbers.PhoneNumberType.MOBILE,
            phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        ),
    )
