"""What people's blocks and reports make of a number and of a template: green, yellow, red."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.cloud_api.moving import MovingCount
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.pauses import Pauses
from trato.simulator.cloud_api.templates import Template
from trato.simulator.cloud_api.tidings import Tidings

WEIGHTS = {"block": 1, "report": 2}
_SPAN = timedelta(days=7)


def _week() -> MovingCount:
    return MovingCount(span=_SPAN)


@dataclass(slots=True, kw_only=True)
class Signals:
    """What was delivered and what was held against it, over a week."""

    delivered: MovingCount = field(default_factory=_week)
    complaints: MovingCount = field(default_factory=_week)


@dataclass(slots=True, kw_only=True)
class Thresholds:
    """From which share of complaints a colour begins. Meta publishes none: these are ours."""

    yellow_share: float = 0.02
    red_share: float = 0.05
    delivered_min: int = 20
    complaints_min: int = 3


class Quality:
    """Weighs complaints against deliveries and tells when a colour changes."""

    def __init__(self, *, agenda: Agenda, tidings: Tidings, pauses: Pauses) -> None:
        """Start with nothing held against anybody."""
        self._agenda, self._tidings, self._pauses = agenda, tidings, pauses
        self._signals: dict[str, Signals] = {}
        self.thresholds = Thresholds()

    def delivered(self, number: Number, template: Template | None) -> None:
        """Count a message that arrived."""
        now = clock.now()
        for key in _keys(number, template):
            self._of(key).delivered.add(now)

    def complained(self, number: Number, template: Template | None, kind: str) -> None:
        """Count a block or a report against the number and the template it came after."""
        now = clock.now()
        for key in _keys(number, template):
            self._of(key).complaints.add(now, WEIGHTS[kind])
        self._look(number, template)
        later = _SPAN.total_seconds() + 3600
        self._agenda.after(later, "quality", partial(self._look, number, template))

    def _look(self, number: Number, template: Template | None) -> None:
        now = clock.now()
        self._colour_number(number, self.colour(number.phone_number_id, now))
        if template and template.status == "APPROVED":
            self._colour_template(template, self.colour(template.template_id, now))

    def colour(self, key: str, now: datetime) -> str:
        """Return the colour of a number or a template by its id."""
        signals, limits = self._of(key), self.thresholds
        delivered, against = signals.delivered.count(now), signals.complaints.count(now)
        share = against / max(delivered, limits.delivered_min)
        if against >= limits.complaints_min and share >= limits.red_share:
            return "RED"
        if against >= limits.complaints_min and share >= limits.yellow_share:
            return "YELLOW"
        return "GREEN" if delivered >= limits.delivered_min or against else "UNKNOWN"

    def _colour_number(self, number: Number, colour: str) -> None:
        old, number.quality = number.quality, "GREEN" if colour == "UNKNOWN" else colour
        if (old == "RED") == (number.quality == "RED"):
            return
        is_flagged = number.quality == "RED"
        number.status = "FLAGGED" if is_flagged else "CONNECTED"
        value = {
            "display_phone_number": number.metadata()["display_phone_number"],
            "event": "FLAGGED" if is_flagged else "UNFLAGGED",
        }
        self._tidings.tell_number(number, "phone_number_quality_update", value)

    def _colour_template(self, template: Template, colour: str) -> None:
        old, template.quality = template.quality, colour
        if old == colour:
            return
        template.quality_at = clock.now()
        value = {
            "previous_quality_score": old,
            "new_quality_score": colour,
            "message_template_id": int(template.template_id),
            "message_template_name": template.name,
            "message_template_language": template.language,
        }
        self._tidings.tell(template.waba_id, "message_template_quality_update", value)
        if colour == "RED":
            # After a pause a template starts anew: what is past was paid for.
            self._signals.pop(template.template_id, None)
            self._pauses.pause(template)

    def _of(self, key: str) -> Signals:
        return self._signals.setdefault(key, Signals())


def _keys(number: Number, template: Template | None) -> tuple[str, ...]:
    return (number.phone_number_id, template.template_id) if template else (number.phone_number_id,)
