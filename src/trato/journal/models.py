"""Tables of the journal. Entries and links can be added, never changed; salts can be destroyed."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Entry(OrganisationTable):
    """A fact: what kind, about which pseudonymous subject, plain non-personal `facts`.

    `commitment` is SHA-256(salt, private details), so that a detail can be proven later and
    forgotten for ever by destroying the salt.
    """

    append_only = True

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        """Read by subject for a timeline, and by time for what people at work did."""

        indexes = (
            models.Index(fields=["organisation_id", "subject_id"], name="entry_by_subject"),
            models.Index(
                fields=["organisation_id", "at"],
                condition=models.Q(
                    kind__in=[
                        "conversations.moved",
                        "conversations.given",
                        "conversations.resolved",
                    ]
                ),
                name="entry_of_people_at_work",
            ),
        )


class Salt(OrganisationTable):
    """The secret of one entry's commitment; `id` is the entry's. Deleting it is erasure."""

    salt = models.BinaryField(max_length=32)


class Link(OrganisationTable):
    """An entry's place in the chain: hash = SHA-256(previous hash, entry hash)."""

    append_only = True

    sequence = models.BigIntegerField()
    entry_id = models.UUIDField()
    entry_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        """One place per entry, one entry per place."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "sequence"], name="link_sequence_unique"
            ),
            models.UniqueConstraint(
                fields=["organisation_id", "entry_id"], name="link_entry_unique"
            ),
        )


class Head(OrganisationTable):
    """The chain's end and its authentication mark, so that a cut-off tail is found."""

    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)
    mark = models.BinaryField(max_length=32)
