"""Tables of tenants, sending numbers, templates, members; and the directory that routes to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from trato.foundation.database import OrganisationTable
from trato.foundation.ids import new_id


class Directory(models.Model):
    """Which organisation an outside name belongs to. Holds no personal data, so it has no wall.

    `kind` is organisation (its own id), slug, or whatsapp_number (Meta's phone_number_id).
    """

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    organisation_id = models.UUIDField()

    class Meta:
        """One owner per outside name."""

        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="directory_unique"),)


class Organisation(OrganisationTable):
    """A tenant. Its key columns are equal: it belongs to itself."""

    id = models.UUIDField(default=new_id)
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    actor_role = models.CharField(max_length=24)
    document = models.CharField(max_length=14)
    address = models.CharField(max_length=240)
    contact = models.CharField(max_length=120)
    data_contact = models.CharField(max_length=120)
    whatsapp_approval = models.CharField(max_length=240, blank=True)
    hours_profile = models.CharField(max_length=12, default="standard")
    cap_per_day = models.PositiveSmallIntegerField(default=1)
    cap_per_week = models.PositiveSmallIntegerField(default=3)
    cap_per_month = models.PositiveSmallIntegerField(default=8)
    has_processing_agreement = models.BooleanField(default=True)
    wrapped_key = models.BinaryField()
    created_at = models.DateTimeField()


class Number(OrganisationTable):
    """A sending number, its health, and its token bucket (`tokens` at `tokens_at`).

    `rate_per_second` falls when the provider asks for less, and climbs back to the usual one.
    """

    channel = models.CharField(max_length=12, default="whatsapp")
    phone_number_id = models.CharField(max_length=40)
    account_id = models.CharField(max_length=40)
    display = models.CharField(max_length=24)
    state = models.CharField(max_length=16, default="connected")
    stopped_reason = models.CharField(max_length=120, blank=True)
    quality = models.CharField(max_length=8, default="GREEN")
    rate_per_second = models.FloatField(default=80)
    usual_per_second = models.FloatField(default=80)
    tokens = models.FloatField(default=80)
    tokens_at = models.DateTimeField()
    tier_limit = models.IntegerField(null=True)
    app_secret = models.BinaryField()
    verify_token = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        """One row per number at the provider."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "phone_number_id"], name="number_unique"
            ),
        )


class Template(OrganisationTable):
    """A message template as last known from the provider. `body` has {{1}} placeholders."""

    account_id = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=12, default="pt_BR")
    category = models.CharField(max_length=16)
    status = models.CharField(max_length=16)
    body = models.TextField()
    buttons = models.JSONField(default=list)
    message_class = models.CharField(max_length=24)
    quality = models.CharField(max_length=8, default="UNKNOWN")
    paused_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        """A name and language exist once per account."""

        constraints = (
            models.UniqueConstraint(
                fields=["organisation_id", "account_id", "name", "language"], name="template_unique"
            ),
        )


class Role(models.TextChoices):
    """What a member may do."""

    ADMINISTRATOR = "administrador", _("Administrador")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "atendente", _("Atendente")
    PRIVACY = "encarregado", _("Encarregado")
    ANALYST = "analista", _("Analista")
    CREDITOR = "credor", _("Credor")


class Member(models.Model):
    """A user's place in one organisation; read before any wall is entered, so it has none.

    Who is deactivated keeps the place and may not enter.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    organisation_id = models.UUIDField()
    role = models.CharField(max_length=16, choices=Role.choices)
    deactivated_at = models.DateTimeField(null=True)

    class Meta:
        """One role per user and organisation."""

        constraints = (
            models.UniqueConstraint(fields=["user", "organisation_id"], name="member_unique"),
        )
