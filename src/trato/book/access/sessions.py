"""Where members are signed in: noted at sign-in, seen now and then, ended at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now

from trato.book.access.models import SignIn
from trato.book.access.rules import device_of, masked_address
from trato.book.access.values import SessionCard
from trato.foundation import clock

# A session's last use is right to the minute: not every request writes.
_SEEN_EVERY_SECONDS = 60.0
_KNOWN_MAX = 10_000
_seen: dict[str, tuple[float, UUID]] = {}


def note_sign_in(key: str, *, user_id: int, user_agent: str, address: str, at: datetime) -> None:
    """Keep that a session was begun."""
    SignIn.objects.update_or_create(
        session_key=key,
        defaults={
            "user_id": user_id,
            "device": device_of(user_agent),
            "address": masked_address(address),
            "signed_in_at": at,
            "seen_at": at,
        },
    )


def note_use(key: str, *, organisation_id: UUID, at: datetime) -> None:
    """Keep that a session was used in an organisation, at most once a minute a process."""
    now = clock.monotonic()
    kept = _seen.get(key)
    if kept and kept[1] == organisation_id and now - kept[0] < _SEEN_EVERY_SECONDS:
        return
    SignIn.objects.filter(session_key=key).update(seen_at=at, last_organisation_id=organisation_id)
    if len(_seen) >= _KNOWN_MAX:
        _seen.clear()
    _seen[key] = (now, organisation_id)


def sessions_of(
    user_id: int, *, this: str = "", organisation_id: UUID | None = None
) -> tuple[SessionCard, ...]:
    """Return a user's sessions that still hold, last used first; or those last used in one place.

    `this` is the key of the session that asks.
    """
    return tuple(
        SessionCard(
            session_id=row.id,
            device=row.device,
            address=row.address,
            signed_in_at=row.signed_in_at,
            seen_at=row.seen_at,
            is_this=row.session_key == this,
        )
        for row in _rows(user_id, organisation_id).order_by("-seen_at", "id")
    )


def end_sessions(
    user_id: int,
    *,
    but: str = "",
    session_ids: Collection[UUID] | None = None,
    organisation_id: UUID | None = None,
) -> int:
    """End a user's sessions, all or some of them, and return how many; their streams end at once.

    `but` is the key of one that stays; with `organisation_id` only those last used there end.
    """
    rows = _rows(user_id, organisation_id).exclude(session_key=but)
    if session_ids is not None:
        rows = rows.filter(id__in=session_ids)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _rows(user_id: int, organisation_id: UUID | None) -> QuerySet[SignIn]:
    # The framework lets sessions expire by the machine's time, whatever the world's is.
    holding = Session.objects.filter(expire_date__gt=Now())
    rows = SignIn.objects.filter(user_id=user_id, session_key__in=holding.values("session_key"))
    return rows.filter(last_organisation_id=organisation_id) if organisation_id else rows
