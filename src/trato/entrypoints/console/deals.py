"""What can be offered, accepted and charged beside a thread, as the side panel shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.http import QueryDict

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.values import DebtCard
from trato.casework.conversations import read as conversations
from trato.casework.conversations.read import ConversationLine, InboundLine
from trato.casework.negotiation import show as negotiation
from trato.casework.negotiation.authority import level_of
from trato.casework.negotiation.propose import sheet_of
from trato.casework.negotiation.simulate import OFFERED_ON, Simulation, simulate
from trato.casework.negotiation.standing_offers import StandingOffer, standing_offers
from trato.casework.negotiation.terms.values import Authority, Option, Wish
from trato.casework.payments.read import wanted_charge
from trato.entrypoints.console.entered import AtDesk
from trato.foundation import clock
from trato.foundation.money import parse_brl
from trato.speakers.desk.offer import shown_at
from trato.speakers.desk.pix import held_charges

T = TypeVar("T")

ROUNDS = {"0": 0, "1": 1, "2": 2, "9": 10_000}
"""How far to go: the opening, one step, two steps, all that the level may grant."""


class Unclear(ValueError):
    """A field of the form cannot be read; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An offer that stands, when its sheet left, and what the person has written since."""

    offer: StandingOffer
    shown_at: datetime | None
    said: tuple[InboundLine, ...]


def authority_of(request: AtDesk, person_id: UUID) -> Authority:
    """Return the level at which somebody at the desk offers to a person; some is lent."""
    me = request.entered
    return level_of(
        may_manage=me.may_manage, person_id=person_id, user_id=me.user_id, now=clock.now()
    )


def asked(request: AtDesk, conversation: ConversationLine) -> Simulation:
    """Simulate what the form asks for, at the reader's own level.

    Raises:
        Unclear: a field cannot be read.
        NothingToOffer: there is nothing to offer on those debts.
    """
    form = request.POST
    if conversation.person_id is None:
        raise Unclear("debt")
    try:
        debt_ids = tuple(UUID(i) for i in form.getlist("debt"))
    except ValueError:
        raise Unclear("debt") from None
    return simulate(
        debt_ids,
        wish_of(form),
        person_id=conversation.person_id,
        authority=authority_of(request, conversation.person_id),
        round_number=ROUNDS.get(form.get("round", ""), 0),
        at=clock.now(),
    )


def wish_of(form: QueryDict) -> Wish:
    """Read what the person would like; nothing filled in is no wish.

    Raises:
        Unclear: a field cannot be read.
    """
    count = _read(form, "count", int)
    round_number = form.get("round", "0")
    if count is None and round_number != "0":
        # Going further than the opening is a wish for one payment, where no number is named.
        count = 1
    return Wish(
        monthly_cents=_read(form, "monthly", parse_brl),
        upfront_cents=_read(form, "upfront", parse_brl),
        instalments=count,
        start_on=_read(form, "start_on", date.fromisoformat),
    )


def _read(form: QueryDict, name: str, reader: Callable[[str], T]) -> T | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        return reader(text)
    except ValueError:
        raise Unclear(name) from None


def sheets(found: Simulation) -> list[tuple[Option, str]]:
    """Return every option with its sheet as the person would read it."""
    creditor_id = portfolios.debts(found.debt_ids)[found.debt_ids[0]].creditor_id
    creditor = portfolios.creditor(creditor_id)
    return [(option, sheet_of(option, creditor)) for option in found.options]


def deals(conversation: ConversationLine) -> dict[str, Any]:
    """Return what the panel needs: debts to offer on, standing offers, charges that wait.

    What an agreement, or the end of a debt, has overtaken is counted and no longer shown.
    """
    person_id = conversation.person_id
    if person_id is None:
        return {}
    charges = _charges(person_id)
    offerable = _offerable(person_id)
    open_ids = {debt.debt_id for debt in offerable}
    offers = standing_offers(person_id, at=clock.now())
    live = [offer for offer in offers if open_ids.issuperset(offer.debt_ids)]
    return {
        "offerable": offerable,
        "standing": _standing(conversation, live),
        "overtaken": len(offers) - len(live),
        "charges": charges,
        "held_charges": held_charges([c.charge_id for c in charges.values() if c]),
    }


def _offerable(person_id: UUID) -> tuple[DebtCard, ...]:
    return portfolios.debts_of_person(person_id, states=OFFERED_ON)


def _standing(conversation: ConversationLine, offers: Sequence[StandingOffer]) -> list[Standing]:
    shown = shown_at([offer.offer_id for offer in offers])
    found = []
    for offer in offers:
        at = shown.get(offer.offer_id)
        said = conversations.said_after(conversation.conversation_id, at) if at else ()
        found.append(Standing(offer=offer, shown_at=at, said=said))
    return found


def _charges(person_id: UUID) -> dict[UUID, Any]:
    open_parts = [
        part.instalment_id
        for agreement in negotiation.agreements_of(person_id)[:2]
        if agreement.state in ("accepted", "active", "late")
        for part in agreement.instalments
        if part.state not in ("paid", "paid_late")
    ]
    return {i: wanted_charge(i) for i in open_parts[:12]}
