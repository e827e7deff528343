"""Tables of the desk: what agents often say, and what they have not sent yet."""

from django.db import models

from trato.foundation.database import OrganisationTable


class QuickReply(OrganisationTable):
    """Words that are said often, called by `/code`; its variables are filled in.

    `attached` are files of the organisation's own that go with them.
    """

    code = models.SlugField(max_length=30)
    text = models.TextField()
    attached = models.JSONField(default=list, db_default=[])

    class Meta:
        """A code once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "code"], name="quick_reply_unique"),
        )


class Draft(OrganisationTable):
    """What an agent has begun to write in a conversation; survives a reload and a crash."""

    conversation_id = models.UUIDField()
    user_id = models.IntegerField()
    text = models.TextField()
    attached = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        """One draft an agent and conversation."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "conversation_id", "user_id"], name="draft_unique"
            ),
        )
