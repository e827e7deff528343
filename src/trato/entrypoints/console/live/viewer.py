"""Who may follow the stream: the owner of a session that holds, in the organisation they chose."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from trato.book.organisations.read import memberships, roles_of
from trato.entrypoints.console import second_factor
from trato.entrypoints.console.entered import chosen
from trato.entrypoints.console.permissions import Act, may
from trato.foundation import clock, tenancy
from trato.foundation.asked import Asked

_SESSIONS = Asked(
    lambda keys, now: Session.objects.filter(
        session_key__anyof=keys, expire_date__gt=now
    ).values_list("session_key", flat=True),
    keys=list,
    now=datetime,
)
_USERS = Asked(lambda users: User.objects.filter(id__anyof=users, is_active=True), users=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One signed-in member, as far as the stream needs to know.

    `mark` is of their password, and `factor_from` when a second factor that they lack is needed.
    """

    session_hash: str
    user_id: int
    organisation_id: UUID
    role: str
    mark: str = field(default="", compare=False, repr=False)
    factor_from: datetime | None = field(default=None, compare=False)

    @property
    def sees_threads(self) -> bool:
        """Whether they may be told conversations' ids."""
        return may(self.role, Act.READ_CONVERSATIONS)

    @property
    def sees_floor(self) -> bool:
        """Whether they look after others."""
        return may(self.role, Act.SUPERVISE)


def session_hash(session_key: str) -> str:
    """Return how notices name a session without telling its key."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def admit(session_key: str) -> Viewer | None:
    """Return whose session this is, or None: ended, unknown, in no organisation, not let in."""
    try:
        return _admit(session_key)
    finally:
        # Its thread comes and goes with the streams: it keeps no connection.
        connections.close_all()


def _admit(session_key: str) -> Viewer | None:
    request = HttpRequest()
    request.session = SessionStore(session_key)
    user = get_user(request)
    if not user.is_authenticated or user.pk is None:
        return None
    roles = dict(memberships(int(user.pk)))
    organisation_id = chosen(request, roles) if roles else None
    if organisation_id is None:
        return None
    with tenancy.within(organisation_id):
        factor_from = second_factor.missing_from(roles[organisation_id], int(user.pk))
    if factor_from is not None and factor_from <= clock.now():
        return None
    return Viewer(
        session_hash=session_hash(session_key),
        user_id=int(user.pk),
        organisation_id=organisation_id,
        role=roles[organisation_id],
        mark=user.get_session_auth_hash(),
        factor_from=factor_from,
    )


def still_there(viewers: Sequence[tuple[str, Viewer]]) -> list[bool]:
    """Tell of each session key and viewer whether they hold now, as `admit` would say.

    Of the current organisation. Two pages of one session may have come in with different roles.
    """
    keys = set(_SESSIONS(keys=[key for key, _ in viewers], now=timezone.now()))
    ids = {viewer.user_id for _, viewer in viewers}
    users = {user.pk: user for user in _USERS(users=list(ids))}
    roles = roles_of(ids)
    return [
        key in keys
        and viewer.user_id in users
        and constant_time_compare(users[viewer.user_id].get_session_auth_hash(), viewer.mark)
        and roles.get(viewer.user_id) == viewer.role
        and (viewer.factor_from is None or viewer.factor_from > clock.now())
        for key, viewer in viewers
    ]
