"""An agent puts an offer before a person, and takes their word for it; the door is asked first."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from trato.book.people import read as people
from trato.book.portfolios import read as portfolios
from trato.casework.conversations import read as conversations
from trato.casework.conversations.move import move
from trato.casework.conversations.place import place_of
from trato.casework.negotiation.accept import accept
from trato.casework.negotiation.propose import propose, sheet_of
from trato.casework.negotiation.simulate import OFFERED_ON
from trato.casework.negotiation.standing_offers import StandingOffer, standing_offers
from trato.casework.negotiation.stated import itemisation_facts, offer_facts
from trato.casework.negotiation.terms.values import Option
from trato.door.outbox import read as outbox
from trato.door.outbox.values import Button, Content, Submitted
from trato.door.policy.values import Kind, MessageClass, Verdict
from trato.journal.facts.desk import AcceptanceNoted, SheetHandedIn
from trato.journal.record import record
from trato.speakers.desk.rules import SHORT_TEXT_MAX
from trato.speakers.desk.say import NobodyThere, Saying, say, would_leave

_CLOSING = "Se concordar com estas condições, responda ACEITO."
_BUTTONS = (
    Button(id="desk:accept", title="Aceito"),
    Button(id="desk:other", title="Outra condição"),
)


class NotTaken(Exception):
    """The assistant still answers there: it would take the person's yes for something else."""


class NoWord(Exception):
    """No word to take: `code` is no_offer, in_agreement, not_shown or no_message."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


def send_offer(
    conversation_id: UUID,
    option: Option,
    debt_ids: tuple[UUID, ...],
    *,
    by: int,
    at: datetime,
    key: str,
) -> Submitted:
    """Freeze an option as an offer and hand its sheet to the door; idempotent by `key`.

    Where the door refuses, the message is kept with its reason and no offer stands.

    Raises:
        NotTaken: the conversation is the assistant's.
        NobodyThere: the thread is not linked to a person.
    """
    here = conversations.conversation(conversation_id)
    if here.handled_by != "human":
        raise NotTaken(str(conversation_id))
    if here.person_id is None:
        raise NobodyThere(str(conversation_id))
    creditor_id = portfolios.debts(debt_ids)[debt_ids[0]].creditor_id
    sheet = sheet_of(option, portfolios.creditor(creditor_id))
    saying = _saying(sheet, option, debt_ids, at)
    if would_leave(conversation_id, saying, by=by, at=at).verdict is Verdict.REFUSE:
        return say(conversation_id, saying, by=by, at=at, key=key)
    propose(
        [option],
        person_id=here.person_id,
        debt_ids=debt_ids,
        conversation_id=conversation_id,
        at=at,
    )
    offer = next(o for o in standing_offers(here.person_id, at=at) if o.sheet_text == sheet)
    saying = replace(saying, about=offer.offer_id)
    found = say(conversation_id, saying, by=by, at=at, key=key)
    fact = SheetHandedIn(
        offer_id=offer.offer_id,
        conversation_id=conversation_id,
        message_id=found.message_id,
        agent_id=by,
        authority=option.authority.value,
    )
    record(fact, at=at, subject_id=here.person_id)
    return found


def shown_at(offer_ids: list[UUID]) -> dict[UUID, datetime]:
    """Return when the sheet of each offer first left for the person; those that did not are out."""
    first: dict[UUID, datetime] = {}
    for card in outbox.of_origins(offer_ids):
        if card.origin_id and card.sent_at and card.state == "sent":
            first.setdefault(card.origin_id, card.sent_at)
    return first


def accept_on_word(
    conversation_id: UUID, offer_id: UUID, inbound_id: UUID, *, by: int, at: datetime
) -> UUID:
    """Turn an offer into an agreement on the person's own message; return the agreement's id.

    The message must be of this conversation and written after the sheet had left.

    Raises:
        NoWord: there is no such offer, it was never shown, or the message is not one that answers.
        NotAccepted: it has expired, identity is not proved, or it exceeds its authority today.
    """
    place = place_of(conversation_id)
    if place.person_id is None or place.contact_point_id is None:
        raise NoWord("no_offer")
    offer = _offer(place.person_id, offer_id, at)
    if any(d.state not in OFFERED_ON for d in portfolios.debts(offer.debt_ids).values()):
        raise NoWord("in_agreement")
    shown = shown_at([offer_id]).get(offer_id)
    if shown is None:
        raise NoWord("not_shown")
    said = conversations.said_after(conversation_id, shown)
    word = next((line for line in said if line.inbound_id == inbound_id), None)
    if word is None:
        raise NoWord("no_message")
    contacts = people.contacts_of([place.person_id])[place.person_id]
    holder = next(c for c in contacts if c.contact_point_id == place.contact_point_id)
    agreement_id = accept(
        offer.offer_id,
        offer.option,
        identity_verified=holder.identity_verified_at is not None,
        shown_sha256=offer.sheet_sha256,
        words=word.text,
        message=word.provider_message_id,
        at=at,
    )
    move(conversation_id, state="agreement", actor="human", reason="offer_accepted", at=at)
    fact = AcceptanceNoted(
        agreement_id=agreement_id, offer_id=offer_id, inbound_id=inbound_id, agent_id=by
    )
    record(fact, at=at, subject_id=place.person_id, private=word.text.encode())
    return agreement_id


def _offer(person_id: UUID, offer_id: UUID, at: datetime) -> StandingOffer:
    found = next((o for o in standing_offers(person_id, at=at) if o.offer_id == offer_id), None)
    if found is None:
        raise NoWord("no_offer")
    return found


def _saying(sheet: str, option: Option, debt_ids: tuple[UUID, ...], at: datetime) -> Saying:
    text = f"{sheet}\n\n{_CLOSING}"
    fits = len(text) <= SHORT_TEXT_MAX
    return Saying(
        content=Content(kind=Kind.BUTTONS, text=text, buttons=_BUTTONS)
        if fits
        else Content(kind=Kind.TEXT, text=text),
        message_class=MessageClass.OFFER,
        debt_ids=debt_ids,
        offer=offer_facts(option, at=at),
        itemisation=itemisation_facts(option.itemisation),
        names_creditor=True,
    )
