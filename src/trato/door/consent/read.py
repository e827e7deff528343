"""What the outbox and the console may ask about permissions and suppressions."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from trato.book.organisations import keys
from trato.door.consent.models import ListedNumber, Permission, Suppression
from trato.door.consent.values import PermissionCard, Standing

NAO_ME_LIGUE_SP = "nao_me_ligue_sp"
# The row that says a list was loaded, even if no number of ours is on it.
LOADED = "list loaded"


def key_of(address: str) -> bytes:
    """Return the key under which a canonical address is suppressed or listed."""
    return keys.platform_hash(address)


def standings(channel: str, addresses: Iterable[str]) -> dict[str, Standing]:
    """Return what stands on each canonical address (every digit variant shares one)."""
    by_key = {key_of(address): address for address in addresses}
    stops = {
        bytes(row.key_hash): row
        for row in Suppression.objects.filter(
            channel=channel, key_hash__in=list(by_key), lifted_at__isnull=True
        )
    }
    listed = {
        bytes(row.key_hash): row
        for row in ListedNumber.objects.filter(
            list_name=NAO_ME_LIGUE_SP, key_hash__in=[*by_key, key_of(LOADED)]
        )
    }
    was_loaded = key_of(LOADED) in listed
    return {
        address: Standing(
            is_suppressed=key in stops,
            suppressed_reason=stops[key].reason if key in stops else "",
            optout_confirmed=key in stops and stops[key].confirmed_at is not None,
            on_nao_me_ligue_sp=key in listed if was_loaded else None,
            nao_me_ligue_authorised=key in listed and listed[key].authorised,
        )
        for key, address in by_key.items()
    }


def permissions(channel: str, person_ids: Iterable[UUID]) -> dict[UUID, PermissionCard]:
    """Return each person's newest word about a channel; who never spoke is absent."""
    newest = (
        Permission.objects.filter(channel=channel, person_id__in=list(person_ids))
        .order_by("person_id", "-at", "-id")
        .distinct("person_id")
    )
    return {
        row.person_id: PermissionCard(
            state=row.state,
            source=row.source,
            notice=row.notice,
            at=row.at,
            expires_at=row.expires_at,
        )
        for row in newest
    }


def listed_since(address: str) -> date | None:
    """Return since when an address is on São Paulo's block list."""
    found = ListedNumber.objects.filter(list_name=NAO_ME_LIGUE_SP, key_hash=key_of(address))
    return found.values_list("listed_on", flat=True).first()
