"""Opens organisations' keys, once per process; the only place that touches the master key."""

from functools import lru_cache
from uuid import UUID

from trato.book.organisations.models import Directory, Organisation
from trato.foundation import crypto, settings, tenancy
from trato.foundation.faults import fault_point


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
        fault_point("keys.read")
        known = _vaults[organisation_id] = unwrapped(bytes(wrapped))
    return known


def unwrapped(wrapped: bytes) -> crypto.Vault:
    """Open the wrapped key of an organisation: for whoever reads it as the tables' owner.

    Raises:
        Undecipherable: the master key is not the one this organisation was made with.
    """
    return crypto.Vault.unwrap(_master(), wrapped)


def check() -> None:
    """Make sure that the master key opens what was sealed here; nothing to open is well, too.

    Raises:
        BadMasterKey: the key is malformed, or it is not the one the organisations were made with.
    """
    master = crypto.read_master_key(settings.master_key())
    first = Directory.objects.filter(kind="organisation").order_by("organisation_id").first()
    if first is None:
        return
    with tenancy.within(first.organisation_id):
        kept = Organisation.objects.filter(id=first.organisation_id)
        wrapped = kept.values_list("wrapped_key", flat=True).get()
    try:
        crypto.Vault.unwrap(master, bytes(wrapped))
    except crypto.Undecipherable:
        raise crypto.BadMasterKey(
            "TRATO_MASTER_KEY não é a chave com que este banco foi cifrado: nada cifrado pode ser "
            "lido. Use a chave guardada com a cópia de segurança; não gere outra."
        ) from None


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
