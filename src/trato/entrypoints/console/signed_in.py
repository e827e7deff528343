"""Whose request it is, asked on every one of them: the session and its user, worded once."""

from datetime import datetime
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from trato.foundation.asked import Asked

_SESSION = Asked(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=str,
    now=datetime,
)
_USER = Asked(lambda user: User.objects.filter(pk=user), user=int)


class SessionStore(db.SessionStore):
    """Sessions in the database, as the framework keeps them."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION(key=self.session_key or "", now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class _Reading:
    """Reads the user of a session."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the user, unless they may not sign in."""
        found = _USER(user=int(user_id))
        return found[0] if found and found[0].is_active else None


class ByName(_Reading, ModelBackend):
    """The framework's own sign-in."""


class ByEmail(_Reading, AuthenticationBackend):
    """The sign-in by e-mail."""
