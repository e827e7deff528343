"""A send on its way through the checks: what is wanted, of whom, and what the person would see."""

from dataclasses import dataclass
from datetime import datetime

from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.templates import Template
from trato.simulator.http import Json
from trato.simulator.people.town import Handset, Line
from trato.simulator.people.values import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A send that passed the shape check."""

    number: Number
    body: Json
    kind: str
    to: str
    handset: Handset | None
    now: datetime

    @property
    def line(self) -> Line | None:
        """Return the conversation it would be part of."""
        return self.handset.line(self.number.phone_number_id) if self.handset else None

    @property
    def is_in_window(self) -> bool:
        """Say whether the person wrote within 24 hours."""
        return self.line is not None and self.line.in_window(self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What the person will see, and under which pricing category."""

    letter: Letter
    template: Template | None = None
    category: str = "service"
