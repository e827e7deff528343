"""Tables of what an organisation asks of its members, and of where they are signed in."""

from django.db import models

from trato.foundation.database import OrganisationTable
from trato.foundation.ids import new_id


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


class SignIn(models.Model):
    """A session of a user: outside of the walls like memberships, for a user may have several.

    `device` and `address` are said in a few words, never whole; the row goes when its session does.
    """

    id = models.UUIDField(default=new_id, unique=True)
    session_key = models.CharField(max_length=40, primary_key=True)
    user_id = models.IntegerField(db_index=True)
    device = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=40, blank=True)
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    last_organisation_id = models.UUIDField(null=True)
