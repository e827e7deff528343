"""Tables of offers, agreements, instalments and promises. All amounts are integer cents."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Offer(OrganisationTable):
    """What was put before a person, frozen with its sheet; valid until `expires_at`."""

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    debt_ids = models.JSONField()
    terms = models.JSONField()
    sheet_text = models.TextField()
    sheet_sha256 = models.CharField(max_length=64)
    authority = models.CharField(max_length=12)
    total_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="offered")

    class Meta:
        """Looked up by person, and by when they end while nobody has accepted them."""

        indexes = (
            models.Index(fields=["organisation_id", "person_id"], name="offer_by_person"),
            models.Index(
                fields=["organisation_id", "expires_at"],
                condition=models.Q(state="offered"),
                name="offer_standing",
            ),
        )


class Agreement(OrganisationTable):
    """An accepted offer. It counts as an agreement only once `active`: first instalment paid."""

    # None that also settles another creditor's debt: its amounts would speak of that one, too.
    creditor_view = (
        "SELECT a.id, a.creditor_id, a.person_id, own.debt_ids, a.state, a.total_cents,"
        " a.discount_cents, a.accepted_at, a.activated_at, a.ended_at"
        " FROM negotiation_agreement a, LATERAL ("
        "  SELECT coalesce(array_agg(x.id), ARRAY[]::uuid[]) AS debt_ids,"
        "         count(x.id) = count(d.id) AS is_whole"
        "    FROM (SELECT v::uuid AS id FROM jsonb_array_elements_text(a.debt_ids) v OFFSET 0) x"
        "    LEFT JOIN creditor_debt d ON d.id = x.id) own"
        " WHERE a.organisation_id = {organisation} AND a.creditor_id = ANY ({creditors})"
        " AND own.is_whole"
    )

    points_to = {"person_id": "people_person", "offer_id": "negotiation_offer"}

    person_id = models.UUIDField()
    offer_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    creditor_id = models.UUIDField()
    debt_ids = models.JSONField()
    state = models.CharField(max_length=20)
    terms_sha256 = models.CharField(max_length=64)
    accepted_words = models.CharField(max_length=240)
    accepted_message = models.CharField(max_length=200)
    total_cents = models.BigIntegerField()
    discount_cents = models.BigIntegerField()
    accepted_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """An offer is accepted once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "offer_id"], name="agreement_offer"),
        )
        indexes = (
            models.Index(fields=["organisation_id", "person_id"], name="agreement_by_person"),
        )


class Instalment(OrganisationTable):
    """One part of an agreement; number 0 is a down payment, else 1..n."""

    creditor_view = (
        "SELECT i.id, i.agreement_id, i.number, i.amount_cents, i.paid_cents,"
        " i.due_on, i.state, i.paid_at, a.accepted_at AS agreed_at"
        " FROM negotiation_instalment i JOIN creditor_agreement a ON a.id = i.agreement_id"
        " WHERE i.organisation_id = {organisation}"
    )

    points_to = {"agreement_id": "negotiation_agreement"}

    agreement_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    amount_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField(default=0)
    due_on = models.DateField()
    state = models.CharField(max_length=12, default="scheduled")
    paid_at = models.DateTimeField(null=True)

    class Meta:
        """Numbered once within its agreement; worth something; found by their day while unpaid."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "agreement_id", "number"], name="instalment_number"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0, paid_cents__gte=0), name="instalment_cents"
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "due_on"],
                condition=models.Q(state__in=["scheduled", "issued", "reissued"]),
                name="instalment_waiting",
            ),
            models.Index(
                fields=["organisation_id", "due_on"],
                condition=models.Q(state="due"),
                name="instalment_due",
            ),
            models.Index(
                fields=["organisation_id", "due_on"],
                condition=models.Q(state="overdue"),
                name="instalment_overdue",
            ),
        )


class Promise(OrganisationTable):
    """A person's informal word to pay an amount by a day; no new contract."""

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    amount_cents = models.BigIntegerField(null=True)
    promised_on = models.DateField()
    state = models.CharField(max_length=12, default="pending")
    created_at = models.DateTimeField()

    class Meta:
        """Looked up by person, and by their day while they wait."""

        indexes = (
            models.Index(fields=["organisation_id", "person_id"], name="promise_by_person"),
            models.Index(
                fields=["organisation_id", "promised_on"],
                condition=models.Q(state="pending"),
                name="promise_pending",
            ),
        )


class AuthorityRequest(OrganisationTable):
    """An agent asks for a supervisor's authority (alçada) over one person's debts.

    `state`: asked, granted (until `expires_at`) or refused; `words` say what for, `reason` why not.
    """

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    agent_id = models.IntegerField()
    words = models.CharField(max_length=240)
    state = models.CharField(max_length=8, default="asked")
    asked_at = models.DateTimeField()
    decided_by = models.IntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=240, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        """One open request of an agent's for a person."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "person_id", "agent_id"],
                condition=models.Q(state="asked"),
                name="authority_asked_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "person_id", "agent_id"], name="authority_by_person"
            ),
        )
