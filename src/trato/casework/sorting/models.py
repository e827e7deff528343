"""Tables of tags, of what bears them, and of saved views."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Tag(OrganisationTable):
    """A word for conversations. `rules` are pairs of what to look at and what it must be."""

    name = models.CharField(max_length=32)
    rules = models.JSONField(default=list)

    class Meta:
        """A name once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "name"], name="tag_unique"),
        )


class Tagging(OrganisationTable):
    """A conversation bears a tag, by a user's hand or (None) by a rule.

    What a hand took off stays as a row with `taken_off_at`: no rule puts it on again.
    """

    points_to = {"conversation_id": "conversations_conversation", "tag_id": "sorting_tag"}

    conversation_id = models.UUIDField()
    tag_id = models.UUIDField()
    by = models.IntegerField(null=True)
    at = models.DateTimeField()
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        """A tag once a conversation; found from either end."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "conversation_id", "tag_id"], name="tagging_unique"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "tag_id", "conversation_id"],
                condition=models.Q(taken_off_at=None),
                name="tagging_by_tag",
            ),
        )


class Segment(OrganisationTable):
    """People who have something in common: what is asked of them, as `values.Segment` names it."""

    name = models.CharField(max_length=40)
    asked = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.IntegerField(null=True)

    class Meta:
        """A name once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "name"], name="segment_unique"),
        )


class View(OrganisationTable):
    """A named choice of conversations, of one user or (None) of everybody.

    `words_sealed` are what it looks for, which may be a person's name or number; empty: nothing.
    """

    name = models.CharField(max_length=40)
    owner_id = models.IntegerField(null=True)
    wanted = models.JSONField(default=dict)
    words_sealed = models.BinaryField(default=bytes, db_default=b"")

    class Meta:
        """A name once an owner; two views of everybody share no name either."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "owner_id", "name"],
                name="view_unique",
                nulls_distinct=False,
            ),
        )
