"""Quick looks at draft and facts, each of which spares asking the rules that would say nothing.

A look that sees nothing promises that each of its rules answers None: a property test asks them
all the same. What can be seen of the facts is seen in one go, as is what the text says. Pure, no
law.
"""

from collections.abc import Callable
from typing import Final

from trato.door.policy import seeing
from trato.door.policy.known import Known
from trato.door.policy.seeing import facts_stand_out
from trato.door.policy.values import DraftFacts

Seeing = Callable[[DraftFacts, Known], int]
"""Looks at several things at once: a bit for each that stands out."""


class Look:
    """Some of the things that a seeing tells, by their bits."""

    __slots__ = ("bits", "seeing")

    def __init__(self, seeing: Seeing, bits: int = 1) -> None:
        """Keep who tells it, and by which bits."""
        self.seeing = seeing
        self.bits = bits

    def __call__(self, draft: DraftFacts, facts: Known) -> bool:
        """See whether one of them stands out."""
        return bool(self.seeing(draft, facts) & self.bits)


is_suppressed: Final = Look(facts_stand_out, seeing.SUPPRESSED)
"""The contact point is on the list of those left alone."""
permission_withdrawn: Final = Look(facts_stand_out, seeing.REVOKED)
"""The person took back the word that they may be written to."""
permission_missing: Final = Look(facts_stand_out, seeing.NOT_GRANTED)
"""No standing permission, and the person did not write lately."""
asked_to_wait: Final = Look(facts_stand_out, seeing.NOT_BEFORE)
"""The person named a day, or was given one."""
holder_in_doubt: Final = Look(facts_stand_out, seeing.HOLDER)
"""Nobody is sure that the contact point is the person's."""
source_in_doubt: Final = Look(facts_stand_out, seeing.SOURCE)
"""Neither the person nor the contract gave the contact point."""
contact_in_doubt: Final = Look(facts_stand_out, seeing.HOLDER | seeing.SOURCE)
"""One of the two."""
is_workplace: Final = Look(facts_stand_out, seeing.WORKPLACE)
"""It is where the person works."""
off_whatsapp: Final = Look(facts_stand_out, seeing.UNREACHED)
"""It is known not to be on WhatsApp."""
other_channel: Final = Look(facts_stand_out, seeing.OTHER_CHANNEL)
"""The message would travel by another channel than the contact point's."""
on_offers_list: Final = Look(facts_stand_out, seeing.RJ_LIST)
"""It is on the list of those who want no offers."""
person_set_apart: Final = Look(facts_stand_out, seeing.PERSON)
"""The person is to be treated otherwise than others."""
sender_in_trouble: Final = Look(facts_stand_out, seeing.SENDER)
"""The sending number is cut off, held back, badly rated or at its limit."""
organisation_in_doubt: Final = Look(facts_stand_out, seeing.ORGANISATION)
"""The organisation has not published who answers for personal data."""
identity_unproved: Final = Look(facts_stand_out, seeing.UNPROVED)
"""The holder of the contact point has not proved to be the debtor."""
identity_locked: Final = Look(facts_stand_out, seeing.LOCK)
"""Proof failed often enough, or once too often."""
knocks: Final = Look(facts_stand_out, seeing.KNOCKS)
"""This answers nobody who wrote lately."""
cap_reached: Final = Look(facts_stand_out, seeing.CAP)
"""One of the caps on contacts is full for somebody who did not write first."""
makes_offer: Final = Look(facts_stand_out, seeing.OFFER)
"""An offer is stated."""
is_template: Final = Look(facts_stand_out, seeing.DRAWN)
"""A template is used."""
window_closed: Final = Look(facts_stand_out, seeing.CLOSED)
"""No template, and the person did not write lately."""
payment_asked: Final = Look(facts_stand_out, seeing.PAYMENT)
"""Money is to be sent somewhere."""
carries_file: Final = Look(facts_stand_out, seeing.FILE)
"""A file travels along."""
states_fine: Final = Look(facts_stand_out, seeing.FINE)
"""A late fee is stated."""
debts_set_apart: Final = Look(facts_stand_out, seeing.DEBTS)
"""What collects is about a debt that is not simply open."""
basis_in_doubt: Final = Look(facts_stand_out, seeing.BASIS)
"""What collects is about a debt owed on a ground that needs proof."""
debts_grow_old: Final = Look(facts_stand_out, seeing.BARRED)
"""What collects is about a debt that is time-barred or will be soon."""

_OFFENDS, _HOLDS_KEY, _HOLDS_CODE = 1, 2, 4


def _text_stands_out(draft: DraftFacts, facts: Known) -> int:
    words = facts.words
    seen = _OFFENDS if words.offends else 0
    if words.keys:
        seen |= _HOLDS_KEY
    return seen | _HOLDS_CODE if words.has_payment_code else seen


text_offends: Final = Look(_text_stands_out, _OFFENDS)
"""A forbidden phrase, a question for whole identifiers, or something sensitive."""
text_holds_key: Final = Look(_text_stands_out, _HOLDS_KEY)
"""A key to pay to."""
text_holds_code: Final = Look(_text_stands_out, _HOLDS_CODE)
"""A code to copy and pay."""
