"""Where each sealed field of a person lives, and how each value is looked up blindly.

A sealed value is bound to its row: copied into another row, it does not open.
"""

from datetime import date
from uuid import UUID

from trato.foundation import phone
from trato.foundation.crypto import Vault

PHONE = "phone"
EMAIL = "email"


def document_place(person_id: UUID) -> str:
    """Name the place of a person's document."""
    return f"people.document:{person_id}"


def birth_place(person_id: UUID) -> str:
    """Name the place of a person's birth date."""
    return f"people.birth:{person_id}"


def contact_place(contact_point_id: UUID) -> str:
    """Name the place of a contact point's value."""
    return f"people.contact:{contact_point_id}"


def wa_id_place(contact_point_id: UUID) -> str:
    """Name the place of the id a provider gave a contact point."""
    return f"people.wa_id:{contact_point_id}"


def document_index(vault: Vault, document: str) -> bytes:
    """Return the blind index of a document without punctuation."""
    return vault.index(document, kind="document")


def contact_index(vault: Vault, kind: str, value: str) -> bytes:
    """Return the blind index of a phone (E.164 with the ninth digit) or an e-mail (lower case)."""
    return vault.index(value if kind == PHONE else value.lower(), kind=kind)


def wa_id_index(vault: Vault, digits: str) -> bytes:
    """Return the blind index of an id as the provider wrote it, digits only."""
    return vault.index(digits, kind="wa_id")


def own_number_index(vault: Vault, digits: str) -> bytes:
    """Return the index under which a phone stands whose number these digits are, as they are."""
    return contact_index(vault, PHONE, f"+{digits}")


def wa_id_indexes(vault: Vault, digits: str) -> list[bytes]:
    """Return the blind indexes of every way a provider may write a number."""
    return [wa_id_index(vault, v) for v in {*phone.variants(digits), digits}]


def seal_birth(vault: Vault, person_id: UUID, born_on: date | None) -> bytes | None:
    """Seal a birth date for its person."""
    if born_on is None:
        return None
    return vault.seal(born_on.isoformat(), place=birth_place(person_id))
