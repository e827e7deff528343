"""Tables of samples and of what was thought of their conversations."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Sample(OrganisationTable):
    """One draw: by whom, over which time, with which seed; drawing again gives the same."""

    seed = models.CharField(max_length=40)
    each = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    drawn_by = models.IntegerField()
    drawn_at = models.DateTimeField()


class Review(OrganisationTable):
    """One conversation of a sample, and the form once it is filled in; a form is never changed.

    `second_of`: another reads the same conversation, blindly, to see how far the two agree.
    """

    points_to = {
        "sample_id": "reviews_sample",
        "conversation_id": "conversations_conversation",
        "second_of": "reviews_review",
    }

    sample_id = models.UUIDField()
    conversation_id = models.UUIDField()
    agent_id = models.IntegerField(null=True)
    reviewer_id = models.IntegerField()
    second_of = models.UUIDField(null=True)
    drawn_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=dict)
    percent = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        """Read by reviewer and by agent."""

        indexes = (
            models.Index(fields=["organisation_id", "reviewer_id"], name="review_by_reviewer"),
            models.Index(fields=["organisation_id", "agent_id"], name="review_by_agent"),
        )
