"""Releases running campaigns in waves: hands the next people's drafts to the door."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.book.organisations import read as organisations
from trato.casework.conversations.link import Link, conversations_for
from trato.door.outbox.gather import gather
from trato.door.outbox.submit import submit_many
from trato.door.outbox.values import Draft, Submitted
from trato.foundation import tenancy
from trato.foundation.asked import Asked
from trato.foundation.database import ask
from trato.speakers.campaigns import sql
from trato.speakers.campaigns.draft import first_message
from trato.speakers.campaigns.models import Addressee, Campaign
from trato.speakers.campaigns.pause import move_campaign

_OPEN = ("allow", "hold")


_RUNNING = Asked(
    lambda here: Campaign.objects.filter(organisation_id=here, state="running").values_list(
        "id", flat=True
    ),
    here=UUID,
)


def running_campaigns() -> tuple[UUID, ...]:
    """Return the campaigns of the organisation that have somebody left to write to."""
    return tuple(_RUNNING(here=tenancy.current()))


def release_wave(campaign_id: UUID, *, at: datetime) -> int:
    """Submit the next wave of a running campaign; return how many people it was.

    Any number of workers may call it: the campaign's row is the lock, and a person's intent key
    makes a repeated release one message. People whom the plan refused are not submitted.
    """
    campaign = (
        Campaign.objects.select_for_update(skip_locked=True)
        .filter(id=campaign_id, state="running")
        .first()
    )
    if campaign is None:
        return 0
    waiting = Addressee.objects.filter(
        campaign_id=campaign_id, released_at__isnull=True, verdict__in=_OPEN
    )
    wave = list(waiting.order_by("id")[: campaign.wave_size])
    if not wave:
        move_campaign(campaign, "completed", allowed={"running"}, at=at)
        return 0
    drafts = _threaded(_drafts(campaign, wave), at=at)
    _note(wave, submit_many(drafts, at=at), at)
    return len(wave)


def _note(wave: list[Addressee], done: list[Submitted], at: datetime) -> None:
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "at": at,
        "ids": [row.id for row in wave],
        "message_ids": [one.message_id for one in done],
        "verdicts": [one.verdict.value for one in done],
        "codes": [json.dumps(one.codes) for one in done],
    }
    ask(sql.RELEASED, values)


def _drafts(campaign: Campaign, wave: list[Addressee]) -> list[Draft]:
    return first_message(
        campaign_id=campaign.id,
        template=organisations.template(campaign.template_id),
        organisation=organisations.organisation(),
        people=[(row.person_id, [UUID(i) for i in row.debt_ids]) for row in wave],
    )


def _threaded(drafts: list[Draft], *, at: datetime) -> list[Draft]:
    """Give each draft the thread its answer will come in, where the door can reach anybody."""
    found = gather(drafts, now=at)
    links = {
        place: Link(
            number_id=one.number.number_id,
            person_id=one.contact.person_id,
            contact_point_id=one.contact.contact_point_id,
            address=one.address,
        )
        for place, one in enumerate(found)
        if one.contact and one.number and one.address
    }
    threads = dict(zip(links, conversations_for(list(links.values()), at=at), strict=True))
    return [
        replace(one.draft, conversation_id=threads[place]) if place in threads else one.draft
        for place, one in enumerate(found)
    ]
