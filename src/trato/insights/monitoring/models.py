"""Tables of alerts, of an organisation's own terms, and of how far the watch has come."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Alert(OrganisationTable):
    """One message that is a sign of something: once per message and class.

    What was said stays where it was said; `sign` is the term or the door's code. `protection`: what
    was noted on the person because somebody found the alert true, to be lifted if it was not.
    """

    # What our side wrote about their own debts alone; not by whom, and not which word it was.
    creditor_view = (
        "SELECT a.id, a.message_id, a.word_class, a.severity, a.state, a.written_at"
        " FROM monitoring_alert a JOIN outbox_message m"
        "   ON m.organisation_id = a.organisation_id AND m.id = a.message_id, LATERAL ("
        "  SELECT count(d.id) AS owned, count(*) AS named"
        "    FROM (SELECT v::uuid AS id FROM jsonb_array_elements_text(m.debt_ids) v OFFSET 0) x"
        "    LEFT JOIN creditor_debt d ON d.id = x.id AND d.person_id = m.person_id) debts"
        " WHERE a.organisation_id = {organisation} AND a.side = 'company'"
        " AND debts.owned > 0 AND debts.owned = debts.named"
    )

    message_id = models.UUIDField()
    word_class = models.CharField(max_length=24)
    side = models.CharField(max_length=8)
    severity = models.CharField(max_length=8)
    sign = models.CharField(max_length=120)
    author = models.CharField(max_length=12, blank=True)
    agent_id = models.IntegerField(null=True)
    person_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")
    triaged_by = models.IntegerField(null=True)
    triaged_at = models.DateTimeField(null=True)
    protection = models.CharField(max_length=20, default="", db_default="", blank=True)

    class Meta:
        """Raised once; what is open is looked through newest first."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "message_id", "word_class"], name="alert_once"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "-id"],
                condition=models.Q(state="open"),
                name="alert_open",
            ),
            models.Index(fields=["organisation_id", "word_class", "-id"], name="alert_by_class"),
        )


class OwnTerm(OrganisationTable):
    """A term that an organisation added, or one that ships and that it has switched off."""

    word_class = models.CharField(max_length=24)
    text = models.CharField(max_length=80)
    is_on = models.BooleanField()
    by_user = models.IntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        """Each term once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "word_class", "text"], name="own_term_once"
            ),
        )


class WatchMark(OrganisationTable):
    """How far one source has been watched for good: every message up to this id was looked at."""

    source = models.CharField(max_length=12)
    upto = models.UUIDField()

    class Meta:
        """One per source."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "source"], name="watch_mark_one"),
        )
