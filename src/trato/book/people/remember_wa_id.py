"""Keeps the ids a provider gave a contact point, apart from the number and never rewritten.

An id that is the contact point's own number, digit by digit, says nothing new: only where another
stood before is it kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from trato.book.organisations import keys
from trato.book.people import sealing, sql
from trato.book.people.read import UnknownContactPoint
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor
from trato.foundation.faults import fault_point


def remember_wa_id(contact_point_id: UUID, *, wa_id: str, bsuid: str) -> None:
    """Keep the provider's ids; an empty one changes nothing, an unchanged one writes nothing.

    Raises:
        UnknownContactPoint: there is none.
    """
    remember_wa_ids([(contact_point_id, wa_id, bsuid)])


def remember_wa_ids(seen: Iterable[tuple[UUID, str, str]]) -> None:
    """Keep the ids of several contact points (id, wa_id, bsuid), a later one over an earlier.

    One question finds those that differ; only they are locked, in order of their ids, and written.

    Raises:
        UnknownContactPoint: one of them does not exist.
    """
    told: dict[UUID, tuple[str, str]] = {}
    for contact_point_id, wa_id, bsuid in seen:
        digits = "".join(c for c in wa_id if c in "0123456789")
        before = told.get(contact_point_id, ("", ""))
        if digits or bsuid:
            told[contact_point_id] = (digits or before[0], bsuid or before[1])
    if not told:
        return
    known = _known(list(told))
    fault_point("wa_id.compared")
    unknown = told.keys() - known.keys()
    if unknown:
        raise UnknownContactPoint(str(min(unknown)))
    changed = {i: ids for i, ids in told.items() if _differs(known[i], *ids)}
    if changed:
        _keep(changed)


@dataclass(frozen=True, slots=True)
class _Known:
    value_index: bytes
    wa_id_index: bytes | None
    bsuid: str


def _known(ids: list[UUID]) -> dict[UUID, _Known]:
    with OpenCursor() as cursor:
        cursor.execute(sql.PROVIDER_IDS, [tenancy.current(), ids])
        return {
            i: _Known(bytes(value), None if index is None else bytes(index), bsuid)
            for i, value, index, bsuid in cursor.fetchall()
        }


def _differs(known: _Known, digits: str, bsuid: str) -> bool:
    if bsuid and bsuid != known.bsuid:
        return True
    if not digits:
        return False
    vault = keys.vault()
    if known.wa_id_index is None:
        return sealing.own_number_index(vault, digits) != known.value_index
    return sealing.wa_id_index(vault, digits) != known.wa_id_index


def _keep(changed: dict[UUID, tuple[str, str]]) -> None:
    vault = keys.vault()
    values: dict[str, Any] = {
        "organisation_id": tenancy.current(),
        "ids": list(changed),
        "sealed": [
            vault.seal(digits, place=sealing.wa_id_place(i)) if digits else None
            for i, (digits, _) in changed.items()
        ],
        "indexes": [
            sealing.wa_id_index(vault, digits) if digits else None for digits, _ in changed.values()
        ],
        "bsuids": [bsuid for _, bsuid in changed.values()],
    }
    with OpenCursor() as cursor:
        cursor.execute(sql.KEEP_PROVIDER_IDS, values)
