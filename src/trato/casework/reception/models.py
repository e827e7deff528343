"""Tables of opening hours, of how numbers receive, and of what people thought of an answer."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Hours(OrganisationTable):
    """An organisation's opening hours: spans and closures as `values` name them, one row."""

    spans = models.JSONField(default=list)
    closures = models.JSONField(default=list)
    closes_on_holidays = models.BooleanField(default=True)
    zone = models.CharField(max_length=40, default="America/Sao_Paulo")
    tells_absence = models.BooleanField(db_default=True)
    absence_text = models.CharField(max_length=600, blank=True, db_default="")
    changed_at = models.DateTimeField()
    changed_by = models.IntegerField(null=True)

    class Meta:
        """One set of hours an organisation."""

        constraints = (models.UniqueConstraint(fields=["organisation_id"], name="hours_unique"),)


class Rating(OrganisationTable):
    """One question after an answer, and the score (1 to 5) if it came; about an agent or the bot.

    A person is asked once for each time that it ended.
    """

    points_to = {"conversation_id": "conversations_conversation"}

    conversation_id = models.UUIDField()
    agent_id = models.IntegerField(null=True)
    asked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """Read by thread and by agent; a score is 1 to 5 and has its instant."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(score__isnull=True, answered_at__isnull=True)
                | models.Q(score__gte=1, score__lte=5, answered_at__isnull=False),
                name="rating_score_one_to_five",
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "conversation_id", "-asked_at"], name="rating_by_thread"
            ),
            models.Index(
                fields=["organisation_id", "agent_id", "asked_at"], name="rating_by_agent"
            ),
        )


class NumberGreeting(OrganisationTable):
    """How one number receives whoever writes: flows by name, and the menu as `menu.Menu` has it.

    No row: as ever, the collection conversation.
    """

    points_to = {"number_id": "organisations_number"}

    number_id = models.UUIDField()
    for_debtors = models.CharField(max_length=20)
    for_others = models.CharField(max_length=20)
    menu = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.IntegerField(null=True)

    class Meta:
        """One way a number."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "number_id"], name="greeting_of_number"
            ),
        )
