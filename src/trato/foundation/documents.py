"""CPF and CNPJ, the alphanumeric CNPJ included: read, check, write, mask. Pure."""

from dataclasses import dataclass
from operator import mul
from typing import Final, Literal

from validate_docbr import CNPJ

Kind = Literal["CPF", "CNPJ"]

_CNPJ: Final = CNPJ()
_CPF_WEIGHTS: Final = (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
_ZERO: Final = ord("0")
_FIRST_ZEROS: Final = _ZERO * sum(_CPF_WEIGHTS[1:])
_SECOND_ZEROS: Final = _ZERO * sum(_CPF_WEIGHTS)
_PUNCTUATION: Final = str.maketrans("", "", ".-/ \u00a0\t\u2010\u2011\u2012\u2013")
_ALPHABET: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")

_PROBLEMS: Final = {
    "document_missing": (
        "CPF/CNPJ não informado.",
        "Informe o CPF ou o CNPJ do devedor.",
    ),
    "document_characters": (
        "CPF/CNPJ com símbolos que não são de documento.",
        "Deixe só os dígitos (e as letras, no CNPJ alfanumérico).",
    ),
    "document_length": (
        "CPF/CNPJ com quantidade de dígitos errada.",
        "CPF tem 11 dígitos e CNPJ tem 14 posições.",
    ),
    "document_repeated": (
        "CPF/CNPJ de dígitos repetidos não existe.",
        "Substitua o número fictício pelo verdadeiro.",
    ),
    "document_check_digits": (
        "Dígitos verificadores do CPF/CNPJ não conferem.",
        "Confira o documento com o cadastro de origem.",
    ),
}


class NotADocument(ValueError):
    """A text is no CPF or CNPJ; the texts are for the operator and never repeat it."""

    def __init__(self, code: str) -> None:
        """Make it from the problem's code."""
        self.code = code
        self.reason, self.remedy = _PROBLEMS[code]
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A valid CPF or CNPJ: `value` has no punctuation and capital letters."""

    value: str
    kind: Kind


def parse(text: str) -> Document:
    """Read a masked or bare CPF or CNPJ; zeros that a spreadsheet ate come back.

    Raises:
        NotADocument: empty, wrong length, repeated digits, or check digits that do not match.
    """
    value = text if text.isascii() and text.isdigit() else normalise(text)
    if not value:
        raise NotADocument("document_missing")
    if not _ALPHABET.issuperset(value):
        raise NotADocument("document_characters")
    value = _with_lost_zeros(value)
    if len(value) not in (11, 14) or (len(value) == 11 and not value.isdigit()):
        raise NotADocument("document_length")
    if len(set(value)) == 1:
        raise NotADocument("document_repeated")
    if not (_checks_as_cpf(value) if len(value) == 11 else _checks_as_cnpj(value)):
        raise NotADocument("document_check_digits")
    return Document(value=value, kind="CPF" if len(value) == 11 else "CNPJ")


def is_valid(text: str) -> bool:
    """Return whether the text is a CPF or CNPJ that could exist."""
    try:
        parse(text)
    except NotADocument:
        return False
    return True


def normalise(text: str) -> str:
    """Take punctuation and spaces off and capitalise; checks nothing."""
    return text.strip().translate(_PUNCTUATION).upper()


def kind_of(value: str) -> Kind:
    """Return which of the two a valid document is, by its length."""
    return "CPF" if len(normalise(value)) == 11 else "CNPJ"


def format_document(value: str) -> str:
    """Write a document with its usual punctuation."""
    v = normalise(value)
    if len(v) == 11:
        return f"{v[:3]}.{v[3:6]}.{v[6:9]}-{v[9:]}"
    return f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}"


def mask(value: str) -> str:
    """Write a document so that the operator may tell two apart and nobody may use it.

    The last three digits, which serve as an identity factor, never show.
    """
    v = normalise(value)
    if len(v) == 11:
        return f"***.{v[3:6]}.***-**"
    if len(v) == 14:
        return f"{v[:2]}.***.***/{v[8:12]}-**"
    return "*" * min(len(v), 14)


def _checks_as_cpf(value: str) -> bool:
    # Computed here, not by the library: a portfolio's every row passes through.
    digits = value.encode()
    first: int = (sum(map(mul, digits, _CPF_WEIGHTS[1:])) - _FIRST_ZEROS) * 10 % 11 % 10
    second: int = (sum(map(mul, digits, _CPF_WEIGHTS)) - _SECOND_ZEROS) * 10 % 11 % 10
    return digits[9] - _ZERO == first and digits[10] - _ZERO == second


def _checks_as_cnpj(value: str) -> bool:
    return value[-2:].isdigit() and bool(_CNPJ.validate(value))


def _with_lost_zeros(value: str) -> str:
    # A spreadsheet that took the document for a number drops its leading zeros.
    if value.isdigit() and len(value) in (9, 10):
        return value.zfill(11)
    if value.isdigit() and len(value) in (12, 13):
        return value.zfill(14)
    return value
