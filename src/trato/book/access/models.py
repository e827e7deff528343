"""Tables of what an organisation asks of its members before they enter."""

from django.db import models

from trato.foundation.database import OrganisationTable


class FactorRule(OrganisationTable):
    """Members of a role need a second factor from an instant on; no row asks for nothing."""

    role = models.CharField(max_length=16)
    required_from = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.IntegerField()

    class Meta:
        """One rule a role."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "role"], name="factor_rule_unique"),
        )
