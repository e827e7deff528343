"""What neighbours may ask about organisations, numbers, templates and members."""

from dataclasses import dataclass
from uuid import UUID

from trato.book.organisations import keys
from trato.book.organisations.models import Directory, Member, Number, Organisation, Template
from trato.book.organisations.values import NumberCard, OrganisationCard, TemplateCard
from trato.foundation import tenancy
from trato.foundation.crypto import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecrets:
    """What it takes to trust and store an organisation's webhooks."""

    organisation_id: UUID
    app_secrets: tuple[bytes, ...]
    verify_tokens: tuple[str, ...]
    vault: Vault


def organisation_ids() -> tuple[UUID, ...]:
    """Return every organisation's id; the directory is open to all processes."""
    found = Directory.objects.filter(kind="organisation").values_list("organisation_id", flat=True)
    return tuple(found.order_by("organisation_id"))


def by_slug(slug: str) -> UUID | None:
    """Return the organisation that answers to a slug."""
    found = Directory.objects.filter(kind="slug", name=slug)
    return found.values_list("organisation_id", flat=True).first()


def organisation() -> OrganisationCard:
    """Return the current organisation."""
    row = Organisation.objects.get(id=tenancy.current())
    return OrganisationCard(
        organisation_id=row.id,
        slug=row.slug,
        name=row.name,
        actor_role=row.actor_role,
        document=row.document,
        address=row.address,
        contact=row.contact,
        data_contact=row.data_contact,
        has_whatsapp_approval=bool(row.whatsapp_approval),
        has_processing_agreement=row.has_processing_agreement,
        hours_profile=row.hours_profile,
        cap_per_day=row.cap_per_day,
        cap_per_week=row.cap_per_week,
        cap_per_month=row.cap_per_month,
    )


def numbers() -> tuple[NumberCard, ...]:
    """Return the current organisation's sending numbers, oldest first."""
    return tuple(_number(row) for row in Number.objects.order_by("created_at", "id"))


def number(number_id: UUID) -> NumberCard:
    """Return one sending number of the current organisation."""
    return _number(Number.objects.get(id=number_id))


def number_at_provider(phone_number_id: str) -> NumberCard | None:
    """Return the current organisation's number by the provider's id."""
    row = Number.objects.filter(phone_number_id=phone_number_id).first()
    return _number(row) if row else None


def template(template_id: UUID) -> TemplateCard:
    """Return one template of the current organisation."""
    return _template(Template.objects.get(id=template_id))


def templates() -> tuple[TemplateCard, ...]:
    """Return the current organisation's templates by name."""
    return tuple(_template(row) for row in Template.objects.order_by("name", "language"))


def memberships(user_id: int) -> tuple[tuple[UUID, str], ...]:
    """Return the (organisation, role) pairs of a user."""
    found = Member.objects.filter(user_id=user_id).order_by("organisation_id")
    return tuple(found.values_list("organisation_id", "role"))


def webhook_secrets(slug: str) -> WebhookSecrets | None:
    """Return what is needed to check and seal webhooks addressed to a slug."""
    organisation_id = by_slug(slug)
    if organisation_id is None:
        return None
    with tenancy.within(organisation_id):
        vault = keys.vault()
        rows = list(Number.objects.values_list("app_secret", "verify_token"))
        return WebhookSecrets(
            organisation_id=organisation_id,
            app_secrets=tuple(
                {vault.open(bytes(a), place="number.app_secret").encode() for a, _ in rows}
            ),
            verify_tokens=tuple(
                {vault.open(bytes(v), place="number.verify_token") for _, v in rows}
            ),
            vault=vault,
        )


def _number(row: Number) -> NumberCard:
    return NumberCard(
        number_id=row.id,
        channel=row.channel,
        phone_number_id=row.phone_number_id,
        account_id=row.account_id,
        display=row.display,
        state=row.state,
        quality=row.quality,
        tier_limit=row.tier_limit,
    )


def _template(row: Template) -> TemplateCard:
    return TemplateCard(
        template_id=row.id,
        account_id=row.account_id,
        name=row.name,
        language=row.language,
        category=row.category,
        status=row.status,
        body=row.body,
        buttons=tuple(row.buttons),
        message_class=row.message_class,
        paused_until=row.paused_until.isoformat() if row.paused_until else None,
    )
