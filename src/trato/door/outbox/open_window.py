"""Notes that a person wrote to one of our numbers: 24 hours of free-form replies begin anew."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from trato.foundation import tenancy
from trato.foundation.ids import new_id


def open_window(contact_point_id: UUID, number_id: UUID, *, at: datetime) -> None:
    """Open or extend the window; an older message never shortens it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_window"
            " (organisation_id, id, contact_point_id, number_id, last_inbound_at)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (organisation_id, contact_point_id, number_id) DO UPDATE"
            " SET last_inbound_at ="
            " greatest(outbox_window.last_inbound_at, excluded.last_inbound_at)",
            [tenancy.current(), new_id(), contact_point_id, number_id, at],
        )
