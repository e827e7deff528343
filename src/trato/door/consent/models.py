"""Tables of permissions, suppressions and official do-not-contact lists."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Permission(OrganisationTable):
    """A person's word about one channel, with its proof. The newest row per channel counts."""

    points_to = {"person_id": "people_person"}
    append_only = True

    person_id = models.UUIDField()
    channel = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    source = models.CharField(max_length=80)
    notice = models.TextField()
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        """Asked for by person and channel, newest first."""

        indexes = (
            models.Index(
                fields=["organisation_id", "person_id", "channel", "-at"], name="permission_newest"
            ),
        )


class Suppression(OrganisationTable):
    """A stop against a number, for ever or until lifted by the person.

    `key_hash` is keyed with the platform's key over the canonical number, so that it matches every
    digit variant, survives re-import, and outlives the person's erasure.
    """

    channel = models.CharField(max_length=12)
    key_hash = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=24)
    source_message = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        """At most one standing stop per channel and number."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "channel", "key_hash"],
                condition=models.Q(lifted_at__isnull=True),
                name="suppression_standing",
            ),
        )


class ListedNumber(OrganisationTable):
    """A number on an official block list (`nao_me_ligue_sp`), keyed like a suppression."""

    list_name = models.CharField(max_length=24)
    key_hash = models.BinaryField(max_length=32)
    listed_on = models.DateField()
    authorised = models.BooleanField(default=False)

    class Meta:
        """A number stands once on each list."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "list_name", "key_hash"], name="listed_unique"
            ),
        )
