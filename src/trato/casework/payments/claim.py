"""Hands out charges that wait for the PSP: a claim is committed before the PSP is called."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.casework.payments import sql
from trato.foundation import tenancy
from trato.foundation.database import ask

LEASE = timedelta(seconds=90)


def claim(
    organisation_id: UUID, state: str, *, now: datetime, limit: int
) -> list[tuple[UUID, str]]:
    """Return (id, txid) of charges in `state` that are due, oldest first; ours until `LEASE`."""
    values = {
        "organisation_id": organisation_id,
        "state": state,
        "now": now,
        "leased_until": now + LEASE,
        "limit": limit,
    }
    with tenancy.within(organisation_id):
        return [(charge_id, txid) for charge_id, txid in sorted(ask(sql.CLAIM, values))]


def ring() -> None:
    """Wake whoever works with the PSP, at commit."""
    ask(sql.RING, [str(tenancy.current())])
