"""A small chart of a suite's checks: each value as a bar, its bound as a line. SVG, no script."""

from html import escape
from typing import Any

_WIDTH, _LEFT, _BAR, _ROW, _TOP = 760, 220, 300, 34, 34
# Where the bound stands: a bar may be twice as long, and is cut off there.
_BOUND_AT = _BAR / 2
_HOLDS, _SHORT, _INK, _QUIET = "#1b7f5c", "#b3362d", "#1f2933", "#8a94a0"


def chart(suite: str, checks: list[dict[str, Any]]) -> str:
    """Return the picture of one report's checks."""
    height = _TOP + _ROW * len(checks) + 14
    rows = "".join(_row(check, _TOP + _ROW * number) for number, check in enumerate(checks))
    line = _LEFT + _BOUND_AT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" '
        f'aria-label="{escape(suite)}: values against their bounds" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<text x="{line}" y="18" text-anchor="middle" fill="{_QUIET}">bound</text>'
        f'<line x1="{line}" y1="24" x2="{line}" y2="{height - 10}" stroke="{_QUIET}" '
        'stroke-dasharray="3 3"/>'
        f"{rows}</svg>\n"
    )


def _row(check: dict[str, Any], top: int) -> str:
    length = _length(check)
    colour = _HOLDS if check["holds"] else _SHORT
    word = "✓ holds" if check["holds"] else "✗ short"
    value = "not measured" if check["value"] is None else shown(check["value"])
    return (
        f'<text x="{_LEFT - 10}" y="{top + 17}" text-anchor="end" fill="{_INK}">'
        f"{escape(check['name'])}</text>"
        f'<rect x="{_LEFT}" y="{top + 4}" width="{length:.1f}" height="18" rx="2" '
        f'fill="{colour}" fill-opacity="0.8"/>'
        f'<text x="{_LEFT + _BAR + 10}" y="{top + 17}" fill="{_INK}">{value} '
        f'<tspan fill="{_QUIET}">{escape(check["bound"])}</tspan> '
        f'<tspan fill="{colour}">{word}</tspan></text>'
    )


def _length(check: dict[str, Any]) -> float:
    """Return a bar's length: the bound is half the width, more than twice of it is cut off."""
    if check["value"] is None:
        return 0.0
    value, limit = float(check["value"]), float(check["bound"].split()[1])
    if limit == 0:
        return float(_BAR) if value else 2.0
    return max(min(value / limit, 2.0) * _BOUND_AT, 2.0)


def shown(value: Any) -> str:
    """Return a figure for reading: thousands apart, numbers as short as they were rounded."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return escape(str(value))
    return f"{value:,}".replace(",", "\u202f")
