"""Writes a campaign's first message to each person: a template, with allow-listed fields only."""

import re
from uuid import UUID

from trato.book.organisations.values import OrganisationCard, TemplateCard
from trato.book.people.read import cards
from trato.door.outbox.values import Content, Draft
from trato.door.policy.values import Author, Kind, MessageClass

_PLACES = re.compile(r"\{\{(\d+)\}\}")


def first_message(
    *,
    campaign_id: UUID,
    template: TemplateCard,
    organisation: OrganisationCard,
    people: list[tuple[UUID, list[UUID]]],
) -> list[Draft]:
    """Return one draft per person, in order.

    {{1}} is the first name and {{2}} the organisation's name; nothing else may be filled in, so
    that no word about a debt can reach a first message (R17).
    """
    names = _first_names([person_id for person_id, _ in people])
    places = places_of(template.body)
    return [
        Draft(
            idempotency_key=f"campaign:{campaign_id}:{person_id}",
            person_id=person_id,
            author=Author.CAMPAIGN,
            message_class=MessageClass(template.message_class),
            content=Content(
                kind=Kind.TEMPLATE,
                template_id=template.template_id,
                template_parameters=(names.get(person_id, ""), organisation.name)[:places],
            ),
            origin="campaign",
            origin_id=campaign_id,
            debt_ids=tuple(debt_ids),
        )
        for person_id, debt_ids in people
    ]


def places_of(body: str) -> int:
    """Return how many places a template's body has to be filled in."""
    return len({*_PLACES.findall(body)})


def _first_names(person_ids: list[UUID]) -> dict[UUID, str]:
    return {i: card.first_name for i, card in cards(person_ids).items()}
