"""Pauses, resumes and cancels a campaign; what already left stays left."""

from datetime import datetime
from uuid import UUID

from trato.door.outbox.cancel import cancel_for_origin
from trato.journal.facts.casework import CampaignMoved
from trato.journal.record import record
from trato.speakers.campaigns.models import Campaign


class NotThere(Exception):
    """A campaign cannot go from its state to the one asked for; the text names both."""


def pause_campaign(campaign_id: UUID, *, by: str, at: datetime, reason: str = "") -> None:
    """Stop releasing further waves; what was released goes on its way through the door.

    Raises:
        NotThere: it is not running.
    """
    row = Campaign.objects.select_for_update().get(id=campaign_id)
    row.state_reason = (reason or f"pausada por {by}")[:240]
    move_campaign(row, "paused", allowed={"running"}, at=at)


def resume_campaign(campaign_id: UUID, *, by: str, at: datetime) -> None:
    """Go on releasing where it stopped.

    Raises:
        NotThere: it is not paused.
    """
    row = Campaign.objects.select_for_update().get(id=campaign_id)
    row.state_reason = f"retomada por {by}"[:240]
    move_campaign(row, "running", allowed={"paused"}, at=at)


def cancel_campaign(campaign_id: UUID, *, by: str, at: datetime) -> int:
    """End a campaign for good and withdraw what has not left; return how many were withdrawn.

    Raises:
        NotThere: it has already ended.
    """
    row = Campaign.objects.select_for_update().get(id=campaign_id)
    row.state_reason = f"cancelada por {by}"[:240]
    move_campaign(row, "cancelled", allowed={"draft", "running", "paused"}, at=at)
    return cancel_for_origin(campaign_id, reason="campaign_cancelled", at=at)


def move_campaign(row: Campaign, state: str, *, allowed: set[str], at: datetime) -> None:
    """Set a campaign's state and journal it.

    Raises:
        NotThere: its state is not one of those allowed.
    """
    if row.state not in allowed:
        raise NotThere(f"{row.state} → {state}")
    row.state = state
    if state in {"completed", "completed_with_failures", "cancelled"}:
        row.ended_at = at
    row.save(force_update=True)
    fact = CampaignMoved(campaign_id=row.id, after=state, people=int(row.counts.get("people", 0)))
    record(fact, at=at, subject_id=row.id)
