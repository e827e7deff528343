"""Quick looks at draft and facts, each of which spares asking several rules that would say nothing.

A look that sees nothing promises that each of its rules answers None: a property test asks them
all the same. One that cannot see (a missing fact) raises, and every rule is asked. Pure, no law.
"""

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
    OptIn,
    Provenance,
)

NEAR_PRESCRIPTION: Final = timedelta(days=90)

# Members one by one: asking whether a set holds one takes longer than most rules take.
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


def contact_in_doubt(draft: DraftFacts, facts: Known) -> bool:
    """See anything about the contact point that may keep a message from it."""
    contact = facts.contact
    return (
        (contact.opt_in is not _GRANTED and not (contact.opt_in is _UNKNOWN and facts.in_session))
        or contact.is_suppressed
        or (contact.state is not _VERIFIED and contact.state is not _PROBABLE)
        or (contact.provenance is not _FROM_CONTRACT and contact.provenance is not _FROM_PERSON)
        or contact.not_before is not None
        or contact.is_workplace
        or contact.is_whatsapp_capable is False
        or contact.on_rj_offers_list
        or contact.channel is not draft.channel
    )


def person_set_apart(draft: DraftFacts, facts: Known) -> bool:
    """See whether the person is to be treated otherwise than others."""
    person = facts.person
    return (
        person.is_minor
        or person.is_deceased
        or person.is_interdicted
        or person.is_represented
        or person.in_repactuation
        or person.is_vulnerable
        or person.is_superindebted
    )


def debts_in_doubt(draft: DraftFacts, facts: Known) -> bool:
    """See a debt that is not simply open, owed on a ground that needs no proof, and young."""
    if not facts.is_whole:
        return True
    for debt in facts.debts:
        state, basis = debt.state, debt.legal_basis
        if state is not _ACTIVE and state is not _NEGOTIATING and state is not _IN_AGREEMENT:
            return True
        if basis is not _CONTRACT and basis is not _RIGHTS and basis is not _CREDIT:
            return True
        # Two calendar years on, there is no need to count the days.
        if (
            debt.prescribed_on.year < facts.year + 2
            and debt.prescribed_on <= facts.civil_today + NEAR_PRESCRIPTION
        ):
            return True
    return False


def cap_reached(draft: DraftFacts, facts: Known) -> bool:
    """See whether any of the caps on contacts is full for somebody who did not write first."""
    if not facts.is_whole:
        return True
    if facts.in_session:
        return False
    seen, organisation = facts.counters, facts.organisation
    return (
        seen.last_day >= organisation.cap_per_day
        or seen.last_week >= organisation.cap_per_week
        or seen.last_month >= organisation.cap_per_month
    )


def sender_in_trouble(draft: DraftFacts, facts: Known) -> bool:
    """See whether the sending number is cut off, held back, badly rated or at its limit."""
    sender = facts.sender
    return (
        not sender.is_connected
        or sender.is_restricted
        or sender.quality == "RED"
        or (sender.tier_limit is not None and sender.tier_used >= sender.tier_limit)
    )


def is_template(draft: DraftFacts, facts: Known) -> bool:
    """See whether a template is used."""
    return draft.kind is _TEMPLATE


def carries_file(draft: DraftFacts, facts: Known) -> bool:
    """See whether a file travels along."""
    return draft.kind in ATTACHED


def makes_offer(draft: DraftFacts, facts: Known) -> bool:
    """See whether an offer is stated."""
    return draft.offer is not None


def text_offends(draft: DraftFacts, facts: Known) -> bool:
    """See a forbidden phrase, a question for whole identifiers, or something sensitive."""
    return facts.words.offends


def text_holds_key(draft: DraftFacts, facts: Known) -> bool:
    """See a key or a code to pay by."""
    words = facts.words
    return words.has_payment_code or bool(words.keys)
