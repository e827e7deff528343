"""Tables of charges at the PSP, payments, and what each payment settled. Integer cents."""

from typing import ClassVar

from django.db import models

from trato.foundation.database import OrganisationTable


class Charge(OrganisationTable):
    """A dynamic Pix charge. `txid` is ours, written before the PSP is called: a retry meets it.

    States: requested → issued → paid; less than asked for is part_paid; issued → withdrawing →
    cancelled; `failed` was refused by the PSP, keeps its reason and needs a person. `asked_by`: the
    agent who asked for it, whose message it will be; None: the assistant did.
    """

    points_to: ClassVar[dict[str, str]] = {
        "instalment_id": "negotiation_instalment",
        "creditor_id": "portfolios_creditor",
    }

    instalment_id = models.UUIDField()
    agreement_id = models.UUIDField()
    person_id = models.UUIDField()
    creditor_id = models.UUIDField()
    conversation_id = models.UUIDField(null=True)
    asked_by = models.IntegerField(null=True)
    txid = models.CharField(max_length=35)
    amount_cents = models.BigIntegerField()
    due_on = models.DateField()
    brcode = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="requested")
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=120, blank=True)
    next_try_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)

    class Meta:
        """A txid exists once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "txid"], name="charge_txid_unique"),
        )
        indexes = (
            models.Index(
                fields=["organisation_id", "next_try_at"],
                condition=models.Q(state__in=["requested", "issued", "withdrawing"]),
                name="charge_open",
            ),
            models.Index(
                fields=["organisation_id", "state", "next_try_at"],
                condition=models.Q(state__in=["requested", "withdrawing", "failed"]),
                name="charge_at_psp",
            ),
            models.Index(fields=["organisation_id", "instalment_id"], name="charge_by_instalment"),
            models.Index(fields=["organisation_id", "person_id"], name="charge_by_person"),
        )


class Payment(OrganisationTable):
    """Money that arrived, once per end-to-end id, whether or not we know what for."""

    creditor_view = (
        "SELECT p.id, p.end_to_end_id, p.amount_cents, p.paid_at, p.state,"
        " c.creditor_id, c.agreement_id, c.instalment_id"
        " FROM payments_payment p JOIN payments_charge c"
        "   ON c.organisation_id = p.organisation_id AND c.id = p.charge_id"
        " WHERE p.organisation_id = {organisation} AND c.creditor_id = ANY ({creditors})"
    )

    end_to_end_id = models.CharField(max_length=32)
    txid = models.CharField(max_length=35, blank=True)
    charge_id = models.UUIDField(null=True)
    amount_cents = models.BigIntegerField()
    paid_at = models.DateTimeField()
    received_at = models.DateTimeField()
    heard_by = models.CharField(max_length=8)
    state = models.CharField(max_length=12)

    class Meta:
        """A payment counts once; a charge's are added up."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "end_to_end_id"], name="payment_once"
            ),
        )
        indexes = (models.Index(fields=["organisation_id", "charge_id"], name="payment_by_charge"),)


class Allocation(OrganisationTable):
    """Which instalment and debt a payment's cents went to; they add up to the payment."""

    creditor_view = (
        "SELECT a.id, a.payment_id, a.debt_id, a.amount_cents"
        " FROM payments_allocation a JOIN creditor_debt d ON d.id = a.debt_id"
        " JOIN creditor_payment p ON p.id = a.payment_id"
        " WHERE a.organisation_id = {organisation}"
    )

    points_to: ClassVar[dict[str, str]] = {"payment_id": "payments_payment"}
    append_only = True

    payment_id = models.UUIDField()
    instalment_id = models.UUIDField(null=True)
    debt_id = models.UUIDField(null=True)
    amount_cents = models.BigIntegerField()

    class Meta:
        """Asked for by debt."""

        indexes = (
            models.Index(
                fields=["organisation_id", "debt_id"],
                condition=models.Q(debt_id__isnull=False),
                name="allocation_by_debt",
            ),
        )
