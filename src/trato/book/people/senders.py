"""Whose contact points wrote: one question for a whole batch of the provider's ids."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.foundation import phone, tenancy
from trato.foundation.crypto import Vault
from trato.foundation.database import OpenCursor

Seen = tuple[str, str]
"""How a provider names a sender: `wa_id` and `bsuid`, either of which may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A contact point that may have written; `address` is its E.164 number, for indexing only.

    `is_remembered` says that both of the provider's ids already stand on it, or say no more than
    its number; `is_visitor` that its holder is in no record.
    """

    contact_point_id: UUID
    person_id: UUID
    address: str = field(repr=False)
    is_remembered: bool
    is_visitor: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    bsuid: str
    value: bytes | None
    own_number: bytes | None
    wa_id: bytes | None
    wa_ids: frozenset[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    contact_point_id: UUID
    person_id: UUID
    value_sealed: bytes
    value_index: bytes
    wa_id_index: bytes | None
    bsuid: str
    is_visitor: bool


def senders(seen: Iterable[Seen]) -> dict[Seen, tuple[Sender, ...]]:
    """Return, for each way a sender was named, every contact point it may be, likeliest first.

    The business-scoped id decides; only where nobody has it, either digit variant of the number.
    Whoever is in a record comes before a visitor of the same number, whatever the id says.
    """
    vault = keys.vault()
    asked = {one: _asked(vault, *one) for one in seen}
    rows = _rows(list(asked.values()))
    return {
        one: tuple(_sender(vault, row, wanted) for row in _matching(rows, wanted))
        for one, wanted in asked.items()
    }


def _asked(vault: Vault, wa_id: str, bsuid: str) -> _Asked:
    digits = "".join(c for c in wa_id if c in "0123456789")
    if not digits:
        return _Asked(bsuid=bsuid, value=None, own_number=None, wa_id=None, wa_ids=frozenset())
    return _Asked(
        bsuid=bsuid,
        value=sealing.contact_index(vault, sealing.PHONE, phone.canonical(digits)),
        own_number=sealing.own_number_index(vault, digits),
        wa_id=sealing.wa_id_index(vault, digits),
        wa_ids=frozenset(sealing.wa_id_indexes(vault, digits)),
    )


def _rows(asked: list[_Asked]) -> list[_Row]:
    with OpenCursor() as cursor:
        cursor.execute(
            sql.SENDERS,
            {
                "organisation_id": tenancy.current(),
                "values": [a.value for a in asked if a.value],
                "wa_ids": list({index for a in asked for index in a.wa_ids}),
                "bsuids": [a.bsuid for a in asked if a.bsuid],
            },
        )
        found = cursor.fetchall()
    return [_row(*one) for one in found]


def _row(
    contact_point_id: UUID,
    person_id: UUID,
    value_sealed: bytes,
    value_index: bytes,
    wa_id_index: bytes | None,
    bsuid: str,
    is_visitor: bool,
) -> _Row:
    return _Row(
        contact_point_id=contact_point_id,
        person_id=person_id,
        value_sealed=bytes(value_sealed),
        value_index=bytes(value_index),
        wa_id_index=None if wa_id_index is None else bytes(wa_id_index),
        bsuid=bsuid,
        is_visitor=is_visitor,
    )


def _matching(rows: list[_Row], wanted: _Asked) -> list[_Row]:
    by_bsuid = [row for row in rows if wanted.bsuid and row.bsuid == wanted.bsuid]
    by_number = [
        row for row in rows if row.value_index == wanted.value or row.wa_id_index in wanted.wa_ids
    ]
    for found in (by_bsuid, by_number):
        known = [row for row in found if not row.is_visitor]
        if known:
            return known
    return by_bsuid or by_number


def _sender(vault: Vault, row: _Row, wanted: _Asked) -> Sender:
    return Sender(
        contact_point_id=row.contact_point_id,
        person_id=row.person_id,
        address=vault.open(row.value_sealed, place=sealing.contact_place(row.contact_point_id)),
        is_remembered=_knows_number(row, wanted)
        and (not wanted.bsuid or row.bsuid == wanted.bsuid),
        is_visitor=row.is_visitor,
    )


def _knows_number(row: _Row, wanted: _Asked) -> bool:
    if wanted.wa_id is None or row.wa_id_index == wanted.wa_id:
        return True
    return row.wa_id_index is None and row.value_index == wanted.own_number
