"""Plans a campaign: freezes its audience and asks the door about each person before any cost."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from trato.book.organisations import read as organisations
from trato.book.portfolios import read as portfolios
from trato.casework.sorting.segments import people_in, segment_by_id
from trato.casework.sorting.values import Segment
from trato.door.outbox.preview import preview
from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.journal.facts.casework import CampaignMoved
from trato.journal.record import record
from trato.speakers.campaigns.draft import first_message
from trato.speakers.campaigns.models import Addressee, Campaign

_BATCH = 250
_BRASILIA = ZoneInfo("America/Sao_Paulo")


def plan_campaign(
    *,
    name: str,
    portfolio_id: UUID,
    template_id: UUID,
    at: datetime,
    segment_id: UUID | None = None,
    wave_size: int = 200,
) -> UUID:
    """Freeze the portfolio's people as an audience with the door's word on each; return the id.

    With `segment_id` only those of them who are in that segment today.
    Nothing leaves; the door is asked again when the campaign is released and when it sends.

    Raises:
        UnknownSegment: there is none of that id any more.
    """
    segment = None if segment_id is None else segment_by_id(segment_id)
    campaign = Campaign(
        organisation_id=tenancy.current(),
        id=new_id(),
        portfolio_id=portfolio_id,
        template_id=template_id,
        name=name,
        segment=None if segment is None else msgspec.to_builtins(segment),
        wave_size=wave_size,
        created_at=at,
        planned_at=at,
    )
    campaign.save(force_insert=True)
    counts: Counter[str] = Counter()
    for chunk in _chunks(_audience(portfolio_id, segment, at)):
        counts.update(_plan_chunk(campaign, chunk, at))
    Campaign.objects.filter(id=campaign.id).update(counts=dict(counts))
    fact = CampaignMoved(
        campaign_id=campaign.id, after="planned", people=counts["people"], segment_id=segment_id
    )
    record(fact, at=at, subject_id=campaign.id)
    return campaign.id


def _audience(
    portfolio_id: UUID, segment: Segment | None, at: datetime
) -> Iterator[tuple[UUID, list[UUID]]]:
    found = portfolios.people_of_portfolio(portfolio_id)
    if segment is None:
        return iter(found)
    chosen = set(people_in(segment, on=at.astimezone(_BRASILIA).date()))
    return iter([one for one in found if one[0] in chosen])


def _chunks(audience: Iterator[tuple[UUID, list[UUID]]]) -> Iterator[list[tuple[UUID, list[UUID]]]]:
    while chunk := list(islice(audience, _BATCH)):
        yield chunk


def _plan_chunk(
    campaign: Campaign, chunk: list[tuple[UUID, list[UUID]]], at: datetime
) -> Counter[str]:
    organisation = organisations.organisation()
    template = organisations.template(campaign.template_id)
    drafts = first_message(
        campaign_id=campaign.id, template=template, organisation=organisation, people=chunk
    )
    counts: Counter[str] = Counter()
    rows = []
    for (person_id, debt_ids), found in zip(chunk, preview(drafts, at=at), strict=True):
        decision = found.decision
        counts["people"] += 1
        counts[decision.verdict.value] += 1
        counts.update(f"code:{code}" for code in decision.codes)
        rows.append(
            Addressee(
                organisation_id=campaign.organisation_id,
                id=new_id(),
                campaign_id=campaign.id,
                person_id=person_id,
                debt_ids=[str(i) for i in debt_ids],
                verdict=decision.verdict.value,
                codes=list(decision.codes),
                hold_until=decision.hold_until,
            )
        )
    Addressee.objects.bulk_create(rows)
    return counts
