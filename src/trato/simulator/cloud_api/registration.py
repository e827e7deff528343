"""Registering a number with its PIN, and taking it out again: few tries, then a wait of days."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.numbers import Number

TRIES_MAX = 10
TRIES_SPAN = timedelta(hours=72)
_PIN = re.compile(r"\d{6}")


@dataclass(slots=True, kw_only=True)
class Papers:
    """What is kept of one number's registrations."""

    pin: str = ""
    tries: list[datetime] = field(default_factory=list)


class Registration:
    """Keeps PINs and counts tries."""

    def __init__(self) -> None:
        """Start with no PIN set."""
        self._papers: dict[str, Papers] = {}

    def register(self, number: Number, pin: str, now: datetime) -> Failure | None:
        """Put a number into service; the first PIN shown becomes its own."""
        if not _PIN.fullmatch(pin):
            return Failure(code=100, details="pin must have six digits.")
        papers = self._of(number)
        failure = _tried(papers, now)
        if failure:
            return failure
        if papers.pin and papers.pin != pin:
            return Failure(code=133005, details="The two-step verification PIN is wrong.")
        papers.pin = pin
        number.is_registered = True
        return None

    def deregister(self, number: Number, now: datetime) -> Failure | None:
        """Take a number out of service; one shared with the app must leave there."""
        if number.is_coexistence:
            return Failure(code=100, details="The number is in use with the WhatsApp Business app.")
        failure = _tried(self._of(number), now)
        if failure is None:
            number.is_registered = False
        return failure

    def set_pin(self, number: Number, pin: str) -> Failure | None:
        """Change the PIN of two-step verification."""
        if not _PIN.fullmatch(pin):
            return Failure(code=100, details="pin must have six digits.")
        self._of(number).pin = pin
        return None

    def _of(self, number: Number) -> Papers:
        return self._papers.setdefault(number.phone_number_id, Papers())


def _tried(papers: Papers, now: datetime) -> Failure | None:
    papers.tries = [at for at in papers.tries if now - at < TRIES_SPAN]
    if len(papers.tries) >= TRIES_MAX:
        return Failure(code=133016, details=f"More than {TRIES_MAX} tries in 72 hours.")
    papers.tries.append(now)
    return None
