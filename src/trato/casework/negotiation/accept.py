"""Turns an accepted offer into an agreement with its instalments, within the authority only."""

from datetime import datetime
from uuid import UUID

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.change_debt_state import change_debt_state
from trato.casework.negotiation.models import Agreement, Instalment, Offer
from trato.casework.negotiation.rules import may_accept, within_authority
from trato.casework.negotiation.terms.states import AgreementState
from trato.casework.negotiation.terms.values import Authority, Option
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import AgreementMoved
from trato.journal.record import record


class NotAccepted(Exception):
    """An offer cannot be accepted; `code`: expired, unverified, changed, over_authority."""

    def __init__(self, code: str) -> None:
        """Make it from a code."""
        self.code = code
        super().__init__(code)


def accept(
    offer_id: UUID,
    option: Option,
    *,
    identity_verified: bool,
    shown_sha256: str,
    words: str,
    message: str,
    at: datetime,
) -> UUID:
    """Accept an offer and return the agreement's id. Idempotent: an offer is accepted once.

    `shown_sha256` is of the sheet that the person read; `words` and `message` are how they said so.

    Raises:
        NotAccepted: the offer has expired, its terms are not those shown, identity is not proved,
            or it exceeds what its authority may grant today.
    """
    offer = Offer.objects.select_for_update().get(id=offer_id)
    known = Agreement.objects.filter(offer_id=offer.id).first()
    if known:
        return known.id
    debt_ids = tuple(UUID(i) for i in offer.debt_ids)
    debts = portfolios.debts(debt_ids)
    creditor = portfolios.creditor(debts[debt_ids[0]].creditor_id)
    obstacle = may_accept(
        identity_verified=identity_verified,
        same_terms=offer.sheet_sha256 == shown_sha256,
        is_open=offer.state == "offered" and offer.expires_at > at,
        within_authority=within_authority(
            option, tuple(debts.values()), creditor, authority=Authority(offer.authority)
        ),
    )
    if obstacle:
        raise NotAccepted(obstacle)
    Offer.objects.filter(id=offer.id).update(state="accepted")
    agreement = _agreement(offer, option, creditor.creditor_id, words, message, at)
    agreement.save(force_insert=True)
    Instalment.objects.bulk_create(_instalments(agreement.id, option))
    change_debt_state(debt_ids, state="in_agreement", reason="accepted", at=at)
    fact = AgreementMoved(
        agreement_id=agreement.id, after=agreement.state, total_cents=agreement.total_cents
    )
    record(fact, at=at, subject_id=offer.person_id, private=f"{message}\n{words}".encode())
    return agreement.id


def _agreement(
    offer: Offer, option: Option, creditor_id: UUID, words: str, message: str, at: datetime
) -> Agreement:
    return Agreement(
        organisation_id=tenancy.current(),
        id=new_id(),
        person_id=offer.person_id,
        offer_id=offer.id,
        conversation_id=offer.conversation_id,
        creditor_id=creditor_id,
        debt_ids=offer.debt_ids,
        state=AgreementState.ACCEPTED.value,
        terms_sha256=offer.sheet_sha256,
        accepted_words=words[:240],
        accepted_message=message,
        total_cents=option.total_cents,
        discount_cents=option.itemisation.discount_cents,
        accepted_at=at,
    )


def _instalments(agreement_id: UUID, option: Option) -> list[Instalment]:
    return [
        Instalment(
            organisation_id=tenancy.current(),
            id=new_id(),
            agreement_id=agreement_id,
            number=part.number,
            amount_cents=part.amount_cents,
            due_on=part.due_on,
        )
        for part in option.instalments
    ]
