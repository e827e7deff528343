"""Lets a planned campaign go; from here the release works on its own."""

from datetime import datetime
from uuid import UUID

from trato.speakers.campaigns.models import Campaign
from trato.speakers.campaigns.pause import move_campaign


def approve_campaign(campaign_id: UUID, *, by: str, at: datetime) -> None:
    """Approve a draft campaign; approving it again changes nothing.

    Raises:
        NotThere: it is in a state that cannot be approved.
    """
    row = Campaign.objects.select_for_update().get(id=campaign_id)
    if row.state == "running":
        return
    move_campaign(row, "running", allowed={"draft"}, at=at)
    Campaign.objects.filter(id=campaign_id).update(approved_at=at, approved_by=by[:120])
