"""Tables of who is told, and of every telling."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Recipient(OrganisationTable):
    """An address or a system that is told of what is at least as grave as `severity_min`."""

    channel = models.CharField(max_length=8)
    target_sealed = models.BinaryField()
    target_index = models.BinaryField(max_length=32)
    shown = models.CharField(max_length=120)
    secret_sealed = models.BinaryField()
    severity_min = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()
    added_by = models.IntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """A target is there once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "channel", "target_index"],
                condition=models.Q(removed_at__isnull=True),
                name="notice_recipient_once",
            ),
        )


class Notice(OrganisationTable):
    """One telling of one recipient. `state` is waiting, sent or given_up."""

    points_to = {"recipient_id": "notices_recipient"}

    recipient_id = models.UUIDField()
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    about = models.JSONField()
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        """What happened is told to each once; the queue is what waits."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "recipient_id", "key"], name="notice_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "next_try_at"],
                condition=models.Q(state="waiting"),
                name="notice_waiting",
            ),
        )
