"""Tables of quizzes and of an organisation's own questions."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Quiz(OrganisationTable):
    """One try: which questions were put (its id is the lot they were drawn by), what was given."""

    user_id = models.IntegerField()
    course = models.CharField(max_length=40)
    questions = models.JSONField()
    given = models.JSONField(default=list)
    begun_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    has_passed = models.BooleanField(null=True)

    class Meta:
        """Asked by user, newest first."""

        indexes = (
            models.Index(fields=["organisation_id", "user_id", "-begun_at"], name="quiz_by_user"),
        )


class OwnQuestion(OrganisationTable):
    """A question of the organisation's own; never changed, only retired: old quizzes keep it."""

    text = models.CharField(max_length=400)
    options = models.JSONField()
    right = models.PositiveSmallIntegerField()
    is_retired = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.IntegerField()
