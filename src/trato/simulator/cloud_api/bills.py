"""What the delivered messages cost, added up by month, number, template and category."""

from dataclasses import dataclass
from datetime import UTC, datetime

from trato.simulator.cloud_api.pricing import MILLIONTHS, Price
from trato.simulator.http import Json


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of a bill."""

    month: str
    phone_number_id: str
    template: str
    category: str
    kind: str
    currency: str
    messages: int = 0
    millionths: int = 0
    unpriced: int = 0


class Bills:
    """Adds up; a message is charged once, when it is delivered."""

    def __init__(self) -> None:
        """Start with nothing owed."""
        self._lines: dict[tuple[str, ...], Line] = {}

    def charge(self, price: Price, phone_number_id: str, template: str, now: datetime) -> None:
        """Put a delivered message on the bill."""
        month = f"{now.astimezone(UTC):%Y-%m}"
        key = (month, phone_number_id, template, price.category, price.kind, price.currency)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(
                month=month,
                phone_number_id=phone_number_id,
                template=template,
                category=price.category,
                kind=price.kind,
                currency=price.currency,
            )
        line.messages += 1
        line.millionths += price.millionths or 0
        line.unpriced += price.millionths is None

    def shown(self, month: str = "", phone_number_id: str = "") -> Json:
        """Return the lines asked for and their totals by currency."""
        lines = [
            line
            for line in self._lines.values()
            if month in ("", line.month) and phone_number_id in ("", line.phone_number_id)
        ]
        totals: dict[str, int] = {}
        for line in lines:
            totals[line.currency] = totals.get(line.currency, 0) + line.millionths
        return {
            "lines": [_row(line) for line in lines],
            "totals": {currency: money(total) for currency, total in sorted(totals.items())},
            "messages": sum(line.messages for line in lines),
            "without_a_known_rate": sum(line.unpriced for line in lines),
        }


def money(millionths: int) -> str:
    """Return an amount as a decimal, exactly."""
    return f"{millionths // MILLIONTHS}.{millionths % MILLIONTHS:06d}"


def _row(line: Line) -> Json:
    return {
        "month": line.month,
        "phone_number_id": line.phone_number_id,
        "template": line.template,
        "category": line.category,
        "type": line.kind,
        "currency": line.currency,
        "messages": line.messages,
        "cost": money(line.millionths),
        "without_a_known_rate": line.unpriced,
    }
