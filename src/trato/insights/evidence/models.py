"""Copies that are made outside of a page's request: what was asked for, and the file for a day."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Bundle(OrganisationTable):
    """A copy somebody asked for. `state`: asked, building, ready, failed, gone.

    `beat_at`: whoever builds it was alive then; long ago means that they died. A process that dies
    leaves it to be built again.
    """

    points_to = {"conversation_id": "conversations_conversation"}

    conversation_id = models.UUIDField()
    form = models.CharField(max_length=8)
    asked_by = models.IntegerField()
    asked_as = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    is_masked = models.BooleanField()
    state = models.CharField(max_length=8, default="asked")
    beat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    messages = models.PositiveIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        """Looked for by whoever asked, and while there is something to do about it."""

        indexes = (
            models.Index(fields=["organisation_id", "asked_by", "-id"], name="bundle_by_asker"),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(state__in=["asked", "building", "ready"]),
                name="bundle_alive",
            ),
        )


class BundlePart(OrganisationTable):
    """A stretch of a copy's bytes, sealed; so that nobody has to hold all of it at once."""

    points_to = {"bundle_id": "evidence_bundle"}

    bundle_id = models.UUIDField()
    number = models.PositiveIntegerField()
    body_sealed = models.BinaryField()

    class Meta:
        """Numbered once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "bundle_id", "number"], name="bundle_part_once"
            ),
        )
