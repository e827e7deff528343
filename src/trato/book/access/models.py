"""Tables of what an organisation asks of members, where they are signed in, who is invited."""

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


class AccountLanguage(models.Model):
    """The language that a user chose last: letters about the account are written in it.

    Outside of the walls like the user, who may belong to several organisations.
    """

    user_id = models.IntegerField(primary_key=True)
    code = models.CharField(max_length=8)


class Remembered(models.Model):
    """What all web processes must know alike for some minutes: tries counted, codes used up.

    Outside of the walls: nobody is signed in yet. The name is a keyed hash, for it holds addresses.
    """

    name = models.BinaryField(primary_key=True, max_length=32)
    said = models.JSONField()
    until = models.DateTimeField(db_index=True)


class Invitation(OrganisationTable):
    """Somebody who may become a member, once, with the secret that was sent to them."""

    email_sealed = models.BinaryField()
    email_index = models.BinaryField(max_length=32)
    role = models.CharField(max_length=16)
    secret_hash = models.CharField(max_length=64)
    is_mailed = models.BooleanField()
    invited_by = models.IntegerField()
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    user_id = models.IntegerField(null=True)

    class Meta:
        """A secret opens one invitation."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "secret_hash"], name="invitation_secret_unique"
            ),
        )


class Letter(OrganisationTable):
    """A letter about somebody's account, sealed until it has left: then it is forgotten.

    `state` is waiting, sent or given_up.
    """

    sealed = models.BinaryField()
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        """The queue is what waits."""

        indexes = (
            models.Index(
                fields=["organisation_id", "next_try_at"],
                condition=models.Q(state="waiting"),
                name="letter_waiting",
            ),
        )
