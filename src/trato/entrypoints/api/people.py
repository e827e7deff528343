"""People: found by what a body names, never by what an address would leave in logs."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from ninja import Router, Schema
from pydantic import Field

from trato.book.people import read as people
from trato.book.people.values import PersonCard
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.ledger import owed
from trato.book.portfolios.values import CreditorCard, DebtCard
from trato.book.tokens.values import Scope
from trato.entrypoints.api.entered import Asked, entered, sees_personal, shown
from trato.entrypoints.api.problems import Problem
from trato.entrypoints.api.shapes import Shape, Text, may_end
from trato.foundation import clock, documents, phone
from trato.foundation.masks import mask_address, mask_document, mask_name

router = Router(tags=["people"])
_SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_OWING = frozenset({"active", "imported", "negotiating", "disputed", "in_agreement", "paused"})


class PersonSearch(Shape):
    """Exactly one of a CPF or CNPJ, or a Brazilian phone, in any usual spelling."""

    document: Text | None = Field(None, max_length=24)
    phone: Text | None = Field(None, max_length=24)


class PersonFound(Schema):
    """A person; the name is masked without the scope `personal`."""

    person_id: UUID
    name: str


class PeopleFound(Schema):
    """Whom a document or a phone belongs to; a phone may be several people's."""

    people: list[PersonFound]


class ContactOut(Schema):
    """A phone or an e-mail."""

    contact_point_id: UUID
    kind: str
    address: str
    state: str
    provenance: str
    is_on_whatsapp: bool | None
    identity_verified_at: datetime | None


class FlagsOut(Schema):
    """What the door heeds before anything is said."""

    is_minor: bool
    is_deceased: bool
    is_vulnerable: bool
    is_represented: bool
    is_superindebted: bool
    in_repactuation: bool


class OwedOut(Schema):
    """What a debt amounts to today, in cents, in named parts."""

    on: date
    original_cents: int
    fine_cents: int
    interest_cents: int
    correction_cents: int
    discount_cents: int
    total_cents: int


class DebtOut(Schema):
    """A debt; `owed` is null where nothing may be asked for any more."""

    debt_id: UUID
    portfolio_id: UUID
    creditor: str
    reference: str
    product: str
    due_on: date
    prescribed_on: date
    state: str
    owed: OwedOut | None


class PersonOut(Schema):
    """A person with contacts and debts; masked unless `is_masked` is false."""

    person_id: UUID
    is_masked: bool
    name: str
    document_kind: str
    document: str
    uf: str
    municipality: str
    flags: FlagsOut
    contacts: list[ContactOut]
    debts: list[DebtOut]


@router.post("/people/search", response=may_end({200: PeopleFound}), summary="Find people")
@entered(Scope.READ)
def search_people(request: Asked, body: PersonSearch) -> PeopleFound:
    """Find people by document or phone; an unknown one finds nobody. Scope: read."""
    if (body.document is None) == (body.phone is None):
        raise Problem(422, "invalid", [("body", "exactly_one")])
    if body.document is not None:
        found = _by_document(body.document)
    else:
        found = _by_phone(body.phone or "")
    cards = people.cards(found).values()
    if sees_personal(request):
        for card in cards:
            shown(request, "person", card.person_id)
    return PeopleFound(
        people=[PersonFound(person_id=c.person_id, name=_name(request, c)) for c in cards]
    )


@router.get("/people/{person_id}", response=may_end({200: PersonOut}, 404), summary="One person")
@entered(Scope.READ)
def get_person(request: Asked, person_id: UUID) -> PersonOut:
    """A person, contacts, debts as of today. Scope: read; unmasked: personal."""
    card = people.card(person_id)
    if sees_personal(request):
        shown(request, "person", person_id)
    document = people.document_of(person_id)
    return PersonOut(
        person_id=card.person_id,
        is_masked=not sees_personal(request),
        name=_name(request, card),
        document_kind=card.document_kind,
        document=document if sees_personal(request) else mask_document(document),
        uf=card.uf,
        municipality=card.municipality,
        flags=FlagsOut.from_orm(card),
        contacts=_contacts(request, person_id),
        debts=_debts(person_id),
    )


def _by_document(text: str) -> list[UUID]:
    try:
        found = people.find_by_document(documents.parse(text).value)
    except documents.NotADocument:
        raise Problem(422, "invalid", [("body.document", "not_a_document")]) from None
    return [found] if found else []


def _by_phone(text: str) -> list[UUID]:
    try:
        number = phone.parse(text)
    except phone.NotAPhone:
        raise Problem(422, "invalid", [("body.phone", "not_a_phone")]) from None
    return list(dict.fromkeys(c.person_id for c in people.find_by_phone(number.e164)))


def _name(request: Asked, card: PersonCard) -> str:
    return card.name if sees_personal(request) else mask_name(card.name)


def _contacts(request: Asked, person_id: UUID) -> list[ContactOut]:
    cards = people.contacts_of([person_id])[person_id]
    values = people.addresses_of([c.contact_point_id for c in cards])
    out = []
    for card in cards:
        address = values.get(card.contact_point_id, "")
        out.append(
            ContactOut(
                contact_point_id=card.contact_point_id,
                kind=card.kind,
                address=address if sees_personal(request) else mask_address(card.kind, address),
                state=card.state,
                provenance=card.provenance,
                is_on_whatsapp=card.whatsapp,
                identity_verified_at=card.identity_verified_at,
            )
        )
    return out


def _debts(person_id: UUID) -> list[DebtOut]:
    debts = portfolios.debts_of_person(person_id)
    creditors = portfolios.creditors({debt.creditor_id for debt in debts}) if debts else {}
    return [_debt(debt, creditors[debt.creditor_id]) for debt in debts]


def _debt(debt: DebtCard, creditor: CreditorCard) -> DebtOut:
    return DebtOut(
        debt_id=debt.debt_id,
        portfolio_id=debt.portfolio_id,
        creditor=creditor.slug,
        reference=debt.reference,
        product=debt.product,
        due_on=debt.due_on,
        prescribed_on=debt.prescribed_on,
        state=debt.state,
        owed=_owed(debt, creditor) if debt.state in _OWING else None,
    )


def _owed(debt: DebtCard, creditor: CreditorCard) -> OwedOut:
    on = clock.now().astimezone(_SAO_PAULO).date()
    parts = owed(debt, creditor, on=on)
    return OwedOut(
        on=on,
        original_cents=parts.original_cents,
        fine_cents=parts.multa_cents,
        interest_cents=parts.juros_cents,
        correction_cents=parts.correction_cents,
        discount_cents=parts.discount_cents,
        total_cents=parts.total_cents,
    )
