"""Tables of conversations and what came in."""

from uuid import UUID

from django.db import models

from trato.foundation.database import OrganisationTable


class Conversation(OrganisationTable):
    """One thread between a contact and a number. `bot_state` is the dialogue's own frozen state.

    `waiting_since`: a person wants an answer from people since then; None: nobody waits.
    `queued_at`: when it last came into its queue.
    `answered_at`: when people first answered after `handed_over_at`. `holds`: whether what people
    write waits for the supervisor `held_by`: "next", "all" or not. `said_at`: when what `preview`
    shows was written.
    """

    points_to = {"number_id": "organisations_number"}

    number_id = models.UUIDField()
    contact_key = models.BinaryField(max_length=32)
    person_id = models.UUIDField(null=True)
    contact_point_id = models.UUIDField(null=True)
    state = models.CharField(max_length=20, default="open")
    state_reason = models.CharField(max_length=120, blank=True)
    tabulation = models.CharField(max_length=40, blank=True)
    bot_state = models.JSONField(null=True)
    handled_by = models.CharField(max_length=8, default="bot")
    agent_id = models.IntegerField(null=True)
    queue_id = models.UUIDField(null=True)
    queued_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_because = models.CharField(max_length=120, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    holds = models.CharField(max_length=4, default="", db_default="", blank=True)
    held_by = models.IntegerField(null=True)
    silent_until = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    back_done = models.CharField(max_length=20, blank=True, db_default="")
    opened_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField()
    preview = models.CharField(max_length=160, blank=True)
    said_at = models.DateTimeField(null=True)

    class Meta:
        """One thread per contact and number; listed by last event."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "number_id", "contact_key"], name="conversation_unique"
            ),
        )
        indexes = (
            models.Index(fields=["organisation_id", "-last_event_at"], name="conversation_recent"),
            models.Index(fields=["organisation_id", "person_id"], name="conversation_by_person"),
            models.Index(
                fields=["organisation_id", "waiting_since"],
                condition=models.Q(handled_by="human"),
                name="conversation_with_people",
            ),
        )


class InboundMessage(OrganisationTable):
    """One message from a person, stored once, handled once, in the order it was written.

    `payload` is the provider's node, sealed; `text` is what a reader would see.
    """

    points_to = {"conversation_id": "conversations_conversation"}

    conversation_id = models.UUIDField()
    provider_message_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=24)
    text = models.TextField(blank=True)
    button_id = models.CharField(max_length=256, blank=True)
    payload_sealed = models.BinaryField()
    media_id = models.CharField(max_length=80, blank=True)
    media_state = models.CharField(max_length=12, blank=True)
    media_sha256 = models.CharField(max_length=64, blank=True)
    media_after = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()
    handle_after = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=120, blank=True)

    class Meta:
        """A message exists once; the queue is what has not been handled."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "provider_message_id"], name="inbound_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "conversation_id", "written_at", "id"],
                name="inbound_by_conversation",
            ),
            models.Index(
                fields=["organisation_id", "handle_after"],
                condition=models.Q(handled_at__isnull=True),
                name="inbound_waiting",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(handled_at__isnull=False, failures__gte=5)
                & ~models.Q(failure=""),
                name="inbound_set_aside",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(media_state="waiting"),
                name="inbound_media_waiting",
            ),
        )


class Media(OrganisationTable):
    """An attachment, fetched after the message was stored.

    Its bytes lie sealed in so many `parts`, by `inbound_id`; with none, all in `body_sealed`.
    """

    inbound_id = models.UUIDField()
    mime_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    body_sealed = models.BinaryField()
    parts = models.PositiveIntegerField(default=0, db_default=0)
    fetched_at = models.DateTimeField()


