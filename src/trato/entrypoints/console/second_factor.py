"""Who needs a second factor here and has none yet."""

from collections.abc import Collection
from datetime import datetime

from allauth.mfa.models import Authenticator

from trato.book.access import read as access

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def missing_from(role: str, user_id: int) -> datetime | None:
    """Return from when on this user lacks the second factor that the role needs, or None."""
    required_from = access.factor_required_from(role)
    if required_from is None or users_with_factor([user_id]):
        return None
    return required_from


def users_with_factor(user_ids: Collection[int]) -> frozenset[int]:
    """Return who of these has a second factor; recovery codes alone are none."""
    rows = Authenticator.objects.filter(user_id__in=user_ids, type__in=_FACTORS)
    return frozenset(rows.values_list("user_id", flat=True))


def has_app(user_id: int) -> bool:
    """Tell whether a user has set up an authenticator app."""
    return Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists()


def recovery_codes_left(user_id: int) -> int:
    """Return how many recovery codes of a user have not been used."""
    row = Authenticator.objects.filter(
        user_id=user_id, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return len(row.wrap().get_unused_codes()) if row else 0


def take_away(user_id: int) -> bool:
    """Take a user's second factor and codes away; return whether there was one."""
    gone, _each = Authenticator.objects.filter(user_id=user_id).delete()
    return bool(gone)
