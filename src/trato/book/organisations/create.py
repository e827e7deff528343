"""Makes an organisation, its sending numbers and its members."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model

from trato.book.organisations import keys
from trato.book.organisations.models import Directory, Member, Number, Organisation, Template
from trato.foundation import tenancy
from trato.foundation.ids import new_id


class NameTaken(Exception):
    """Another organisation already answers to this name."""


def create_organisation(
    *,
    slug: str,
    name: str,
    actor_role: str,
    document: str,
    address: str,
    contact: str,
    data_contact: str,
    at: datetime,
    whatsapp_approval: str = "",
    hours_profile: str = "standard",
) -> UUID:
    """Make a tenant with its own keys and return its id.

    Raises:
        NameTaken: the slug is in use.
    """
    if Directory.objects.filter(kind="slug", name=slug).exists():
        raise NameTaken(slug)
    organisation_id = new_id()
    vault, wrapped = keys.new_vault()
    del vault
    with tenancy.within(organisation_id):
        Organisation.objects.create(
            organisation_id=organisation_id,
            id=organisation_id,
            slug=slug,
            name=name,
            actor_role=actor_role,
            document=document,
            address=address,
            contact=contact,
            data_contact=data_contact,
            whatsapp_approval=whatsapp_approval,
            hours_profile=hours_profile,
            wrapped_key=wrapped,
            created_at=at,
        )
        Directory.objects.create(
            kind="organisation", name=str(organisation_id), organisation_id=organisation_id
        )
        Directory.objects.create(kind="slug", name=slug, organisation_id=organisation_id)
    return organisation_id


def add_number(
    *,
    phone_number_id: str,
    account_id: str,
    display: str,
    app_secret: str,
    verify_token: str,
    at: datetime,
    tier_limit: int | None = 2000,
    rate_per_second: float = 80,
) -> UUID:
    """Connect a sending number to the current organisation and return its id.

    Raises:
        NameTaken: the provider's number id belongs to another organisation.
    """
    organisation_id = tenancy.current()
    if Directory.objects.filter(kind="whatsapp_number", name=phone_number_id).exists():
        raise NameTaken(phone_number_id)
    vault = keys.vault()
    number = Number.objects.create(
        organisation_id=organisation_id,
        phone_number_id=phone_number_id,
        account_id=account_id,
        display=display,
        app_secret=vault.seal(app_secret, place="number.app_secret"),
        verify_token=vault.seal(verify_token, place="number.verify_token"),
        tier_limit=tier_limit,
        rate_per_second=rate_per_second,
        usual_per_second=rate_per_second,
        tokens=rate_per_second,
        tokens_at=at,
        created_at=at,
    )
    Directory.objects.create(
        kind="whatsapp_number", name=phone_number_id, organisation_id=organisation_id
    )
    return number.id


def add_template(
    *,
    account_id: str,
    name: str,
    category: str,
    body: str,
    buttons: list[str],
    message_class: str,
    status: str,
    at: datetime,
    language: str = "pt_BR",
) -> UUID:
    """Note a template of the current organisation, as known at the provider, and return its id."""
    template = Template.objects.create(
        organisation_id=tenancy.current(),
        account_id=account_id,
        name=name,
        language=language,
        category=category,
        status=status,
        body=body,
        buttons=buttons,
        message_class=message_class,
        changed_at=at,
    )
    return template.id


def add_member(*, email: str, password: str, role: str) -> int:
    """Give somebody a place in the current organisation, making the account if need be."""
    accounts = get_user_model()
    user = accounts.objects.filter(username=email).first()
    if user is None:
        user = accounts.objects.create_user(username=email, email=email, password=password)
    Member.objects.update_or_create(
        user=user, organisation_id=tenancy.current(), defaults={"role": role}
    )
    return int(user.pk)
