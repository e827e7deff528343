"""Amounts, counts and digits in Brazilian Portuguese, in figures and in words."""

import re
from dataclasses import dataclass

from text_to_num import alpha2digit  # type: ignore[attr-defined]

from trato.foundation.money import parse_brl
from trato.speakers.bot.dialogue.fold import fold

# Weekdays and ordinals share their names; the figures pass would read both as numbers.
_ORDINAL = re.compile(
    r"\b(primeir|segund|terceir|terc|quart|quint|sext|setim|oitav|non|decim)([oa])\b"
)
_AMOUNT_CENTS_MAX = 100_000_000_00
_INSTALMENTS_MAX = 420
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?(?!\d)"
_UNIT = r"(?:reais|real|conto[s]?|pila[s]?|pau[s]?|mango[s]?|rs|brl)"
_MONEY = re.compile(
    rf"(?P<sign>r\$ ?)?(?<![\d/])(?P<number>{_NUMBER})(?P<mil> ?mil\b|k\b)?"
    rf"(?P<unit> ?{_UNIT}\b)?(?: e (?P<cents>\d{{1,2}}) centavos?)?"
)
_TIMES = re.compile(r"\b(?P<times>\d{1,3}) ?(?:x|vez(?:es)?|parcelas?|prestac(?:ao|oes)|meses)\b")
_NOT_MONEY_AFTER = re.compile(
    r"^ ?(?:x\b|vez|parcela|prestac|mes|dias|ano|semana|%|/|hora|h\b|por cento|de (?:janeiro|"
    r"fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro))"
)
_NOT_MONEY_BEFORE = re.compile(r"(?:\bdia|\bdias|\bopcao|\bnumero|\bn|/|cpf|\bate o dia) ?$")
_MONTHLY = re.compile(
    r"\b(?:por|ao|a cada|no|todo|cada|/ ?) ?mes\b|\bmensa(?:l|is|lidade)\b|/ ?mes\b|\bmensalmente\b"
    r"|\bparcelas? de\b|\bde parcela\b|\bcada parcela\b|\bprestac\w+ de\b"
)
_UPFRONT = re.compile(r"\ba vista\b|\bde uma vez\b|\btudo\b|\bquitar\b|\bpra fechar\b")
_DOWN = re.compile(r"\bde entrada\b|\bentrada de\b|\be mais\b|\bna entrada\b|\bdou entrada\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a sentence says of money: each amount in cents with its place, and a count."""

    cents: tuple[int, ...]
    instalments: int | None
    monthly_cents: int | None
    upfront_cents: int | None


def with_figures(text: str) -> str:
    """Return the folded text with number words written as figures (`mil e duzentos` → `1200`)."""
    folded = _colloquial(fold(text))
    if not folded:
        return ""
    # A single "um"/"uma" is an article far more often than a number.
    kept = re.sub(r"\b(?:um|uma|uns|umas)\b", "#", folded) if not _spelled(folded) else folded
    figures = _figures(_ORDINAL.sub(r"\1\2qq", kept)).replace("qq", "")
    return re.sub(r" ?# ?", " ", figures).strip()


def amounts(text: str) -> Amounts:
    """Read the amounts in a sentence, and which of them are monthly or upfront."""
    figures = with_figures(text)
    found = [(m.start(), m.end(), cents) for m, cents in _money(figures)]
    instalments = _times(figures)
    monthly, upfront = _roles(figures, found, instalments)
    return Amounts(
        cents=tuple(cents for _, _, cents in found),
        instalments=instalments,
        monthly_cents=monthly,
        upfront_cents=upfront,
    )


def last_digits(text: str, count: int = 3) -> str | None:
    """Read an answer of so many digits (`123`, `1 2 3`, `final 123`, `um dois três`).

    None for more or fewer digits, but a full CPF's last ones are taken: people type it anyway.
    """
    folded = fold(text).replace("meia", "seis")
    figures = _figures(folded) if folded else ""
    digits = "".join(c for c in figures if c in "0123456789")
    if len(digits) == count:
        return digits
    return digits[-count:] if len(digits) == 11 else None


def _figures(folded: str) -> str:
    try:
        return str(alpha2digit(folded, "pt"))
    except (ValueError, KeyError, IndexError, AttributeError):
        return folded


def _spelled(folded: str) -> bool:
    return bool(
        re.search(
            r"\b(?:vinte|trinta|quarenta|cinquenta|sessenta|setenta|oitenta|noventa"
            r"|cento|mil|centos|centas) e (?:um|uma)\b",
            folded,
        )
    )


def _colloquial(folded: str) -> str:
    folded = re.sub(r"\bmeia duzia\b", "seis", folded)
    folded = re.sub(r"\bcinquentinha\b|\bcinquentao\b", "cinquenta", folded)
    folded = re.sub(r"\bcenzinho\b|\bcenzao\b", "cem", folded)
    folded = re.sub(r"\bduzentinho\b", "duzentos", folded)
    folded = re.sub(r"\b(\d+)x\b", r"\1 x", folded)
    folded = re.sub(r"(?<!\be )\b(?:dois|duas)\b(?! mil)", "2", folded)
    return re.sub(r"\b(\d{1,3}) mil\b(?: e (\d{1,3})\b)?", _thousands, folded)


def _thousands(match: re.Match[str]) -> str:
    return str(int(match[1]) * 1000 + int(match[2] or 0))


def _money(figures: str) -> list[tuple[re.Match[str], int]]:
    found = []
    for match in _MONEY.finditer(figures):
        signed = match["sign"] or match["unit"] or match["mil"]
        after, before = figures[match.end() :], figures[: match.start()]
        if not signed and (_NOT_MONEY_AFTER.match(after) or _NOT_MONEY_BEFORE.search(before)):
            continue
        cents = _cents(match)
        if cents is not None and 0 < cents <= _AMOUNT_CENTS_MAX:
            found.append((match, cents))
    return found


def _cents(match: re.Match[str]) -> int | None:
    if len(match["number"]) > 16:
        return None
    try:
        cents = parse_brl(match["number"])
    except ValueError:
        return None
    if match["mil"]:
        cents *= 1000
    return cents + int(match["cents"] or 0)


def _times(figures: str) -> int | None:
    match = _TIMES.search(figures)
    if match is None:
        return None
    count = int(match["times"])
    return count if 1 <= count <= _INSTALMENTS_MAX else None


def _roles(
    figures: str, found: list[tuple[int, int, int]], instalments: int | None
) -> tuple[int | None, int | None]:
    """Say which amount is monthly and which is paid at once."""
    if not found:
        return None, None
    down = _DOWN.search(figures)
    monthly = _MONTHLY.search(figures)
    if down and len(found) >= 2:
        first = min(found, key=lambda f: abs(f[0] - down.start()))
        rest = next(f for f in found if f is not first)
        return rest[2], first[2]
    if down:
        return None, found[0][2]
    if monthly or (instalments or 0) > 1:
        near = min(found, key=lambda f: abs(f[1] - (monthly.start() if monthly else f[1])))
        return near[2], None
    if _UPFRONT.search(figures):
        return None, found[0][2]
    return None, None
