"""The nouns of the outbox: drafts and their content, statuses, and what a provider answers."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from trato.door.policy.values import (
    Author,
    ItemisationFacts,
    Kind,
    MessageClass,
    OfferFacts,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A tap: its id comes back, its title is what the person reads (at most 20 characters)."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list (title at most 24 characters, description at most 72)."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PixOrder:
    """A payment request inside the chat: the provider shows it, the PSP collects it."""

    reference_id: str
    item_name: str
    amount_cents: int
    brcode: str
    pix_key: str
    pix_key_type: str
    merchant_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A spot on the map, in degrees, with what it is called."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


ERASED_TEXT: Final = "[apagado pela política de guarda]"
"""What stands where words, or a file's name, were erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file kept by `attach`: what it is, and its name as the person sees it."""

    attachment_id: UUID
    mime_type: str
    name: str
    size_bytes: int

    @property
    def is_erased(self) -> bool:
        """Whether its bytes and its name are gone."""
        return self.name == ERASED_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message consists of, whatever the provider; only the parts of its `kind` are set.

    `order_state` with `order_reference` belongs to order_status: completed, pending or canceled.
    """

    kind: Kind
    text: str = ""
    header: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    list_title: str = ""
    rows: tuple[Row, ...] = ()
    url: str = ""
    url_title: str = ""
    template_id: UUID | None = None
    template_parameters: tuple[str, ...] = ()
    order: PixOrder | None = None
    order_reference: str = ""
    order_state: str = ""
    place: Place | None = None
    attached: Attached | None = None

    def readable(self) -> str:
        """Return everything the person would be able to read, one part a line."""
        parts = [self.header, self.text, self.footer, self.list_title, self.url, self.url_title]
        parts += [b.title for b in self.buttons]
        parts += [f"{r.title} {r.description}".strip() for r in self.rows]
        parts += list(self.template_parameters)
        if self.order:
            parts.append(self.order.item_name)
        if self.place:
            parts += [self.place.name, self.place.address]
        if self.attached:
            parts.append(self.attached.name)
        return "\n".join(p for p in parts if p)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a speaker wants said. It names a person, never a number: the door picks that.

    `idempotency_key` names the intent: submitting it twice is submitting it once. `author_id` is
    the user who typed it, where somebody did; `author_version` is the assistant's, where it spoke.
    """

    idempotency_key: str
    person_id: UUID
    author: Author
    message_class: MessageClass
    content: Content
    origin: str
    origin_id: UUID | None = None
    debt_ids: tuple[UUID, ...] = ()
    conversation_id: UUID | None = None
    contact_point_id: UUID | None = None
    number_id: UUID | None = None
    in_reply_to: str = ""
    offer: OfferFacts | None = None
    itemisation: ItemisationFacts | None = None
    payment_destination_document: str | None = None
    names_creditor: bool = False
    links_creditor_identification: bool = False
    author_id: int | None = None
    author_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What became of a draft: its row, the gate's verdict, and why; `is_new`: not handed in before.

    What awaits approval stays, whatever the verdict, until a supervisor lets it go.
    """

    message_id: UUID
    verdict: Verdict
    codes: tuple[str, ...]
    hold_until: datetime | None
    awaits_approval: bool = False
    is_new: bool = True


class ErrorClass(StrEnum):
    """What a provider's error asks of us; each class has its own behaviour in `record_receipt`."""

    RETRY = "retry"
    RETRY_RECIPIENT = "retry_recipient"
    SLOW_DOWN = "slow_down"
    HOLD_TEMPLATE = "hold_template"
    STOP_TEMPLATE = "stop_template"
    SWITCH_TO_TEMPLATE = "switch_to_template"
    OTHER_CHANNEL = "other_channel"
    UNDELIVERABLE = "undeliverable"
    SUPPRESS_MARKETING = "suppress_marketing"
    BLOCKED_BY_US = "blocked_by_us"
    STOP_NUMBER = "stop_number"
    STOP_ACCOUNT = "stop_account"
    BUG = "bug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The provider accepted the message (not: delivered it)."""

    provider_message_id: str
    wa_id: str = ""
    bsuid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """The provider refused the message, surely without sending it."""

    error_class: ErrorClass
    code: int
    reason: str
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The call ended without an answer: it may have been sent. Never resent blindly."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """One status the provider told us. `opaque` is the correlation id we sent along."""

    provider_message_id: str
    status: str
    at: datetime
    opaque: str = ""
    wa_id: str = ""
    bsuid: str = ""
    error_code: int | None = None
    error_class: ErrorClass | None = None
    error_reason: str = ""
    pricing: dict[str, Any] | None = field(default=None)
