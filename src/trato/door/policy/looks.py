"""Quick looks at draft and facts, each of which spares asking several rules that would say nothing.

A look that sees nothing promises that each of its rules answers None: a property test asks them
all the same. One that cannot see (a missing fact) sees everything. What can be seen of the facts is
seen in one go, as is what the text says. Pure, no law.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from trato.door.policy.known import Known
from trato.door.policy.values import (
    ATTACHED,
    ContactState,
    DebtState,
    DraftFacts,
    Kind,
    LegalBasis,
    MessageClass,
    OptIn,
    Provenance,
)

NEAR_PRESCRIPTION: Final = timedelta(days=90)
FAILURES_MAX: Final = 3

# Looking a member up in its class takes longer than most rules take.
_PROBABLE: Final = ContactState.PROBABLE
_VERIFIED: Final = ContactState.VERIFIED
_UNKNOWN: Final = OptIn.UNKNOWN
_GRANTED: Final = OptIn.GRANTED
_FROM_CONTRACT: Final = Provenance.CREDITOR_CONTRACT
_FROM_PERSON: Final = Provenance.DEBTOR_SUPPLIED
_ACTIVE: Final = DebtState.ACTIVE
_NEGOTIATING: Final = DebtState.NEGOTIATING
_IN_AGREEMENT: Final = DebtState.IN_AGREEMENT
_CONTRACT: Final = LegalBasis.CONTRACT
_RIGHTS: Final = LegalBasis.EXERCISE_OF_RIGHTS
_CREDIT: Final = LegalBasis.CREDIT_PROTECTION
_TEMPLATE: Final = Kind.TEMPLATE
_ORDER_DETAILS: Final = Kind.ORDER_DETAILS
_PAYMENT_LINK: Final = MessageClass.PAYMENT_LINK

Seeing = Callable[[DraftFacts, Known], int]
"""Looks at several things at once: a bit for each that stands out."""


class Look:
    """One of the things that a seeing tells, by its bit."""

    __slots__ = ("bit", "seeing")

    def __init__(self, seeing: Seeing, bit: int = 1) -> None:
        """Keep who tells it, and by which bit."""
        self.seeing = seeing
        self.bit = bit

    def __call__(self, draft: DraftFacts, facts: Known) -> bool:
        """See whether it stands out."""
        return bool(self.seeing(draft, facts) & self.bit)


(
    _CONTACT, _PERSON, _DEBTS, _CAP, _SENDER, _DRAWN, _FILE, _OFFER, _FINE, _ORGANISATION,
    _CLOSED, _UNPROVED, _LOCK, _KNOCKS, _PAYMENT,
) = (1 << place for place in range(15))  # fmt: skip
_EVERYTHING: Final = (1 << 15) - 1


def asks_payment(draft: DraftFacts) -> bool:
    """Tell whether money is to be sent somewhere in answer to it."""
    return (
        draft.message_class is _PAYMENT_LINK
        or draft.kind is _ORDER_DETAILS
        or draft.payment_destination_document is not None
    )


def _who_stands_out(draft: DraftFacts, facts: Known) -> int:
    contact, person, sender = facts.contact, facts.person, facts.sender
    opt_in, state, provenance = contact.opt_in, contact.state, contact.provenance
    seen = 0 if facts.organisation.has_data_contact else _ORGANISATION
    if (
        (opt_in is not _GRANTED and not (opt_in is _UNKNOWN and facts.in_session))
        or contact.is_suppressed
        or (state is not _VERIFIED and state is not _PROBABLE)
        or (provenance is not _FROM_CONTRACT and provenance is not _FROM_PERSON)
        or contact.not_before is not None
        or contact.is_workplace
        or contact.is_whatsapp_capable is False
        or contact.on_rj_offers_list
        or contact.channel is not draft.channel
    ):
        seen |= _CONTACT
    if (
        person.is_minor
        or person.is_deceased
        or person.is_interdicted
        or person.is_represented
        or person.in_repactuation
        or person.is_vulnerable
        or person.is_superindebted
    ):
        seen |= _PERSON
    if (
        not sender.is_connected
        or sender.is_restricted
        or sender.quality == "RED"
        or (sender.tier_limit is not None and sender.tier_used >= sender.tier_limit)
    ):
        seen |= _SENDER
    return seen


def _course_stands_out(facts: Known) -> int:
    """See whether the person wrote, proved who they are, and was left alone meanwhile."""
    identity, organisation = facts.identity, facts.organisation
    seen = 0 if facts.verified else _UNPROVED
    if identity.locked_until is not None or identity.failures >= FAILURES_MAX:
        seen |= _LOCK
    if facts.in_session:
        return seen
    seen |= _KNOCKS
    counted = facts.counters
    if (
        counted.last_day >= organisation.cap_per_day
        or counted.last_week >= organisation.cap_per_week
        or counted.last_month >= organisation.cap_per_month
    ):
        seen |= _CAP
    return seen


def _draft_stands_out(draft: DraftFacts, facts: Known) -> int:
    kind, parts = draft.kind, draft.itemisation
    seen = 0 if draft.offer is None else _OFFER
    if kind is _TEMPLATE:
        seen |= _DRAWN
    elif not facts.window_open:
        seen |= _CLOSED
    if asks_payment(draft):
        seen |= _PAYMENT
    if kind in ATTACHED:
        seen |= _FILE
    if parts is not None and parts.multa_cents > 0:
        seen |= _FINE
    return seen


def _debts_stand_out(facts: Known) -> int:
    for debt in facts.debts:
        state, basis = debt.state, debt.legal_basis
        if state is not _ACTIVE and state is not _NEGOTIATING and state is not _IN_AGREEMENT:
            return _DEBTS
        if basis is not _CONTRACT and basis is not _RIGHTS and basis is not _CREDIT:
            return _DEBTS
        # Two calendar years on, there is no need to count the days.
        if (
            debt.prescribed_on.year < facts.year + 2
            and debt.prescribed_on <= facts.civil_today + NEAR_PRESCRIPTION
        ):
            return _DEBTS
    return 0


def _facts_stand_out(draft: DraftFacts, facts: Known) -> int:
    if not facts.is_whole:
        return _EVERYTHING
    return (
        _who_stands_out(draft, facts)
        | _course_stands_out(facts)
        | _draft_stands_out(draft, facts)
        | _debts_stand_out(facts)
    )


contact_in_doubt: Final = Look(_facts_stand_out, _CONTACT)
"""Anything about the contact point that may keep a message from it."""
person_set_apart: Final = Look(_facts_stand_out, _PERSON)
"""The person is to be treated otherwise than others."""
debts_in_doubt: Final = Look(_facts_stand_out, _DEBTS)
"""A debt is not simply open, owed on a ground that needs no proof, and young."""
cap_reached: Final = Look(_facts_stand_out, _CAP)
"""One of the caps on contacts is full for somebody who did not write first."""
sender_in_trouble: Final = Look(_facts_stand_out, _SENDER)
"""The sending number is cut off, held back, badly rated or at its limit."""
is_template: Final = Look(_facts_stand_out, _DRAWN)
"""A template is used."""
carries_file: Final = Look(_facts_stand_out, _FILE)
"""A file travels along."""
makes_offer: Final = Look(_facts_stand_out, _OFFER)
"""An offer is stated."""
payment_asked: Final = Look(_facts_stand_out, _PAYMENT)
"""Money is to be sent somewhere."""
states_fine: Final = Look(_facts_stand_out, _FINE)
"""A late fee is stated."""
organisation_in_doubt: Final = Look(_facts_stand_out, _ORGANISATION)
"""The organisation has not published who answers for personal data."""
window_closed: Final = Look(_facts_stand_out, _CLOSED)
"""No template, and the person did not write lately."""
identity_unproved: Final = Look(_facts_stand_out, _UNPROVED)
"""The holder of the contact point has not proved to be the debtor."""
identity_locked: Final = Look(_facts_stand_out, _LOCK)
"""Proof failed often enough, or once too often."""
knocks: Final = Look(_facts_stand_out, _KNOCKS)
"""This answers nobody who wrote lately."""

_OFFENDS, _HOLDS_KEY = 1, 2


def _text_stands_out(draft: DraftFacts, facts: Known) -> int:
    words = facts.words
    seen = _OFFENDS if words.offends else 0
    return seen | _HOLDS_KEY if words.has_payment_code or words.keys else seen


text_offends: Final = Look(_text_stands_out, _OFFENDS)
"""A forbidden phrase, a question for whole identifiers, or something sensitive."""
text_holds_key: Final = Look(_text_stands_out, _HOLDS_KEY)
"""A key or a code to pay by."""
