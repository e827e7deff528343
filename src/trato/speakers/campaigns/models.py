"""Tables of campaigns and their frozen audience."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Campaign(OrganisationTable):
    """A planned set of first messages. Only an approved one is released, in waves.

    `segment` is the one its people were chosen by, by name and with what it asked on that day.
    """

    points_to = {"portfolio_id": "portfolios_portfolio", "template_id": "organisations_template"}

    portfolio_id = models.UUIDField()
    template_id = models.UUIDField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=24, default="draft")
    state_reason = models.CharField(max_length=240, blank=True)
    segment = models.JSONField(null=True)
    wave_size = models.PositiveIntegerField(default=200)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    planned_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)


class Addressee(OrganisationTable):
    """One person of a campaign's snapshot: the preview's verdict, later the message."""

    points_to = {"campaign_id": "campaigns_campaign", "person_id": "people_person"}

    campaign_id = models.UUIDField()
    person_id = models.UUIDField()
    debt_ids = models.JSONField()
    verdict = models.CharField(max_length=8)
    codes = models.JSONField(default=list)
    hold_until = models.DateTimeField(null=True)
    message_id = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        """A person stands once in a campaign."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "campaign_id", "person_id"], name="addressee_unique"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "campaign_id", "id"],
                condition=models.Q(released_at__isnull=True, verdict__in=["allow", "hold"]),
                name="addressee_waiting",
            ),
        )
