"""What others may ask about campaigns: the list, one plan with its reasons, and counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from trato.foundation import tenancy
from trato.foundation.asked import remembered
from trato.foundation.turning import NEWEST_FIRST, Key, Leaf, turn
from trato.speakers.campaigns.models import Addressee, Campaign

ROWS_MAX = 200
_NEWEST_FIRST: Final = (
    Key(field="created_at", kind=datetime, is_descending=True),
    *NEWEST_FIRST,
)


class UnknownCampaign(LookupError):
    """No such campaign in this organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCard:
    """A campaign as others see it."""

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
    approved_by: str
    ended_at: datetime | None
    segment_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCounts:
    """The snapshot's people by the preview's verdict; `planned` is all of them."""

    planned: int
    allowed: int
    held: int
    refused: int
    released: int
    held_from: datetime | None
    held_to: datetime | None

    @property
    def reachable(self) -> int:
        """People who may be reached now or once their wait is over."""
        return self.allowed + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """How many people of a plan carry one reason code; one person may carry several."""

    code: str
    refused: int
    held: int


_NOTHING = PlanCounts(
    planned=0, allowed=0, held=0, refused=0, released=0, held_from=None, held_to=None
)


def campaigns(place: str = "") -> Leaf[CampaignCard]:
    """Return a page of campaigns, newest first."""
    found = turn(_campaigns(), _NEWEST_FIRST, place, limit=ROWS_MAX)
    return Leaf(rows=tuple(map(_card, found.rows)), before=found.before, after=found.after)


@remembered
def names_of(campaign_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of some campaigns; unknown ids are left out."""
    wanted = set(campaign_ids)
    return dict(_campaigns().filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def campaign(campaign_id: UUID) -> CampaignCard:
    """Return one campaign.

    Raises:
        UnknownCampaign: there is none.
    """
    row = _campaigns().filter(id=campaign_id).first()
    if row is None:
        raise UnknownCampaign(str(campaign_id))
    return _card(row)


def plan_counts(campaign_ids: list[UUID]) -> dict[UUID, PlanCounts]:
    """Return the verdicts of several campaigns' snapshots in one query."""
    rows = _addressees().filter(campaign_id__in=campaign_ids)
    found = rows.values("campaign_id").annotate(**_TALLY)
    counted: dict[UUID, PlanCounts] = {}
    for row in found:
        tally: dict[str, Any] = dict(row)
        campaign_id = tally.pop("campaign_id")
        counted[campaign_id] = PlanCounts(**tally)
    return {i: counted.get(i, _NOTHING) for i in campaign_ids}


def totals(*, since: datetime | None = None) -> PlanCounts:
    """Return the verdicts over all campaigns planned since a moment."""
    return PlanCounts(**_since(since).aggregate(**_TALLY))


def reasons(campaign_id: UUID) -> tuple[Reason, ...]:
    """Return why people of a plan are refused or must wait, commonest first."""
    return _reasons(_addressees().filter(campaign_id=campaign_id))


def refusals(*, since: datetime | None = None) -> dict[str, int]:
    """Return how many planned people were refused for each reason."""
    return {r.code: r.refused for r in _reasons(_since(since)) if r.refused}


_TALLY = {
    "planned": Count("id"),
    "allowed": Count("id", filter=Q(verdict="allow")),
    "held": Count("id", filter=Q(verdict="hold")),
    "refused": Count("id", filter=Q(verdict="refuse")),
    "released": Count("id", filter=Q(released_at__isnull=False)),
    "held_from": Min("hold_until", filter=Q(verdict="hold")),
    "held_to": Max("hold_until", filter=Q(verdict="hold")),
}


def _reasons(rows: QuerySet[Addressee]) -> tuple[Reason, ...]:
    refused: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for verdict, codes, n in rows.values_list("verdict", "codes").annotate(n=Count("id")):
        counter = {"refuse": refused, "hold": held}.get(verdict)
        if counter is None:
            continue
        for code in set(codes):
            counter[code] += n
    found = [Reason(code=c, refused=refused[c], held=held[c]) for c in refused | held]
    return tuple(sorted(found, key=lambda r: (-r.refused, -r.held, r.code)))


def _campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.filter(organisation_id=tenancy.current())


def _addressees() -> QuerySet[Addressee]:
    return Addressee.objects.filter(organisation_id=tenancy.current())


def _since(since: datetime | None) -> QuerySet[Addressee]:
    if since is None:
        return _addressees()
    planned = _campaigns().filter(planned_at__gte=since).values("id")
    return _addressees().filter(campaign_id__in=planned)


def _card(row: Campaign) -> CampaignCard:
    return CampaignCard(
        campaign_id=row.id,
        portfolio_id=row.portfolio_id,
        template_id=row.template_id,
        name=row.name,
        state=row.state,
        state_reason=row.state_reason,
        wave_size=row.wave_size,
        created_at=row.created_at,
        planned_at=row.planned_at,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        ended_at=row.ended_at,
        segment_name=str((row.segment or {}).get("name", "")),
    )
