"""Facts about who saw personal data, and why. Never the data."""

from dataclasses import dataclass
from typing import ClassVar

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRevealed(Fact):
    """Somebody at the desk was shown a person's data: "user 3, a complaint, for 5 minutes"."""

    KIND: ClassVar[str] = "privacy.person_revealed"

    by_user: int
    reason: str
    minutes: int
