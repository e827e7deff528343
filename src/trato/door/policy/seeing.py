"""What stands out in draft and facts, a bit for each thing: quick to see, and seen in one go.

Each bit stands for rules that answer None wherever it is not set. Pure, no law.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from trato.door.policy.known import Known, MissingFact
from trato.door.policy.values import (
    ATTACHED,
    ContactFacts,
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
_REVOKED: Final = OptIn.REVOKED
_GRANTED: Final = OptIn.GRANTED
_FROM_CONTRACT: Final = Provenance.CREDITOR_CONTRACT
_FROM_PERSON: Final = Provenance.DEBTOR_SUPPLIED
_ACTIVE: Final = DebtState.ACTIVE
_STATUTE_BARRED: Final = DebtState.STATUTE_BARRED
_NEGOTIATING: Final = DebtState.NEGOTIATING
_IN_AGREEMENT: Final = DebtState.IN_AGREEMENT
_CONTRACT: Final = LegalBasis.CONTRACT
_RIGHTS: Final = LegalBasis.EXERCISE_OF_RIGHTS
_CREDIT: Final = LegalBasis.CREDIT_PROTECTION
_TEMPLATE: Final = Kind.TEMPLATE
_ORDER_DETAILS: Final = Kind.ORDER_DETAILS
_PAYMENT_LINK: Final = MessageClass.PAYMENT_LINK

(
    SUPPRESSED, REVOKED, NOT_GRANTED, NOT_BEFORE, HOLDER, SOURCE, WORKPLACE, UNREACHED,
    OTHER_CHANNEL, RJ_LIST, PERSON, SENDER, ORGANISATION,
    UNPROVED, LOCK, KNOCKS, CAP,
    OFFER, DRAWN, CLOSED, PAYMENT, FILE, FINE,
    DEBTS, BASIS, BARRED,
) = (1 << place for place in range(26))  # fmt: skip
_WHO: Final = UNPROVED - 1  # All that come before.
_COURSE: Final = UNPROVED | LOCK | KNOCKS | CAP
_DRAFT: Final = OFFER | DRAWN | CLOSED | PAYMENT | FILE | FINE
_DEBTS: Final = DEBTS | BASIS | BARRED


def asks_payment(draft: DraftFacts) -> bool:
    """Tell whether money is to be sent somewhere in answer to it."""
    return (
        draft.message_class is _PAYMENT_LINK
        or draft.kind is _ORDER_DETAILS
        or draft.payment_destination_document is not None
    )


def _contact_stands_out(draft: DraftFacts, facts: Known, contact: ContactFacts) -> int:
    opt_in, state, provenance = contact.opt_in, contact.state, contact.provenance
    seen = SUPPRESSED if contact.is_suppressed else 0
    if opt_in is not _GRANTED:
        seen |= (REVOKED if opt_in is _REVOKED else 0) | (0 if facts.in_session else NOT_GRANTED)
    if state is not _VERIFIED and state is not _PROBABLE:
        seen |= HOLDER
    if provenance is not _FROM_CONTRACT and provenance is not _FROM_PERSON:
        seen |= SOURCE
    if contact.not_before is not None:
        seen |= NOT_BEFORE
    if contact.is_workplace:
        seen |= WORKPLACE
    if contact.is_whatsapp_capable is False:
        seen |= UNREACHED
    if contact.on_rj_offers_list:
        seen |= RJ_LIST
    return seen if contact.channel is draft.channel else seen | OTHER_CHANNEL


def _who_stands_out(draft: DraftFacts, facts: Known) -> int:
    contact, person, sender = facts.contact, facts.person, facts.sender
    state, provenance = contact.state, contact.provenance
    seen = 0 if facts.organisation.has_data_contact else ORGANISATION
    if (
        contact.opt_in is not _GRANTED
        or contact.is_suppressed
        or (state is not _VERIFIED and state is not _PROBABLE)
        or (provenance is not _FROM_CONTRACT and provenance is not _FROM_PERSON)
        or contact.not_before is not None
        or contact.is_workplace
        or contact.is_whatsapp_capable is False
        or contact.on_rj_offers_list
        or contact.channel is not draft.channel
    ):
        # Mostly nothing does; what it is, is told apart only where something does.
        seen |= _contact_stands_out(draft, facts, contact)
    if (
        person.is_minor
        or person.is_deceased
        or person.is_interdicted
        or person.is_represented
        or person.in_repactuation
        or person.is_vulnerable
        or person.is_superindebted
    ):
        seen |= PERSON
    if (
        not sender.is_connected
        or sender.is_restricted
        or sender.quality == "RED"
        or (sender.tier_limit is not None and sender.tier_used >= sender.tier_limit)
    ):
        seen |= SENDER
    return seen


def _course_stands_out(facts: Known) -> int:
    """See whether the person wrote, proved who they are, and was left alone meanwhile."""
    identity, organisation = facts.identity, facts.organisation
    seen = 0 if facts.verified else UNPROVED
    if identity.locked_until is not None or identity.failures >= FAILURES_MAX:
        seen |= LOCK
    if facts.in_session:
        return seen
    seen |= KNOCKS
    counted = facts.counters
    if (
        counted.last_day >= organisation.cap_per_day
        or counted.last_week >= organisation.cap_per_week
        or counted.last_month >= organisation.cap_per_month
    ):
        seen |= CAP
    return seen


def _draft_stands_out(draft: DraftFacts, facts: Known) -> int:
    kind, parts = draft.kind, draft.itemisation
    seen = 0 if draft.offer is None else OFFER
    if kind is _TEMPLATE:
        seen |= DRAWN
    elif not facts.window_open:
        seen |= CLOSED
    if asks_payment(draft):
        seen |= PAYMENT
    if kind in ATTACHED:
        seen |= FILE
    if parts is not None and parts.multa_cents > 0:
        seen |= FINE
    return seen


def _debts_stand_out(facts: Known) -> int:
    seen = 0
    for debt in facts.debts:
        state, basis = debt.state, debt.legal_basis
        if state is not _ACTIVE and state is not _NEGOTIATING and state is not _IN_AGREEMENT:
            seen |= DEBTS | BARRED if state is _STATUTE_BARRED else DEBTS
        if basis is not _CONTRACT and basis is not _RIGHTS and basis is not _CREDIT:
            seen |= BASIS
        # Two calendar years on, there is no need to count the days.
        if (
            debt.prescribed_on.year < facts.year + 2
            and debt.prescribed_on <= facts.civil_today + NEAR_PRESCRIPTION
        ):
            seen |= BARRED
    # What does not collect may speak of any debt.
    return seen if seen and facts.collects else 0


def facts_stand_out(draft: DraftFacts, facts: Known) -> int:
    """See what stands out in the facts; all that a missing one may hide."""
    if not facts.is_whole:
        return _what_is_there_stands_out(draft, facts)
    return (
        _who_stands_out(draft, facts)
        | _course_stands_out(facts)
        | _draft_stands_out(draft, facts)
        | _debts_stand_out(facts)
    )


def _debts_stand_out_in_course(draft: DraftFacts, facts: Known) -> int:
    # Rules ask whether the person wrote before they ask how old a debt is: it must be known.
    _ = facts.in_session
    return _debts_stand_out(facts)


_BY_PART: Final[tuple[tuple[Callable[[DraftFacts, Known], int], int], ...]] = (
    (_who_stands_out, _WHO),
    (lambda _, facts: _course_stands_out(facts), _COURSE),
    (_draft_stands_out, _DRAFT),
    (_debts_stand_out_in_course, _DEBTS),
)


def _what_is_there_stands_out(draft: DraftFacts, facts: Known) -> int:
    seen = 0
    for sees, all_of_it in _BY_PART:
        try:
            seen |= sees(draft, facts)
        except MissingFact:
            seen |= all_of_it
    return seen
