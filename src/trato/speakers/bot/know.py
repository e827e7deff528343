"""Gathers what the dialogue may know about the person it talks to, afresh for every message."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.book.organisations import read as organisations
from trato.book.people import read as people
from trato.book.people.values import ContactCard, PersonCard
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.ledger import owed
from trato.book.portfolios.values import Accounts, CreditorCard, DebtCard
from trato.casework.conversations.expected_wait import expected_wait_minutes
from trato.casework.negotiation import read as negotiation
from trato.casework.negotiation.rules import policy_of
from trato.casework.reception import read as reception
from trato.speakers.bot.dialogue.values import Context, DebtLine, OpenAgreement

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_TALKED_ABOUT = frozenset({"active", "negotiating", "in_agreement", "disputed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The dialogue's context, with the cards that carrying out needs."""

    context: Context
    person: PersonCard
    contact: ContactCard
    creditor: CreditorCard | None
    debts: tuple[DebtCard, ...]
    agreement: negotiation.AgreementCard | None


def know(person_id: UUID, contact_point_id: UUID, *, now: datetime) -> Known:
    """Return everything known. Identity factors are decrypted only for this one comparison."""
    met = people.meet(person_id, contact_point_id)
    person, contact, factors = met.person, met.contact, met.factors
    organisation = organisations.recent().organisation
    creditor, debts = _of_one_creditor(portfolios.accounts(person_ids=[person_id]))
    agreement = negotiation.open_agreement(person_id)
    born = factors.birth_day_month
    today = now.astimezone(_BRASILIA).date()
    people_answer = reception.attendance(now=now)
    context = Context(
        org_name=organisation.name,
        privacy_contact=organisation.data_contact,
        creditor_name=creditor.name if creditor else organisation.name,
        creditor_document=creditor.document if creditor else organisation.document,
        creditor_address=creditor.address if creditor else organisation.address,
        first_name=person.first_name,
        today=today,
        identity_verified=contact.identity_verified_at is not None,
        birth_day=int(born[:2]) if born else None,
        birth_month=int(born[3:5]) if born else None,
        cpf_last3=factors.document_last3,
        debts=tuple(_line(debt, creditor, today) for debt in debts) if creditor else (),
        policy=policy_of(creditor) if creditor else None,
        open_agreement=_open(agreement),
        human_available=people_answer.is_open,
        human_hours=people_answer.hours,
        expected_wait_minutes=expected_wait_minutes(now=now),
    )
    return Known(
        context=context,
        person=person,
        contact=contact,
        creditor=creditor,
        debts=debts,
        agreement=agreement,
    )


def _of_one_creditor(accounts: Accounts) -> tuple[CreditorCard | None, tuple[DebtCard, ...]]:
    """Speak of one creditor at a time: the one whose debt is oldest."""
    debts = [debt for debt in accounts.debts.values() if debt.state in _TALKED_ABOUT]
    if not debts:
        return None, ()
    first = debts[0].creditor_id
    return accounts.creditors[first], tuple(d for d in debts if d.creditor_id == first)


def _line(debt: DebtCard, creditor: CreditorCard, today: date) -> DebtLine:
    return DebtLine(
        debt_id=str(debt.debt_id),
        label=f"{debt.product or 'Contrato'}, vencimento {debt.due_on:%d/%m/%Y}",
        itemisation=owed(debt, creditor, on=today),
        dpd=max((today - debt.due_on).days, 0),
        is_disputed=debt.state == "disputed",
        is_time_barred=debt.prescribed_on < today,
    )


def _open(agreement: negotiation.AgreementCard | None) -> OpenAgreement | None:
    part = agreement.next_instalment if agreement else None
    if agreement is None or part is None:
        return None
    left = [i for i in agreement.instalments if i.number >= part.number]
    return OpenAgreement(
        agreement_id=str(agreement.agreement_id),
        next_cents=part.amount_cents - part.paid_cents,
        next_due_on=part.due_on,
        instalments_left=len(left),
    )
