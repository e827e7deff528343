"""Policies, holds, what was erased, and how far each day's sweep has come."""

from django.db import models

from trato.foundation.database import OrganisationTable


class CreditorPolicy(OrganisationTable):
    """How long a creditor's conversations are kept; no row: for ever."""

    points_to = {"creditor_id": "portfolios_creditor"}

    creditor_id = models.UUIDField()
    text_months = models.PositiveSmallIntegerField(null=True)
    media_months = models.PositiveSmallIntegerField(null=True)
    index_months = models.PositiveSmallIntegerField(null=True)
    set_by = models.IntegerField()
    set_at = models.DateTimeField()

    class Meta:
        """One a creditor."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "creditor_id"], name="retention_policy_one"
            ),
        )


class NoCreditorPolicy(OrganisationTable):
    """How long conversations with people who never owed anything are kept; no row: for ever."""

    text_months = models.PositiveSmallIntegerField(null=True)
    media_months = models.PositiveSmallIntegerField(null=True)
    index_months = models.PositiveSmallIntegerField(null=True)
    set_by = models.IntegerField()
    set_at = models.DateTimeField()

    class Meta:
        """One an organisation."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id"], name="retention_no_creditor_one"),
        )


class Hold(OrganisationTable):
    """A legal hold: while it is not released, nothing that it covers is erased."""

    kind = models.CharField(max_length=12)
    target_id = models.UUIDField()
    reason = models.CharField(max_length=240)
    placed_by = models.IntegerField()
    placed_at = models.DateTimeField()
    released_by = models.IntegerField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        """One at a time on a thing."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "target_id"],
                condition=models.Q(released_at__isnull=True),
                name="retention_hold_one",
            ),
        )


class Erased(OrganisationTable):
    """What is left of words or an attachment: its hash; `id` is the message's own.

    `was` is the kind that the message had.
    """

    conversation_id = models.UUIDField()
    source = models.CharField(max_length=12)
    was = models.CharField(max_length=24, blank=True)
    text_sha256 = models.CharField(max_length=64)
    erased_at = models.DateTimeField()


class Sweep(OrganisationTable):
    """One day's sweep: people up to `upto` are done; `ended_at` once all are.

    Before them, threads up to `threads_upto` were looked at for having no creditor; None: not yet.
    """

    on = models.DateField()
    upto = models.UUIDField()
    threads_upto = models.UUIDField(null=True)
    are_threads_done = models.BooleanField(default=False, db_default=False)
    ended_at = models.DateTimeField(null=True)
    conversations = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    media = models.PositiveIntegerField(default=0)
    index_lines = models.PositiveIntegerField(default=0)
    chats = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    asides = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        """One a day."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "on"], name="retention_sweep_one"),
        )
