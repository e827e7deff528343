"""The index of everything said, and how far it has come."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from trato.foundation.database import OrganisationTable


class Line(OrganisationTable):
    """One message as the archive finds it; its id is the message's own.

    `words` holds each word's stem (weight A), itself (weight B) and it with its neighbour.
    """

    source = models.CharField(max_length=12)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=24)
    message_class = models.CharField(max_length=24, blank=True)
    agent_id = models.IntegerField(null=True)
    person_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    chat_id = models.UUIDField(null=True)
    words = SearchVectorField()

    class Meta:
        """Newest first, by whom, in which thread. The words' index stands in the migration."""

        indexes = (
            models.Index(fields=["organisation_id", "-at", "-id"], name="archive_newest"),
            models.Index(fields=["organisation_id", "person_id", "-at"], name="archive_by_person"),
            models.Index(
                fields=["organisation_id", "conversation_id", "-at"], name="archive_by_thread"
            ),
            models.Index(
                fields=["organisation_id", "agent_id", "-at"],
                condition=models.Q(agent_id__isnull=False),
                name="archive_by_agent",
            ),
        )


class Mark(OrganisationTable):
    """How far one source has been taken in for good: every message up to this id is in."""

    source = models.CharField(max_length=12)
    upto = models.UUIDField()

    class Meta:
        """One per source."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "source"], name="archive_mark_one"),
        )
