"""The table of parts."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Part(OrganisationTable):
    """A stretch of a file's bytes, sealed; `file_id` is the id of whatever the file belongs to."""

    file_id = models.UUIDField()
    number = models.PositiveIntegerField()
    body_sealed = models.BinaryField()

    class Meta:
        """Numbered once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "file_id", "number"], name="file_part_once"
            ),
        )
