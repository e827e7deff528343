"""Opens organisations' keys, once per process; the only place that touches the master key."""

from functools import lru_cache
from uuid import UUID

from trato.book.organisations.models import Organisation
from trato.foundation import crypto, settings, tenancy


@lru_cache(maxsize=1)
def _master() -> bytes:
    return crypto.read_master_key(settings.master_key())


_vaults: dict[UUID, crypto.Vault] = {}


def vault() -> crypto.Vault:
    """Return the current organisation's vault.

    Raises:
        Walled: outside of an organisation.
        Undecipherable: the master key is not the one this organisation was made with.
    """
    organisation_id = tenancy.current()
    known = _vaults.get(organisation_id)
    if known is None:
        wrapped = Organisation.objects.values_list("wrapped_key", flat=True).get(id=organisation_id)
        known = _vaults[organisation_id] = crypto.Vault.unwrap(_master(), bytes(wrapped))
    return known


def new_vault() -> tuple[crypto.Vault, bytes]:
    """Make a new organisation's vault and the wrapped key to store."""
    return crypto.Vault.create(_master())


def platform_hash(value: str, *, kind: str = "contact") -> bytes:
    """Hash a canonical address with the platform's key: it outlives people and organisations."""
    return crypto.keyed_hash(_suppression_key(), value, kind=kind)


def webhook_token(slug: str) -> str:
    """Return the unguessable path part of an organisation's payment webhook."""
    return crypto.keyed_hash(crypto.derive(_master(), "webhook"), slug, kind="webhook").hex()[:32]


@lru_cache(maxsize=1)
def _suppression_key() -> bytes:
    return crypto.derive(_master(), "suppression")
