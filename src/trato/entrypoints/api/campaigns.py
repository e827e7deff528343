"""Campaigns: the same plan, approval and brakes as on the desk and the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Path, Router, Schema, Status
from pydantic import Field

from trato.book.organisations import read as organisations
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.read import UnknownPortfolio
from trato.book.tokens.values import Scope
from trato.door.outbox.read import progress
from trato.entrypoints.api.entered import Asked, acted, by, entered
from trato.entrypoints.api.once import KeyHeader, once
from trato.entrypoints.api.problems import Problem
from trato.entrypoints.api.shapes import Shape, Text, may_end
from trato.foundation import clock
from trato.speakers.campaigns import read
from trato.speakers.campaigns.approve import approve_campaign
from trato.speakers.campaigns.pause import cancel_campaign, pause_campaign, resume_campaign
from trato.speakers.campaigns.plan import plan_campaign

router = Router(tags=["campaigns"])
Act = Annotated[str, Path(pattern=r"^(approve|pause|resume|cancel)$")]


class CampaignPlan(Shape):
    """Whom to write to, and with which template."""

    name: Text = Field(min_length=1, max_length=120)
    portfolio_id: UUID
    template: Text = Field(min_length=1, max_length=120)
    language: Text = Field("pt_BR", max_length=12)
    wave_size: int = Field(200, ge=1, le=5000)


class ReasonCount(Schema):
    """How many people of the plan carry a reason; one person may carry several."""

    code: str
    refused: int
    held: int


class CampaignOut(Schema):
    """A campaign as it stands: the plan's verdicts, and how far its messages have come."""

    campaign_id: UUID
    portfolio_id: UUID
    template_id: UUID
    name: str
    state: str
    state_reason: str
    wave_size: int
    created_at: datetime
    planned_at: datetime | None
    approved_at: datetime | None
    ended_at: datetime | None
    planned: int
    allowed: int
    held: int
    refused: int
    released: int
    reasons: list[ReasonCount]
    messages: dict[str, int]


@router.post(
    "/campaigns", response=may_end({201: CampaignOut, 200: CampaignOut}, 409),
    summary="Plan a campaign",
)  # fmt: skip
@entered(Scope.WRITE)
def post_campaign(
    request: Asked, body: CampaignPlan, idempotency_key: KeyHeader
) -> Status[CampaignOut]:
    """Freeze an audience with the door's word on each; nothing leaves. Scope: write."""
    now = clock.now()
    campaign_id, is_new = once(
        "plan_campaign", idempotency_key, body, lambda _: _plan(body, now), at=now
    )
    if is_new:
        acted(request, "plan", campaign_id)
    return Status(201 if is_new else 200, _state(campaign_id))


@router.get("/campaigns/{campaign_id}", response=may_end({200: CampaignOut}, 404), summary="One")
@entered(Scope.READ)
def get_campaign(request: Asked, campaign_id: UUID) -> CampaignOut:
    """A campaign with its plan's reasons and its messages' stages. Scope: read."""
    return _state(campaign_id)


@router.post(
    "/campaigns/{campaign_id}/{act}", response=may_end({200: CampaignOut}, 404, 409),
    summary="Approve, pause, resume or cancel",
)  # fmt: skip
@entered(Scope.WRITE)
def post_campaign_act(request: Asked, campaign_id: UUID, act: Act) -> CampaignOut:
    """Move a campaign; 409 where its state does not allow it. Scope: write."""
    read.campaign(campaign_id)
    _ACTS[act](campaign_id, by=by(request), at=clock.now())
    acted(request, act, campaign_id)
    return _state(campaign_id)


_ACTS: dict[str, Callable[..., object]] = {
    "approve": approve_campaign,
    "pause": pause_campaign,
    "resume": resume_campaign,
    "cancel": cancel_campaign,
}


def _plan(body: CampaignPlan, now: datetime) -> UUID:
    try:
        portfolios.portfolio(body.portfolio_id)
    except UnknownPortfolio:
        raise Problem(422, "invalid", [("body.portfolio_id", "unknown_portfolio")]) from None
    wanted = (body.template, body.language)
    found = (t for t in organisations.templates() if (t.name, t.language) == wanted)
    template = next(found, None)
    if template is None:
        raise Problem(422, "invalid", [("body.template", "unknown_template")])
    return plan_campaign(
        name=body.name,
        portfolio_id=body.portfolio_id,
        template_id=template.template_id,
        at=now,
        wave_size=body.wave_size,
    )


def _state(campaign_id: UUID) -> CampaignOut:
    card = read.campaign(campaign_id)
    counts = read.plan_counts([campaign_id])[campaign_id]
    return CampaignOut(
        campaign_id=card.campaign_id,
        portfolio_id=card.portfolio_id,
        template_id=card.template_id,
        name=card.name,
        state=card.state,
        state_reason=card.state_reason,
        wave_size=card.wave_size,
        created_at=card.created_at,
        planned_at=card.planned_at,
        approved_at=card.approved_at,
        ended_at=card.ended_at,
        planned=counts.planned,
        allowed=counts.allowed,
        held=counts.held,
        refused=counts.refused,
        released=counts.released,
        reasons=[ReasonCount.from_orm(reason) for reason in read.reasons(campaign_id)],
        messages=progress(campaign_id),
    )
