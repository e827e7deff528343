"""The table of raw webhooks: stored before they are answered, unpacked afterwards."""

from typing import ClassVar

from django.db import models

from trato.foundation.database import OrganisationTable


class Delivery(OrganisationTable):
    """One webhook body, sealed, with its signature; `fingerprint` meets an exact redelivery.

    Once its body is erased the rest stays, so that the same webhook never counts again. One that is
    past its time and has to wait is looked at again at `look_again_at`.
    """

    source = models.CharField(max_length=12)
    fingerprint = models.BinaryField(max_length=32)
    body_sealed = models.BinaryField()
    signature = models.CharField(max_length=80, blank=True)
    received_at = models.DateTimeField()
    unpacked_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=120, blank=True)
    next_try_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    look_again_at = models.DateTimeField(null=True)

    class Meta:
        """A body counts once; the queue is what has not been unpacked."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "source", "fingerprint"], name="delivery_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "next_try_at"],
                condition=models.Q(unpacked_at__isnull=True),
                name="delivery_waiting",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(unpacked_at__isnull=False) & ~models.Q(failure=""),
                name="delivery_unreadable",
            ),
            models.Index(
                fields=["organisation_id", "look_again_at"],
                condition=models.Q(look_again_at__isnull=False),
                name="delivery_overdue",
            ),
        )


class Leftover(OrganisationTable):
    """An item of a webhook that nothing understands yet, or that failed: kept, never dropped.

    States: `kept` (unknown), `waiting` (failed, tried again at `next_try_at`), `done`, `dead`
    (failed too often: a person must look), `closed` (a person looked and wants no more of it).
    """

    points_to: ClassVar[dict[str, str]] = {"delivery_id": "ingest_delivery"}

    delivery_id = models.UUIDField()
    field = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)
    payload_sealed = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="kept")
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=120, blank=True)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        """The queue is what waits for another try."""

        indexes = (
            models.Index(
                fields=["organisation_id", "next_try_at"],
                condition=models.Q(state="waiting"),
                name="leftover_waiting",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(state__in=["kept", "dead"]),
                name="leftover_set_aside",
            ),
            models.Index(fields=["organisation_id", "delivery_id"], name="leftover_by_delivery"),
        )


class BodySweep(OrganisationTable):
    """One day's erasing of old bodies: webhooks up to `upto` were looked at; `ended_at` once done.

    `items` are those kept apart from their webhook, `held` what a legal hold spared and `waiting`
    what is not unpacked yet or waits for a person.
    """

    on = models.DateField()
    upto = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    webhooks = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        """One a day."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "on"], name="body_sweep_one"),
        )
