"""What a suite measured: figures, and checks whose `holds` follows from value and bound alone."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Figure = float | int | str | bool | None

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
_SIGNIFICANT_DIGITS = 4


class CouldNotMeasure(Exception):
    """A suite came to no figures at all; the text says why."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A direction and a limit, written as `>= 5000`."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what cannot be read.

        Raises:
            ValueError: the text is not a comparison and a number.
        """
        words = self.text.split()
        if len(words) != 2 or words[0] not in _COMPARISONS:
            raise ValueError(f"not a bound: {self.text}")
        float(words[1])

    @property
    def direction(self) -> str:
        """The comparison: `>=`, `<=`, `>`, `<` or `==`."""
        return self.text.split()[0]

    @property
    def limit(self) -> float:
        """The number that the value is held against."""
        return float(self.text.split()[1])

    def holds(self, value: float) -> bool:
        """Return whether a value keeps to the bound."""
        return _COMPARISONS[self.direction](value, self.limit)


@dataclass(frozen=True, slots=True)
class Check:
    """A measured value and what was asked of it; no value is a check that does not hold."""

    name: str
    value: float | None
    bound: Bound

    @property
    def holds(self) -> bool:
        """Whether the value is there and keeps to the bound."""
        return self.value is not None and self.bound.holds(self.value)

    def as_row(self) -> dict[str, Any]:
        """Return the check as the JSON envelope carries it."""
        return {
            "name": self.name,
            "value": rounded(self.value),
            "bound": self.bound.text,
            "holds": self.holds,
        }


@dataclass(slots=True)
class Measured:
    """What one suite has found so far."""

    figures: dict[str, Figure] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    headline: dict[str, Figure] = field(default_factory=dict)

    def note(self, **figures: Figure) -> None:
        """Keep figures by name; units stand last in a name."""
        self.figures.update(figures)

    def check(self, name: str, value: float | None, bound: str) -> None:
        """Hold a value against a bound such as `>= 5000`; without a value it does not hold."""
        self.checks.append(Check(name, value, Bound(bound)))


def envelope(
    suite: str, found: Measured, *, machine: dict[str, Any], versions: dict[str, str]
) -> dict[str, Any]:
    """Return the one object that `--json` prints."""
    return {
        "suite": suite,
        "machine": machine,
        "versions": versions,
        "figures": {name: rounded(value) for name, value in found.figures.items()},
        "checks": [check.as_row() for check in found.checks],
    }


def rounded(value: Figure) -> Figure:
    """Return a number with as many digits as a measurement deserves; counts stay whole."""
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    if value == 0 or abs(value) >= 10 ** (_SIGNIFICANT_DIGITS - 1):
        return round(value)
    return round(value, _SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(abs(value))))


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that `share` of all values do not exceed; infinite if none."""
    if not values:
        return math.inf
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
