"""How long the provider still lets us write freely: a day from the person's last word."""

from datetime import datetime, timedelta

from trato.foundation import clock

_WINDOW = timedelta(hours=24)


def window_left(last_inbound_at: datetime | None) -> timedelta:
    """Return what is left of the window for the page to show; the door alone decides."""
    if last_inbound_at is None:
        return timedelta()
    return max(last_inbound_at + _WINDOW - clock.now(), timedelta())
