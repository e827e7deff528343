"""Tables of creditors, portfolios, placements, debts and the rows that were turned away."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Creditor(OrganisationTable):
    """Whose money it is, how late money grows, and what may be offered (`offer_policy`)."""

    creditor_view = (
        "SELECT c.id, c.name, c.multa_bps, c.juros_bps_month"
        " FROM portfolios_creditor c"
        " WHERE c.organisation_id = {organisation} AND c.id = ANY ({creditors})"
    )

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    document = models.CharField(max_length=14)
    address = models.CharField(max_length=240)
    is_financial = models.BooleanField(default=True)
    pix_key = models.CharField(max_length=80)
    pix_document = models.CharField(max_length=14)
    multa_bps = models.PositiveIntegerField(default=200)
    juros_bps_month = models.PositiveIntegerField(default=100)
    offer_policy = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        """A creditor's short name exists once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "slug"], name="creditor_slug_unique"
            ),
        )


class Portfolio(OrganisationTable):
    """A creditor's named set of debts; its placements arrive as files."""

    creditor_view = (
        "SELECT p.id, p.creditor_id, p.name, p.created_at"
        " FROM portfolios_portfolio p"
        " WHERE p.organisation_id = {organisation} AND p.creditor_id = ANY ({creditors})"
    )

    points_to = {"creditor_id": "portfolios_creditor"}

    creditor_id = models.UUIDField()
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        """A name stands once per creditor."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "creditor_id", "name"], name="portfolio_name_unique"
            ),
        )


class Placement(OrganisationTable):
    """One imported file (remessa): its hash, mapping and counts."""

    creditor_view = (
        "SELECT l.id, l.portfolio_id, l.counts, l.imported_at"
        " FROM portfolios_placement l JOIN creditor_portfolio p ON p.id = l.portfolio_id"
        " WHERE l.organisation_id = {organisation}"
    )

    points_to = {"portfolio_id": "portfolios_portfolio"}

    portfolio_id = models.UUIDField()
    file_name = models.CharField(max_length=240)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    imported_at = models.DateTimeField()


class Debt(OrganisationTable):
    """One contract owed. `paid_cents` comes off `principal_cents`; charges are never stored."""

    creditor_view = (
        "SELECT d.id, d.creditor_id, d.portfolio_id, d.person_id, d.reference,"
        " d.product, d.principal_cents, d.paid_cents, d.due_on, d.prescribed_on, d.state,"
        " d.state_changed_at, d.created_at"
        " FROM portfolios_debt d"
        " WHERE d.organisation_id = {organisation} AND d.creditor_id = ANY ({creditors})"
    )

    points_to = {
        "creditor_id": "portfolios_creditor",
        "portfolio_id": "portfolios_portfolio",
        "person_id": "people_person",
    }

    creditor_id = models.UUIDField()
    portfolio_id = models.UUIDField()
    person_id = models.UUIDField()
    last_placement_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=80)
    product = models.CharField(max_length=80, blank=True)
    principal_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField(default=0)
    due_on = models.DateField()
    prescribed_on = models.DateField()
    legal_basis = models.CharField(max_length=24, blank=True)
    basis_evidence = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=20, default="active")
    state_reason = models.CharField(max_length=120, blank=True)
    state_changed_at = models.DateTimeField()
    row_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """A creditor's reference exists once; people are looked up for their debts."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "creditor_id", "reference"], name="debt_reference_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(principal_cents__gt=0, paid_cents__gte=0),
                name="debt_amounts_positive",
            ),
        )
        indexes = (models.Index(fields=["organisation_id", "person_id"], name="debt_by_person"),)


class RejectedRow(OrganisationTable):
    """A row of a file that could not be taken: reason, remedy, and the value masked."""

    points_to = {"placement_id": "portfolios_placement"}

    placement_id = models.UUIDField()
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80)
    masked_value = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=240)
    remedy = models.CharField(max_length=240)


class SavedMapping(OrganisationTable):
    """A named column mapping, to be used again for the same creditor's files."""

    name = models.CharField(max_length=80)
    columns = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        """A name stands once."""

        constraints = (
            models.UniqueConstraint(fields=["organisation_id", "name"], name="mapping_name_unique"),
        )


class CreditorMember(OrganisationTable):
    """A user of the creditor's own: all that such a user sees is this creditor's portfolio."""

    points_to = {"creditor_id": "portfolios_creditor"}

    user_id = models.IntegerField()
    creditor_id = models.UUIDField()
    by_user = models.IntegerField(null=True)
    bound_at = models.DateTimeField()

    class Meta:
        """Bound once."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "user_id", "creditor_id"], name="creditor_member_once"
            ),
        )