class OutsideMessage(OrganisationTable):
    """One message on our number that did not pass through here; nobody answers it, all may read it.

    `is_ours`: typed in the app by whoever holds the number; else a person wrote it before the
    number was connected.
    """

    points_to = {"conversation_id": "conversations_conversation"}

    conversation_id = models.UUIDField()
    provider_message_id = models.CharField(max_length=200)
    is_ours = models.BooleanField()
    is_past = models.BooleanField()
    kind = models.CharField(max_length=24)
    text = models.TextField(blank=True)
    payload_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        """A message exists once; read by thread."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "provider_message_id"], name="outside_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "conversation_id", "written_at", "id"],
                name="outside_by_conversation",
            ),
        )


class Queue(OrganisationTable):
    """Where conversations wait for people: for whom (`skill`), after which hand-over reasons.

    `answer_within_seconds` is the promise to the person for the first answer and
    `next_within_seconds` for every later one, both in opening hours; an empty list of reasons takes
    what no other queue takes, an empty list of numbers any number, no team everybody. Whoever waits
    for its team for `help_after_seconds`, in opening hours too, may be taken by the teams of
    `helper_ids`, in their order.
    """

    name = models.CharField(max_length=60)
    skill = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)
    answer_within_seconds = models.PositiveIntegerField(default=900)
    next_within_seconds = models.PositiveIntegerField(default=1800)
    number_ids = models.JSONField(default=list)
    team_id = models.UUIDField(null=True)
    helper_ids = models.JSONField(default=list, db_default=[])
    help_after_seconds = models.PositiveIntegerField(default=600, db_default=600)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """A name once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "name"], name="queue_unique"),
        )

    @property
    def helpers(self) -> tuple[UUID, ...]:
        """The teams that help its own, in their order; what is everybody's needs no help."""
        if self.team_id is None:
            return ()
        return tuple(UUID(text) for text in self.helper_ids if text != str(self.team_id))


class Seat(OrganisationTable):
    """An agent at work: what they can do, how much at once, whether they take more just now."""

    user_id = models.IntegerField()
    name = models.CharField(max_length=80)
    skills = models.JSONField(default=list)
    load_max = models.PositiveSmallIntegerField(default=8)
    team_id = models.UUIDField(null=True)
    is_available = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """One seat a user."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "user_id"], name="seat_unique"),
        )


class Note(OrganisationTable):
    """Words between colleagues beside a thread; never sent. `kind`: note, transfer or whisper."""

    points_to = {"conversation_id": "conversations_conversation"}

    conversation_id = models.UUIDField()
    author_id = models.IntegerField()
    author = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, default="note")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        """Read with the thread."""

        indexes = (
            models.Index(
                fields=["organisation_id", "conversation_id", "at"], name="note_by_thread"
            ),
        )


class Look(OrganisationTable):
    """Who has a conversation open, and whether they are typing; old rows mean nothing."""

    conversation_id = models.UUIDField()
    user_id = models.IntegerField()
    name = models.CharField(max_length=80)
    is_typing = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        """One row for a pair of eyes and a conversation."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "conversation_id", "user_id"], name="look_unique"
            ),
        )


class Team(OrganisationTable):
    """Seats and queues that belong together; its supervisor is a user of the organisation."""

    name = models.CharField(max_length=60)
    supervisor_id = models.IntegerField(null=True)

    class Meta:
        """A name once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "name"], name="team_unique"),
        )


class Tabulation(OrganisationTable):
    """One word of an organisation's own list of what came of a conversation.

    No row at all: the list that ships. An empty `name` is shown as the shipped word for `code`.
    What is retired can no longer be chosen, and names old conversations still.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60, blank=True)
    group = models.CharField(max_length=40, blank=True)
    is_resolution = models.BooleanField(default=True)
    wants_note = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """A code once, for ever."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "code"], name="tabulation_unique"),
        )


class Manners(OrganisationTable):
    """How the assistant behaves beside people: one row an organisation, none for the defaults."""

    silent_minutes = models.PositiveIntegerField()

    class Meta:
        """One set of manners."""

        constraints = (models.UniqueConstraint(fields=["organisation_id"], name="manners_unique"),)
