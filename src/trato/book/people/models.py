"""Tables of persons and contact points. CPF/CNPJ, birth date, phone and e-mail are sealed."""

from django.db import models

from trato.foundation.database import OrganisationTable


class Person(OrganisationTable):
    """Somebody who owes or answers for a debt. `document_index` is the blind index of CPF/CNPJ."""

    # Who it is never leaves the table: a creditor knows the contract by its own reference.
    creditor_view = (
        "SELECT p.id,"
        r" regexp_replace(p.name, '(\S)\S*', '\1***', 'g') AS initials"
        " FROM people_person p"
        " WHERE p.organisation_id = {organisation}"
        " AND EXISTS (SELECT FROM portfolios_debt d WHERE d.organisation_id = p.organisation_id"
        " AND d.person_id = p.id AND d.creditor_id = ANY ({creditors}))"
    )

    name = models.CharField(max_length=160)
    first_name = models.CharField(max_length=80)
    document_kind = models.CharField(max_length=4)
    document_sealed = models.BinaryField()
    document_index = models.BinaryField(max_length=32)
    birth_sealed = models.BinaryField(null=True)
    uf = models.CharField(max_length=2, blank=True)
    municipality = models.CharField(max_length=80, blank=True)
    is_minor = models.BooleanField(default=False)
    is_deceased = models.BooleanField(default=False)
    is_vulnerable = models.BooleanField(default=False)
    is_represented = models.BooleanField(default=False)
    is_superindebted = models.BooleanField(default=False)
    in_repactuation = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        """One person per document."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "document_index"], name="person_document_unique"
            ),
        )


class ContactPoint(OrganisationTable):
    """A phone or e-mail of one person. `value_index` is of the canonical form (9th digit in).

    `wa_id_*` is the id the provider returned, kept apart and never rewritten; `bsuid` likewise.
    """

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    value_sealed = models.BinaryField()
    value_index = models.BinaryField(max_length=32)
    ddd = models.CharField(max_length=2, blank=True)
    provenance = models.CharField(max_length=20)
    state = models.CharField(max_length=20, default="probable")
    is_workplace = models.BooleanField(default=False)
    whatsapp = models.BooleanField(null=True)
    wa_id_sealed = models.BinaryField(null=True)
    wa_id_index = models.BinaryField(null=True, max_length=32)
    bsuid = models.CharField(max_length=160, blank=True)
    priority = models.SmallIntegerField(default=0)
    identity_verified_at = models.DateTimeField(null=True)
    identity_failures = models.PositiveSmallIntegerField(default=0)
    identity_locked_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """A value stands once per person; inbound looks it up by index."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "person_id", "value_index"], name="contact_value_unique"
            ),
        )
        indexes = (
            models.Index(fields=["organisation_id", "value_index"], name="contact_by_value"),
            models.Index(fields=["organisation_id", "wa_id_index"], name="contact_by_wa_id"),
            models.Index(fields=["organisation_id", "bsuid"], name="contact_by_bsuid"),
        )


class Reveal(OrganisationTable):
    """Somebody at the desk was shown one person's data unmasked, for a reason, until a time."""

    points_to = {"person_id": "people_person"}

    person_id = models.UUIDField()
    user_id = models.BigIntegerField()
    reason = models.CharField(max_length=24)
    revealed_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        """Asked for by viewer and person at every page, by time by the privacy officer."""

        indexes = (
            models.Index(
                fields=["organisation_id", "user_id", "person_id", "ends_at"],
                name="reveal_of_viewer",
            ),
            models.Index(fields=["organisation_id", "-revealed_at"], name="reveal_by_time"),
        )
