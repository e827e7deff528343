"""Tables of disputes and data-subject requests."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Dispute(OrganisationTable):
    """A person contests a debt; automated collection of it stops until decided.

    One that has a `closed_at` is closed, and `state` keeps how it ended.
    """

    creditor_view = (
        "SELECT r.id, d.id AS debt_id, r.reason, r.state, r.opened_at,"
        " r.answer_by_on, r.closed_at"
        " FROM requests_dispute r, LATERAL ("
        "  SELECT v::uuid AS id FROM jsonb_array_elements_text(r.debt_ids) v OFFSET 0) x,"
        " creditor_debt d"
        " WHERE r.organisation_id = {organisation} AND d.id = x.id"
    )

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    debt_ids = models.JSONField()
    reason = models.CharField(max_length=32)
    words = models.TextField()
    state = models.CharField(max_length=20, default="opened")
    opened_at = models.DateTimeField()
    answer_by_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """What waits is read by its day of answer, what is over by when it ended."""

        indexes = (
            models.Index(
                fields=["organisation_id", "answer_by_on", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="dispute_waits",
            ),
            models.Index(
                fields=["organisation_id", "closed_at", "id"],
                condition=models.Q(closed_at__isnull=False),
                name="dispute_over",
            ),
        )


class PrivacyRequest(OrganisationTable):
    """A data subject's request (LGPD art. 18), with the day by which it must be answered.

    One that has a `closed_at` is closed: `state` keeps how it ended, `ground` why it was refused,
    `answer` what the person was told.
    """

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=24)
    words = models.TextField()
    state = models.CharField(max_length=12, default="opened")
    opened_at = models.DateTimeField()
    answer_by_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    ground = models.CharField(max_length=24, default="")
    answer = models.TextField(default="")

    class Meta:
        """What waits is read by its day of answer, what is over by when it ended."""

        indexes = (
            models.Index(
                fields=["organisation_id", "answer_by_on", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="privacy_waits",
            ),
            models.Index(
                fields=["organisation_id", "closed_at", "id"],
                condition=models.Q(closed_at__isnull=False),
                name="privacy_over",
            ),
        )
