"""The table of tokens."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Token(OrganisationTable):
    """A token by the SHA-256 of its secret, which is random: no salt or slow hash is needed.

    `allowance` is the token bucket of its requests, as it stood at `allowance_epoch` (machine
    seconds since 1970: how fast a program may ask has nothing to do with the world's time).
    """

    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField()
    requests_per_minute = models.PositiveIntegerField()
    allowance = models.FloatField()
    allowance_epoch = models.FloatField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """A secret opens one token."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "secret_hash"], name="token_secret_unique"
            ),
        )
