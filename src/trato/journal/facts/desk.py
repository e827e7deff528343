"""Facts about what agents do at the desk beyond answering: offers, acceptances, charges."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHandedIn(Fact):
    """An agent handed an offer's sheet to the door: "offer 7 in conversation 3, allowed"."""

    KIND: ClassVar[str] = "desk.sheet_handed_in"

    offer_id: UUID
    conversation_id: UUID
    message_id: UUID
    agent_id: int
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceNoted(Fact):
    """An agent took a person's message as acceptance of an offer; the words are committed."""

    KIND: ClassVar[str] = "desk.acceptance_noted"

    agreement_id: UUID
    offer_id: UUID
    inbound_id: UUID
    agent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeAsked(Fact):
    """An agent asked for an instalment's Pix; `is_again` when one stood already."""

    KIND: ClassVar[str] = "desk.charge_asked"

    charge_id: UUID
    instalment_id: UUID
    agent_id: int
    is_again: bool
