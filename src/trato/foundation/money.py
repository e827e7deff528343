"""Money is integer cents; rates and intermediate values are `Decimal`. No floats, ever."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

# As nearly every file writes an amount: `1234,56`.
_PLAIN: Final = re.compile(r"([0-9]{1,12}),([0-9]{2})")


def to_cents(value: Decimal) -> int:
    """Round an amount in reais to integer cents, half to even.

    Source: NBR 5891 is the rounding named by Res. CMN 5.171/2024 art. 2 §2 (V); half-even: U.
    """
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def to_reais(amount_cents: int) -> Decimal:
    """Return the amount in reais with two decimals."""
    return Decimal(amount_cents).scaleb(-2)


def brl(amount_cents: int) -> str:
    """Write an amount the Brazilian way: `R$ 1.234,56`, with a plain space."""
    sign = "-" if amount_cents < 0 else ""
    reais, cents = divmod(abs(amount_cents), 100)
    return f"{sign}R$ {reais:,}".replace(",", ".") + f",{cents:02d}"


def parse_brl(text: str) -> int:
    """Read `1.234,56`, `R$ 1234,56`, `1234.56` or `1234` as cents.

    A lone separator followed by exactly three digits is a thousands separator (`1.234` is 1 234
    reais); more than two decimals is an error, never a silent rounding.

    Raises:
        ValueError: the text is not an amount; the message never repeats the text.
    """
    if plain := _PLAIN.fullmatch(text):
        return int(plain[1]) * 100 + int(plain[2])
    raw = text.replace("R$", "").replace("\u00a0", "").replace(" ", "").strip()
    negative = raw.startswith("-")
    raw = raw.lstrip("+-")
    if not raw or any(c not in "0123456789.," for c in raw) or not raw[0].isdigit():
        raise ValueError("not an amount in reais")
    last = max(raw.rfind(","), raw.rfind("."))
    if last == -1:
        whole, cents = raw, ""
    else:
        mark, tail = raw[last], raw[last + 1 :]
        other = "." if mark == "," else ","
        if raw.count(mark) > 1 or (len(tail) == 3 and mark == "." and other not in raw):
            whole, cents = raw, ""
            groups = raw.split(mark)
            if other in raw or any(len(g) != 3 for g in groups[1:]) or not 1 <= len(groups[0]) <= 3:
                raise ValueError("not an amount in reais")
        else:
            whole, cents = raw[:last], tail
            groups = whole.split(other)
            if mark in whole or any(len(g) != 3 for g in groups[1:]):
                raise ValueError("not an amount in reais")
    if len(cents) > 2:
        raise ValueError("an amount in reais has at most two decimals")
    digits = "".join(c for c in whole if c.isdigit())
    value = int(digits) * 100 + int(cents.ljust(2, "0") or "0")
    return -value if negative else value


def split_evenly(total_cents: int, parts: int) -> tuple[int, ...]:
    """Split a total into `parts` amounts that differ by at most one cent and add up to it.

    The larger parts come first.

    Raises:
        ValueError: `parts` is not positive or the total is negative.
    """
    if parts < 1 or total_cents < 0:
        raise ValueError("need a non-negative total and at least one part")
    base, rest = divmod(total_cents, parts)
    return tuple(base + 1 if i < rest else base for i in range(parts))


def allocate(total_cents: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share a total over integer weights by largest remainder; the shares add up to it.

    Raises:
        ValueError: no weight is positive, or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or any(w < 0 for w in weights):
        raise ValueError("need non-negative weights with a positive sum")
    floors = [total_cents * w // whole for w in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(total_cents * weights[i] % whole), i)
    )
    for i in by_remainder[: total_cents - sum(floors)]:
        floors[i] += 1
    return tuple(floors)
