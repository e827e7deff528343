"""What a charge with a due date is worth on the day it is paid: fines, interest, discounts. Pure.

After the `valor` of a `cobv` in API Pix 2.9.0: a due date that is no business day moves on to the
next one, and everything is counted from there.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

import holidays

from trato.simulator.http import Json

_CENT = Decimal("0.01")
_JUROS_PERIODS = {2: 1, 3: 30, 4: 365, 6: 1, 7: 21, 8: 252}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The parts of an amount, in reais."""

    original: Decimal
    multa: Decimal
    juros: Decimal
    abatimento: Decimal
    desconto: Decimal

    @property
    def total(self) -> Decimal:
        """Return what must be paid."""
        return self.original - self.abatimento - self.desconto + self.multa + self.juros


def worth_on(valor: Json, due_on: date, on: date) -> Worth:
    """Return what is due on a day."""
    original = Decimal(str(valor["original"]))
    abatimento = _part(valor.get("abatimento"), original)
    base = original - abatimento
    last = next_business_day(due_on)
    late = on > last
    return Worth(
        original=original,
        abatimento=abatimento,
        multa=_part(valor.get("multa"), base) if late else Decimal(0),
        juros=_juros(valor.get("juros"), base, last, on) if late else Decimal(0),
        desconto=Decimal(0) if late else _desconto(valor.get("desconto"), base, due_on, on),
    )


def next_business_day(day: date) -> date:
    """Return the day itself, or the first after it that is a business day."""
    while not _is_business_day(day) and day < date.max:
        day += timedelta(days=1)
    return day


def _part(node: Json | None, base: Decimal) -> Decimal:
    if not node:
        return Decimal(0)
    rate = Decimal(str(node["valorPerc"]))
    return rate if node["modalidade"] == 1 else _cents(base * rate / 100)


def _juros(node: Json | None, base: Decimal, due_on: date, on: date) -> Decimal:
    if not node:
        return Decimal(0)
    mode, rate = int(node["modalidade"]), Decimal(str(node["valorPerc"]))
    days = (on - due_on).days if mode <= 4 else _business_days(due_on, on)
    if mode in (1, 5):
        return _cents(rate * days)
    return _cents(base * rate / 100 / _JUROS_PERIODS[mode] * days)


def _desconto(node: Json | None, base: Decimal, due_on: date, on: date) -> Decimal:
    if not node:
        return Decimal(0)
    mode = int(node["modalidade"])
    if mode in (1, 2):
        steps = sorted(node["descontoDataFixa"], key=lambda step: str(step["data"]))
        rate = next(
            (Decimal(s["valorPerc"]) for s in steps if on <= date.fromisoformat(s["data"])),
            Decimal(0),
        )
        return rate if mode == 1 else _cents(base * rate / 100)
    early = (due_on - on).days if mode in (3, 5) else _business_days(on, due_on)
    rate = Decimal(str(node["valorPerc"])) * max(early, 0)
    return _cents(rate if mode in (3, 4) else base * rate / 100)


def _business_days(after: date, until: date) -> int:
    days = (after + timedelta(days=n + 1) for n in range((until - after).days))
    return sum(_is_business_day(day) for day in days)


@lru_cache(maxsize=4096)
def _is_business_day(day: date) -> bool:
    return day.weekday() < 5 and day not in _holidays(day.year)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("BR", years=year))


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, rounding=ROUND_HALF_EVEN)
