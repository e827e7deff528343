"""What was done to earlier messages of a thread: reactions, edits and deletions, both ways.

For whoever takes a copy. A message is named by the provider's id, as whoever did it named it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from trato.book.organisations import keys
from trato.casework.conversations.models import InboundMessage, OutsideMessage
from trato.casework.conversations.values import ABOUT_ANOTHER
from trato.foundation import tenancy
from trato.foundation.crypto import Undecipherable, Vault

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A reaction (an empty `text` takes it back), an edit or a deletion, and of which message.

    `target` is empty where the provider's node is erased or was of a shape nobody knew.
    """

    item_id: UUID
    kind: str
    text: str
    at: datetime
    target: str


def acts_in(conversation_id: UUID) -> tuple[Act, ...]:
    """Return everything that was done to messages of a thread, in the order of time."""
    vault = keys.vault()
    found = [
        act
        for table, place in ((InboundMessage, "inbound"), (OutsideMessage, "outside"))
        for act in _of(table, place, conversation_id, vault)
    ]
    return tuple(sorted(found, key=lambda act: (act.at, act.item_id)))


def told_as(conversation_id: UUID, provider_ids: Collection[str]) -> dict[str, UUID]:
    """Return which messages of a thread that came in the provider knows by these ids."""
    found: dict[str, UUID] = {}
    for table in (InboundMessage, OutsideMessage):
        rows: Any = table.objects.filter(
            organisation_id=tenancy.current(), conversation_id=conversation_id,
            provider_message_id__in=list(provider_ids),
        )  # fmt: skip
        found |= dict(rows.values_list("provider_message_id", "id"))
    return found


def _of(table: Any, place: str, conversation_id: UUID, vault: Vault) -> list[Act]:
    rows = table.objects.filter(
        organisation_id=tenancy.current(), conversation_id=conversation_id, kind__in=ABOUT_ANOTHER
    ).values_list("id", "kind", "text", "written_at", "payload_sealed")
    return [
        Act(
            item_id=item_id, kind=kind, text=text, at=at,
            target=target_of(vault, bytes(sealed), kind=kind, place=f"{place}:{item_id}"),
        )
        for item_id, kind, text, at, sealed in rows.iterator(chunk_size=_AT_ONCE)
    ]  # fmt: skip


def target_of(vault: Vault, sealed: bytes, *, kind: str, place: str) -> str:
    """Return the provider's id of what a sealed node is about, or nothing if it cannot be told."""
    try:
        node = msgspec.json.decode(vault.open_bytes(sealed, place=place)).get(kind, {})
    except (Undecipherable, msgspec.DecodeError, AttributeError):
        # Erased, or of a shape nobody knew: it is shown by itself.
        return ""
    return str(node.get("original_message_id") or node.get("message_id") or "")
