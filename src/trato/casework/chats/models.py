"""Tables of chats that were brought in."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Chat(OrganisationTable):
    """One exported file, sealed as it came. `waiting` until somebody confirmed what it is.

    `ours` names the authors that are the company. `erased_at`: what was said is gone; the file's
    hash stays, so that it can be told what was there.
    """

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=160)
    size_bytes = models.BigIntegerField()
    body_sealed = models.BinaryField()
    state = models.CharField(max_length=12, default="waiting")
    platform = models.CharField(max_length=12)
    date_order = models.CharField(max_length=4, blank=True)
    ours = models.JSONField(default=list)
    person_id = models.UUIDField(null=True)
    messages = models.PositiveIntegerField(default=0)
    media = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    uploaded_by = models.IntegerField()
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """A file is brought in once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "sha256"], name="chat_once"),
        )
        indexes = (models.Index(fields=["organisation_id", "person_id"], name="chat_by_person"),)


class ChatLine(OrganisationTable):
    """One message of a chat, in the file's order."""

    points_to = {"chat_id": "chats_chat"}

    chat_id = models.UUIDField()
    position = models.PositiveIntegerField()
    file_line = models.PositiveIntegerField()
    at = models.DateTimeField()
    author = models.CharField(max_length=80, blank=True)
    is_ours = models.BooleanField(default=False)
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    is_edited = models.BooleanField(default=False)
    media_name = models.CharField(max_length=255, blank=True)
    media_entry = models.CharField(max_length=400, blank=True)
    media_sha256 = models.CharField(max_length=64, blank=True)
    media_bytes = models.BigIntegerField(null=True)

    class Meta:
        """Read in order; found by id as it was stored."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "chat_id", "position"], name="chat_line_place"
            ),
        )
