"""Notes that a person wrote to one of our numbers: 24 hours of free-form replies begin anew."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from trato.door.outbox import sql
from trato.foundation import tenancy
from trato.foundation.database import OpenCursor
from trato.foundation.ids import new_id


def open_window(contact_point_id: UUID, number_id: UUID, *, at: datetime) -> None:
    """Open or extend the window; an older message never shortens it."""
    open_windows({(contact_point_id, number_id): at})


def open_windows(written: Mapping[tuple[UUID, UUID], datetime]) -> None:
    """Open or extend the windows between contact points and numbers, in one statement."""
    if not written:
        return
    pairs = sorted(written)
    with OpenCursor() as cursor:
        cursor.execute(
            sql.OPEN_WINDOWS,
            {
                "organisation_id": tenancy.current(),
                "ids": [new_id() for _ in pairs],
                "contact_point_ids": [contact_point_id for contact_point_id, _ in pairs],
                "number_ids": [number_id for _, number_id in pairs],
                "ats": [written[pair] for pair in pairs],
            },
        )
