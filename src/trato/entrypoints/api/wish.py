"""What a program asks to be said, read strictly and turned into a speaker's wish."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from trato.book.organisations import read as organisations
from trato.book.organisations.values import TemplateCard
from trato.book.people import read as people
from trato.book.people.read import UnknownPerson
from trato.book.portfolios import read as portfolios
from trato.door.policy.values import ItemisationFacts, MessageClass
from trato.entrypoints.api.problems import Problem
from trato.entrypoints.api.shapes import Shape, Text
from trato.speakers.campaigns.draft import places_of
from trato.speakers.integrations.send import Wish

Cents = Annotated[int, Field(ge=0, le=10**15)]


class TemplateWish(Shape):
    """A template by its name at the provider, and what fills {{1}}, {{2}}, …"""

    name: Text = Field(min_length=1, max_length=120)
    language: Text = Field("pt_BR", max_length=12)
    parameters: list[Annotated[Text, Field(min_length=1, max_length=1024)]] = Field(
        [], max_length=20
    )


class ItemisationWish(Shape):
    """The named parts of the amount that the words state, in cents; they must add up."""

    original_cents: Cents
    fine_cents: Cents
    interest_cents: Cents
    correction_cents: Cents = 0
    discount_cents: Cents = 0
    total_cents: Cents


class MessageWish(Shape):
    """A message to a person, never to a number. Exactly one of `text` and `template`."""

    person_id: UUID
    message_class: Literal["first_contact", "reminder", "statement", "service", "receipt"]
    text: Text | None = Field(None, min_length=1, max_length=4096)
    template: TemplateWish | None = None
    debt_ids: list[UUID] = Field([], max_length=50)
    itemisation: ItemisationWish | None = None


def wish_of(body: MessageWish) -> Wish:
    """Return a speaker's wish.

    Raises:
        Problem: nobody, no debt or no template of this organisation is meant.
    """
    if (body.text is None) == (body.template is None):
        raise Problem(422, "invalid", [("body", "exactly_one")])
    _check_person(body)
    template = _template(body)
    return Wish(
        person_id=body.person_id,
        message_class=MessageClass(body.message_class),
        text=body.text or "",
        template_id=template.template_id if template else None,
        template_parameters=tuple(body.template.parameters) if body.template else (),
        debt_ids=tuple(dict.fromkeys(body.debt_ids)),
        itemisation=_itemisation(body.itemisation),
    )


def _check_person(body: MessageWish) -> None:
    try:
        people.card(body.person_id)
    except UnknownPerson:
        raise Problem(422, "invalid", [("body.person_id", "unknown_person")]) from None
    found = portfolios.debts(body.debt_ids) if body.debt_ids else {}
    own = [debt for debt in found.values() if debt.person_id == body.person_id]
    if len(own) != len(set(body.debt_ids)):
        raise Problem(422, "invalid", [("body.debt_ids", "unknown_debt")])


def _template(body: MessageWish) -> TemplateCard | None:
    if body.template is None:
        return None
    wanted = (body.template.name, body.template.language)
    found = (t for t in organisations.templates() if (t.name, t.language) == wanted)
    card = next(found, None)
    if card is None:
        raise Problem(422, "invalid", [("body.template.name", "unknown_template")])
    if card.message_class != body.message_class:
        raise Problem(422, "invalid", [("body.message_class", "class_of_template")])
    if places_of(card.body) != len(body.template.parameters):
        raise Problem(422, "invalid", [("body.template.parameters", "wrong_count")])
    return card


def _itemisation(parts: ItemisationWish | None) -> ItemisationFacts | None:
    if parts is None:
        return None
    return ItemisationFacts(
        original_cents=parts.original_cents,
        multa_cents=parts.fine_cents,
        juros_cents=parts.interest_cents,
        correction_cents=parts.correction_cents,
        discount_cents=parts.discount_cents,
        total_cents=parts.total_cents,
    )
