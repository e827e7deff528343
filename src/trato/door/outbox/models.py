"""Tables of outbound messages, the decisions about them, and attempts at the provider."""

from django.db import models

from trato.foundation.database import OrganisationTable

SEEN = "conferida"
"""What `needs_human` says once a person has looked and nothing more is to be done."""


class State(models.TextChoices):
    """A message's life. `unknown`: the send's answer was lost; a webhook or a person settles it."""

    READY = "ready"
    HELD = "held"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"


class Message(OrganisationTable):
    """What somebody wants said, and how far it has come. Exists only with a decision.

    `content` is what would be rendered; the contact point and number are chosen by the door.
    `status_rank` is the provider's word: 0 none, 1 sent, 2 delivered, 3 read, 4 played.
    `awaits_approval_by`: the user who wants to see it before it leaves; while set, it stays.
    `author_version`: which version of the assistant wrote it, where one did.
    """

    # Only what is about their own debts, never what it said or where it went. If another creditor's
    # debt is in it, too, the reasons stay here: they may be about that one.
    creditor_view = (
        "SELECT m.id, m.person_id, array_agg(d.id) AS debt_ids,"
        " count(*) = jsonb_array_length(m.debt_ids) AS is_whole, m.author, m.message_class,"
        " m.channel, m.kind, m.state, m.verdict, m.status_rank, m.created_at, m.sending_at,"
        " m.sent_at, m.delivered_at, m.read_at"
        " FROM outbox_message m JOIN creditor_debt d"
        "   ON d.person_id = m.person_id AND jsonb_exists(m.debt_ids, d.id::text)"
        " WHERE m.organisation_id = {organisation}"
        " GROUP BY m.organisation_id, m.id, m.person_id"
    )

    points_to = {
        "person_id": "people_person",
        "contact_point_id": "people_contactpoint",
        "number_id": "organisations_number",
        "decision_id": "outbox_decision",
    }

    person_id = models.UUIDField()
    contact_point_id = models.UUIDField(null=True)
    number_id = models.UUIDField(null=True)
    decision_id = models.UUIDField()
    verdict = models.CharField(max_length=8)
    idempotency_key = models.CharField(max_length=200)
    author = models.CharField(max_length=12)
    author_version = models.CharField(max_length=64, blank=True, db_default="")
    message_class = models.CharField(max_length=24)
    channel = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    draft = models.JSONField()
    debt_ids = models.JSONField(default=list)
    origin = models.CharField(max_length=16)
    origin_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    in_reply_to = models.CharField(max_length=200, blank=True)
    is_business_initiated = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices)
    hold_until = models.DateTimeField(null=True)
    awaits_approval_by = models.IntegerField(null=True)
    refusal_codes = models.JSONField(default=list)
    attempt_id = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_message_id = models.CharField(max_length=200, blank=True)
    status_rank = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed_code = models.IntegerField(null=True)
    failed_reason = models.CharField(max_length=240, blank=True)
    pricing = models.JSONField(null=True)
    needs_human = models.CharField(max_length=120, blank=True)

    class Meta:
        """An intent exists once; nothing is on its way without the gate's word."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "idempotency_key"], name="message_intent_unique"
            ),
            models.CheckConstraint(
                name="message_leaves_only_allowed",
                condition=~models.Q(state__in=["ready", "sending", "unknown", "sent"])
                | models.Q(verdict="allow"),
            ),
            models.CheckConstraint(
                name="message_unapproved_stays",
                condition=models.Q(awaits_approval_by=None)
                | ~models.Q(state__in=["ready", "sending", "unknown", "sent"]),
            ),
            models.CheckConstraint(
                name="message_held_has_time",
                condition=~models.Q(state="held") | models.Q(hold_until__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "is_business_initiated", "id"],
                condition=models.Q(state="ready"),
                name="message_ready_turn",
            ),
            models.Index(
                fields=["organisation_id", "is_business_initiated", "hold_until"],
                condition=models.Q(state="held"),
                name="message_held_turn",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=models.Q(state="held", awaits_approval_by__isnull=False),
                name="message_for_approval",
            ),
            models.Index(
                fields=["organisation_id", "number_id", "sending_at"],
                condition=models.Q(is_business_initiated=True),
                include=["person_id", "state"],
                name="message_by_number",
            ),
            models.Index(
                fields=["organisation_id", "sending_at"],
                condition=models.Q(state__in=["sending", "unknown"]),
                name="message_in_flight",
            ),
            models.Index(
                fields=["organisation_id", "person_id", "sending_at"], name="message_by_person"
            ),
            models.Index(
                fields=["organisation_id", "provider_message_id"], name="message_by_provider_id"
            ),
            # Each change of a message is an entry in every index that has it: none for nothing.
            models.Index(
                fields=["organisation_id", "conversation_id", "id"],
                condition=models.Q(conversation_id__isnull=False),
                name="message_by_conversation",
            ),
            models.Index(
                fields=["organisation_id", "origin_id"],
                condition=models.Q(origin_id__isnull=False),
                name="message_by_origin",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=~models.Q(needs_human__in=["", SEEN]),
                name="message_for_person",
            ),
        )


class Attachment(OrganisationTable):
    """A file to be sent. Without a conversation it is the organisation's own material.

    Its bytes lie sealed in so many `parts`, by its id; with none, all in `body_sealed`, and with
    nothing there either they were erased.
    """

    conversation_id = models.UUIDField(null=True)
    mime_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    body_sealed = models.BinaryField()
    parts = models.PositiveIntegerField(default=0, db_default=0)
    kept_at = models.DateTimeField()


class Decision(OrganisationTable):
    """One answer of the gate, with the exact bytes that went in and came out."""

    # Neither the inputs nor the result: they hold everything that was known of the person.
    creditor_view = (
        "SELECT d.id, d.message_id, m.person_id, d.stage, d.verdict, d.rulebook,"
        " CASE WHEN m.is_whole THEN d.codes END AS codes, d.at"
        " FROM outbox_decision d JOIN creditor_message m ON m.id = d.message_id"
        " WHERE d.organisation_id = {organisation}"
    )

    append_only = True

    message_id = models.UUIDField()
    stage = models.CharField(max_length=8)
    verdict = models.CharField(max_length=8)
    rulebook = models.CharField(max_length=40)
    inputs = models.BinaryField()
    result = models.BinaryField()
    codes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        """Asked for by message."""

        indexes = (
            models.Index(
                fields=["organisation_id", "message_id", "at"], name="decision_by_message"
            ),
        )


class Attempt(OrganisationTable):
    """One call to the provider, written before the call. No outcome means: not known."""

    points_to = {"message_id": "outbox_message"}

    message_id = models.UUIDField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)
    provider_message_id = models.CharField(max_length=200, blank=True)
    error_code = models.IntegerField(null=True)
    error_class = models.CharField(max_length=24, blank=True)

    class Meta:
        """Asked for by message."""

        indexes = (
            models.Index(fields=["organisation_id", "message_id"], name="attempt_by_message"),
        )


class StatusEvent(OrganisationTable):
    """A status the provider told us, once each, also of messages we do not know."""

    provider_message_id = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    message_id = models.UUIDField(null=True)
    error_code = models.IntegerField(null=True)

    class Meta:
        """Each status of a message counts once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "provider_message_id", "status"], name="status_once"
            ),
        )


class Window(OrganisationTable):
    """When a contact point last wrote to a number of ours: opens 24 hours of free-form replies."""

    contact_point_id = models.UUIDField()
    number_id = models.UUIDField()
    last_inbound_at = models.DateTimeField()

    class Meta:
        """One window per contact and number."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "contact_point_id", "number_id"], name="window_unique"
            ),
        )


class Pace(OrganisationTable):
    """When the next message to a contact point may leave a number (the provider's pair rate)."""

    contact_point_id = models.UUIDField()
    number_id = models.UUIDField()
    allowance = models.FloatField(default=0)
    counted_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)

    class Meta:
        """One pace per pair."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "contact_point_id", "number_id"], name="pace_unique"
            ),
        )


class Opening(OrganisationTable):
    """How many contacts a number has ever opened; the row's id is the number's.

    A count that only grows: a day's limit is watched by what was added since it was last counted.
    """

    opened = models.BigIntegerField(default=0)
