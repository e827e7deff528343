"""Templates an agent can choose from, each with its places filled in as far as is known."""

import re
from dataclasses import dataclass
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.book.organisations.values import TemplateCard
from trato.door.outbox.values import Content
from trato.door.policy.values import Kind, MessageClass
from trato.speakers.desk.say import Saying

_PLACES = re.compile(r"\{\{(\d+)\}\}")


class UnknownTemplate(LookupError):
    """No such approved template for this conversation's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fillable:
    """An approved template with a proposal for each {{n}} of its body, in order."""

    card: TemplateCard
    proposals: tuple[str, ...]


def fillable_templates(
    number_id: UUID, *, first_name: str, organisation: str
) -> tuple[Fillable, ...]:
    """Return the approved templates of a number's account, by name.

    {{1}} is the first name and {{2}} the organisation's, as in campaigns; the rest is the agent's
    to write, and the door's to judge.
    """
    known = (first_name, organisation)
    return tuple(
        Fillable(card=card, proposals=tuple(_proposals(card.body, known)))
        for card in _approved(number_id)
    )


def template_saying(template_id: UUID, parameters: tuple[str, ...], *, number_id: UUID) -> Saying:
    """Return a filled-in template as something to say.

    Raises:
        UnknownTemplate: it is not an approved template of this number's account.
    """
    card = next((c for c in _approved(number_id) if c.template_id == template_id), None)
    if card is None:
        raise UnknownTemplate(str(template_id))
    values = tuple(value.strip() for value in parameters[: places_of(card.body)])
    missing = ("",) * (places_of(card.body) - len(values))
    return Saying(
        content=Content(
            kind=Kind.TEMPLATE, template_id=template_id, template_parameters=values + missing
        ),
        message_class=MessageClass(card.message_class),
    )


def places_of(body: str) -> int:
    """Return how many places a body has to be filled in."""
    return max((int(n) for n in _PLACES.findall(body)), default=0)


def _approved(number_id: UUID) -> list[TemplateCard]:
    accounts = {n.account_id for n in organisations.numbers() if n.number_id == number_id}
    return [
        card
        for card in organisations.templates()
        if card.status == "APPROVED" and card.account_id in accounts
    ]


def _proposals(body: str, known: tuple[str, ...]) -> list[str]:
    return [known[n] if n < len(known) else "" for n in range(places_of(body))]
