"""What the outbox and the console may ask about permissions and suppressions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from trato.book.organisations import keys
from trato.door.consent.sql import WORDS
from trato.door.consent.values import PermissionCard, Standing
from trato.foundation.database import put

NAO_ME_LIGUE_SP = "nao_me_ligue_sp"
# The row that says a list was loaded, even if no number of ours is on it.
LOADED = "list loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said about one channel: by address what stands, by person the newest word."""

    standings: dict[str, Standing]
    permissions: dict[UUID, PermissionCard]


@dataclass(frozen=True, slots=True)
class _Found:
    stops: dict[bytes, tuple[str, bool]] = field(default_factory=dict)
    listed: dict[bytes, bool] = field(default_factory=dict)
    permissions: dict[UUID, PermissionCard] = field(default_factory=dict)


def key_of(address: str) -> bytes:
    """Return the key under which a canonical address is suppressed or listed."""
    return keys.platform_hash(address)


def said(channel: str, *, addresses: Iterable[str], person_ids: Iterable[UUID]) -> Said:
    """Return what stands on each canonical address (every digit variant shares one) and each
    person's newest word; who never spoke is absent. One statement.
    """
    return asking_said(channel, addresses=addresses, person_ids=person_ids)()


def asking_said(
    channel: str, *, addresses: Iterable[str], person_ids: Iterable[UUID]
) -> Callable[[], Said]:
    """Ask what `said` returns, and return what waits for it (`database.put`)."""
    by_key = {key_of(address): address for address in addresses}
    loaded = key_of(LOADED)
    asked = {
        "channel": channel,
        "keys": list(by_key),
        "list_name": NAO_ME_LIGUE_SP,
        "listed": [*by_key, loaded],
        "people": list(person_ids),
    }
    answer = put(WORDS, asked)
    return lambda: _said(_found(answer()), by_key, loaded)


def _said(found: _Found, by_key: dict[bytes, str], loaded: bytes) -> Said:
    was_loaded = loaded in found.listed
    return Said(
        standings={
            address: _standing(key, found, was_loaded=was_loaded) for key, address in by_key.items()
        },
        permissions=found.permissions,
    )


def standings(channel: str, addresses: Iterable[str]) -> dict[str, Standing]:
    """Return what stands on each canonical address (every digit variant shares one)."""
    return said(channel, addresses=addresses, person_ids=()).standings


def permissions(channel: str, person_ids: Iterable[UUID]) -> dict[UUID, PermissionCard]:
    """Return each person's newest word about a channel; who never spoke is absent."""
    return said(channel, addresses=(), person_ids=person_ids).permissions


def _found(rows: Iterable[tuple[Any, ...]]) -> _Found:
    found = _Found()
    for kind, key, person_id, text, flag, *word in rows:
        if kind == "s":
            found.stops[bytes(key)] = (text, flag)
        elif kind == "l":
            found.listed[bytes(key)] = flag
        else:
            source, notice, at, expires_at = word
            found.permissions[person_id] = PermissionCard(
                state=text, source=source, notice=notice, at=at, expires_at=expires_at
            )
    return found


def _standing(key: bytes, found: _Found, *, was_loaded: bool) -> Standing:
    reason, confirmed = found.stops.get(key, ("", False))
    return Standing(
        is_suppressed=key in found.stops,
        suppressed_reason=reason,
        optout_confirmed=confirmed,
        on_nao_me_ligue_sp=key in found.listed if was_loaded else None,
        nao_me_ligue_authorised=found.listed.get(key, False),
    )
