"""Facts about numbers and templates."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Fact):
    """A template's standing at the provider changed."""

    KIND: ClassVar[str] = "organisations.template_changed"

    template_id: UUID
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChanged(Fact):
    """A sending number's standing changed."""

    KIND: ClassVar[str] = "organisations.number_changed"

    number_id: UUID
    state: str
    quality: str
