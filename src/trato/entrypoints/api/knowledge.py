"""The rulebook, and the funnel from planned people to paid agreements."""

from datetime import datetime
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from trato.book.tokens.values import Scope
from trato.door.policy import catalogue
from trato.door.policy.decide import RULEBOOK
from trato.entrypoints.api.entered import Asked, entered
from trato.entrypoints.api.shapes import CitationOut, may_end
from trato.entrypoints.api.spans import plausible
from trato.insights.metrics.funnel import funnel

router = Router(tags=["knowledge"])
Since = Annotated[AwareDatetime | None, Query(description="Only what happened since.")]


class RuleOut(Schema):
    """One rule of the gate with its law."""

    id: str
    version: int
    code: str
    effect: str
    legal_status: str
    message: str
    remedy: str
    citations: list[CitationOut]


class RulesOut(Schema):
    """The rulebook that decides now."""

    rulebook: str
    rules: list[RuleOut]


class StageOut(Schema):
    """How many of how many: the denominator is the stage named `of`."""

    name: str
    numerator: int
    denominator: int
    of: str


class FunnelOut(Schema):
    """Every stage since a moment, or since the beginning."""

    since: datetime | None
    stages: list[StageOut]


@router.get("/rules", response=may_end({200: RulesOut}), summary="The rulebook")
@entered(Scope.READ)
def list_rules(request: Asked) -> RulesOut:
    """Every rule with citation and confidence mark. Scope: read."""
    rules = [
        RuleOut(
            id=record.id,
            version=record.version,
            code=record.code,
            effect=record.effect.value,
            legal_status=record.legal_status.value,
            message=record.message_pt,
            remedy=record.remedy_pt,
            citations=[
                CitationOut(label=c.label, mark=c.mark.value, urn=c.urn) for c in record.citations
            ],
        )
        for record in catalogue.all_rules()
    ]
    return RulesOut(rulebook=RULEBOOK, rules=rules)


@router.get("/metrics/funnel", response=may_end({200: FunnelOut}), summary="The funnel")
@entered(Scope.READ)
def get_funnel(request: Asked, since: Since = None) -> FunnelOut:
    """From planned people to paid agreements. Scope: read."""
    if since is not None:
        plausible("query.since", since)
    found = funnel(since)
    return FunnelOut(since=found.since, stages=[StageOut.from_orm(s) for s in found.stages])
