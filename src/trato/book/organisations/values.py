"""The nouns of organisations that neighbours may hold."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

ROLES: Final = ("administrador", "supervisor", "atendente", "encarregado", "analista", "credor")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCard:
    """A tenant as others see it."""

    organisation_id: UUID
    slug: str
    name: str
    actor_role: str
    document: str
    address: str
    contact: str
    data_contact: str
    has_whatsapp_approval: bool
    has_processing_agreement: bool
    hours_profile: str
    cap_per_day: int
    cap_per_week: int
    cap_per_month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCard:
    """A sending number as others see it; secrets stay in its table."""

    number_id: UUID
    channel: str
    phone_number_id: str
    account_id: str
    display: str
    state: str
    quality: str
    tier_limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCard:
    """A template as last known from the provider; `body` has {{1}} placeholders."""

    template_id: UUID
    account_id: str
    name: str
    language: str
    category: str
    status: str
    body: str
    buttons: tuple[str, ...]
    message_class: str
    paused_until: str | None
