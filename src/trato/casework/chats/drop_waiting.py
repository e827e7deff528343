"""Throws away uploaded chats that nobody confirmed."""

from datetime import datetime, timedelta
from typing import Final

from trato.casework.chats.models import Chat
from trato.foundation import tenancy

WAITS: Final = timedelta(days=1)


def drop_waiting(*, now: datetime) -> int:
    """Delete files that have waited for a day to be confirmed; return how many."""
    rows = Chat.objects.filter(
        organisation_id=tenancy.current(), state="waiting", uploaded_at__lt=now - WAITS
    )
    count, _ = rows.delete()
    return count
