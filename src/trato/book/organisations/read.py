"""What neighbours may ask about organisations, numbers, templates and members."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trato.book.organisations import keys
from trato.book.organisations.models import Directory, Member, Number, Organisation, Template
from trato.book.organisations.values import NumberCard, OrganisationCard, TemplateCard
from trato.foundation import clock, tenancy
from trato.foundation.asked import Asked
from trato.foundation.crypto import Vault
from trato.foundation.database import ask
from trato.foundation.faults import fault_point

# How old, in machine seconds, what is asked again at every message may be.
_RECENT_SECONDS = 1.0
_NUMBERS = """
SELECT id, channel, phone_number_id, account_id, display, state, quality, tier_limit
  FROM organisations_number
 ORDER BY created_at, id
"""


_DIRECTORY = Asked(
    lambda: (
        Directory.objects.filter(kind="organisation")
        .order_by("organisation_id")
        .values_list("organisation_id", flat=True)
    )
)


_ORGANISATION = Asked(lambda here: Organisation.objects.filter(id=here), here=UUID)
_TEMPLATES_BY_ID = Asked(
    lambda here, ids: Template.objects.filter(organisation_id=here, id__anyof=ids),
    here=UUID,
    ids=list,
)
_TEMPLATES = Asked(
    lambda here: Template.objects.filter(organisation_id=here).order_by("name", "language"),
    here=UUID,
)
_ROLES = Asked(
    lambda here, users: Member.objects.filter(
        organisation_id=here, user__id__anyof=users, deactivated_at__isnull=True
    ).values_list("user_id", "role"),
    here=UUID,
    users=list,
)
_MEMBERSHIPS = Asked(
    lambda user: (
        Member.objects.filter(user_id=user, deactivated_at__isnull=True)
        .order_by("organisation_id")
        .values_list("organisation_id", "role")
    ),
    user=int,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecrets:
    """What it takes to trust and store an organisation's webhooks."""

    organisation_id: UUID
    app_secrets: tuple[bytes, ...]
    verify_tokens: tuple[str, ...]
    vault: Vault


def organisation_ids() -> tuple[UUID, ...]:
    """Return every organisation's id; the directory is open to all processes."""
    return tuple(_DIRECTORY())


def by_slug(slug: str) -> UUID | None:
    """Return the organisation that answers to a slug."""
    found = Directory.objects.filter(kind="slug", name=slug)
    return found.values_list("organisation_id", flat=True).first()


def organisation() -> OrganisationCard:
    """Return the current organisation."""
    (row,) = _ORGANISATION(here=tenancy.current())
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
    return tuple(number_card(row) for row in ask(_NUMBERS))


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


def templates_by_id(template_ids: Collection[UUID]) -> dict[UUID, TemplateCard]:
    """Return some templates of the current organisation as they are now."""
    if not template_ids:
        return {}
    rows = _TEMPLATES_BY_ID(here=tenancy.current(), ids=list(template_ids))
    return {row.id: _template(row) for row in rows}


def templates() -> tuple[TemplateCard, ...]:
    """Return the current organisation's templates by name."""
    return tuple(_template(row) for row in _TEMPLATES(here=tenancy.current()))


def memberships(user_id: int) -> tuple[tuple[UUID, str], ...]:
    """Return the (organisation, role) pairs of a user, where they may enter."""
    return tuple(_MEMBERSHIPS(user=user_id))


def roles_of(user_ids: Collection[int]) -> dict[int, str]:
    """Return the roles, in the current organisation, of those who may enter."""
    return dict(_ROLES(here=tenancy.current(), users=list(user_ids)))


def members() -> tuple[tuple[str, str], ...]:
    """Return the (e-mail, role) pairs of everybody in the current organisation."""
    found = Member.objects.filter(organisation_id=tenancy.current()).order_by("user__email")
    return tuple(found.values_list("user__email", "role"))


def deactivated() -> frozenset[int]:
    """Return who has a place in the current organisation and may not enter."""
    rows = Member.objects.filter(organisation_id=tenancy.current(), deactivated_at__isnull=False)
    return frozenset(rows.values_list("user_id", flat=True))


def people_at_desk() -> tuple[tuple[int, str], ...]:
    """Return the (user id, e-mail) pairs of everybody in the current organisation.

    Who is deactivated is among them: what they did bears their name.
    """
    found = Member.objects.filter(organisation_id=tenancy.current()).order_by("user__email")
    return tuple(found.values_list("user_id", "user__email"))


def people_in(roles: Collection[str]) -> tuple[tuple[int, str], ...]:
    """Return the (user id, e-mail) pairs of whoever has one of these roles here."""
    found = Member.objects.filter(
        organisation_id=tenancy.current(), role__in=list(roles), deactivated_at__isnull=True
    )
    return tuple(found.order_by("user__email").values_list("user_id", "user__email"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """An organisation as it was a moment ago; only for questions that are asked again later."""

    organisation: OrganisationCard
    numbers: tuple[NumberCard, ...]
    templates: dict[UUID, TemplateCard]


_recent: dict[UUID, tuple[float, Recent]] = {}


def recent(*, template_ids: Collection[UUID] = ()) -> Recent:
    """Return the current organisation with its numbers and templates, at most a second old.

    A template that this process has not seen yet is looked up at once, and so is a first number.
    """
    organisation_id = tenancy.current()
    now = clock.monotonic()
    kept = _recent.get(organisation_id)
    if kept and now - kept[0] < _RECENT_SECONDS:
        known = kept[1]
        if known.numbers and all(i in known.templates for i in template_ids):
            return known
    card = organisation()
    fault_point("recent.organisation_read")
    senders = numbers()
    fault_point("recent.numbers_read")
    known_templates = {t.template_id: t for t in templates()}
    fresh = Recent(organisation=card, numbers=senders, templates=known_templates)
    _recent[organisation_id] = (now, fresh)
    return fresh


def forget_recent() -> None:
    """Look again at the current organisation at the next question: something was changed."""
    _recent.pop(tenancy.current(), None)


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


def number_card(row: tuple[Any, ...]) -> NumberCard:
    """Return the card of a row of numbers as they are asked for here."""
    number_id, channel, phone_number_id, account_id, display, state, quality, tier_limit = row
    return NumberCard(
        number_id=number_id,
        channel=channel,
        phone_number_id=phone_number_id,
        account_id=account_id,
        display=display,
        state=state,
        quality=quality,
        tier_limit=tier_limit,
    )


def _number(row: Number) -> NumberCard:
    return number_card(
        (
            row.id, row.channel, row.phone_number_id, row.account_id, row.display, row.state,
            row.quality, row.tier_limit,
        )
    )  # fmt: skip


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
