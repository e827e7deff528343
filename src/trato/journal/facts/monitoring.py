"""Facts about what was watched: alerts, what people made of them, and changed lexicons."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised(Fact):
    """A message is a sign of something: "fraud, urgent". The term is committed."""

    KIND: ClassVar[str] = "monitoring.alert_raised"

    alert_id: UUID
    message_id: UUID
    word_class: str
    severity: str
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTriaged(Fact):
    """A person looked at an alert: "true, by user 3"."""

    KIND: ClassVar[str] = "monitoring.alert_triaged"

    alert_id: UUID
    verdict: str
    by_user: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconChanged(Fact):
    """A person changed the terms of a class; they are committed."""

    KIND: ClassVar[str] = "monitoring.lexicon_changed"

    word_class: str
    added: int
    switched_off: int
    switched_on: int
    removed: int
    by_user: int
