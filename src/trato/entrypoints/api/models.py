"""The table of idempotency keys."""

from django.db import models

from trato.foundation.database import OrganisationTable


class KeptKey(OrganisationTable):
    """What a client's key stands for. Key and request are kept as keyed hashes only."""

    operation = models.CharField(max_length=24)
    key = models.CharField(max_length=120)
    request_mark = models.BinaryField(max_length=32)
    result_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        """A key stands for one thing per operation."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "operation", "key"], name="kept_key_unique"
            ),
        )
