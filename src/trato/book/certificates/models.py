"""Tables of the gate and of certificates."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Gate(OrganisationTable):
    """Whether writing takes a certificate, and what passing takes: one row, none for defaults."""

    is_on = models.BooleanField(default=False)
    valid_months = models.PositiveSmallIntegerField(default=12)
    pass_percent = models.PositiveSmallIntegerField(default=80)
    changed_at = models.DateTimeField()
    changed_by = models.IntegerField(null=True)

    class Meta:
        """One gate an organisation."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id"], name="training_gate_unique"),
        )


class Certificate(OrganisationTable):
    """Somebody passed: of which course and questions, how well, until when it is valid."""

    user_id = models.IntegerField()
    name = models.CharField(max_length=150)
    course = models.CharField(max_length=40)
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    granted_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        """Asked by user, the longest valid first."""

        indexes = (
            models.Index(
                fields=["organisation_id", "user_id", "-valid_until"], name="certificate_by_user"
            ),
        )
