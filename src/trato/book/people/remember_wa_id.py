"""Keeps the ids a provider gave a contact point, apart from the number and never rewritten."""

from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing
from trato.book.people.held import hold_contact


def remember_wa_id(contact_point_id: UUID, *, wa_id: str, bsuid: str) -> None:
    """Keep the provider's ids; an empty one changes nothing, an unchanged one writes nothing.

    Raises:
        UnknownContactPoint: there is none.
    """
    row = hold_contact(contact_point_id)
    changed: list[str] = []
    digits = "".join(c for c in wa_id if c in "0123456789")
    if digits:
        vault = keys.vault()
        index = sealing.wa_id_index(vault, digits)
        if row.wa_id_index is None or bytes(row.wa_id_index) != index:
            place = sealing.wa_id_place(contact_point_id)
            row.wa_id_sealed = vault.seal(digits, place=place)
            row.wa_id_index = index
            changed += ["wa_id_sealed", "wa_id_index"]
    if bsuid and row.bsuid != bsuid:
        row.bsuid = bsuid
        changed.append("bsuid")
    if changed:
        row.save(update_fields=changed)
