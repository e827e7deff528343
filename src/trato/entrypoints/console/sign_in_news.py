"""What the sign-in library tells: sessions are noted, what concerns an account's safety journaled.

A new password or a new second factor ends every other session of the user: whoever got in without
it is out.
"""

from typing import Any

from allauth.account import signals as accounts
from allauth.account.models import EmailAddress
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from trato.book.access.language import keep_language, language_of
from trato.book.access.sessions import end_sessions, note_sign_in
from trato.book.organisations import read as organisations
from trato.foundation import clock, tenancy
from trato.journal.fact import Fact
from trato.journal.facts.access import (
    FactorAdded,
    FactorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesRenewed,
    SessionsEnded,
)
from trato.journal.record import record


def listen() -> None:
    """Be told from now on."""
    signals.authenticator_added.connect(_added, dispatch_uid="factor-added")
    signals.authenticator_removed.connect(_removed, dispatch_uid="factor-removed")
    signals.authenticator_reset.connect(_renewed, dispatch_uid="codes-renewed")
    user_logged_in.connect(_signed_in, dispatch_uid="signed-in")
    for one in (accounts.password_changed, accounts.password_set, accounts.password_reset):
        one.connect(_new_password, dispatch_uid="new-password")
    accounts.password_reset.connect(_address_shown, dispatch_uid="address-shown")


def _address_shown(*, user: Any, **_: Any) -> None:
    # The link was in a letter: whoever used it reads that address.
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )


def _signed_in(*, request: HttpRequest | None, user: Any, **_: Any) -> None:
    key = getattr(getattr(request, "session", None), "session_key", None)
    if request is None or not key:
        return
    note_sign_in(
        key,
        user_id=user.pk,
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
        address=request.META.get("REMOTE_ADDR", ""),
        at=clock.now(),
    )
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if code in dict(settings.LANGUAGES) and not language_of(user.pk):
        # Chosen on the page of the sign-in, before anybody knew by whom.
        keep_language(user.pk, code)


def _new_password(*, request: HttpRequest, user: Any, **_: Any) -> None:
    end_others(request, user.pk, "password_changed")


def end_others(request: HttpRequest, user_id: int, reason: str) -> None:
    """End a user's sessions but the one that asks, and journal it wherever they belong."""
    mine = request.user.pk == user_id
    count = end_sessions(user_id, but=(request.session.session_key or "") if mine else "")
    if count:
        journal_everywhere(
            user_id, SessionsEnded(user_id=user_id, count=count, reason=reason, by_user=user_id)
        )


def _added(*, request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        journal_everywhere(user.pk, FactorAdded(user_id=user.pk))
    elif authenticator.type == Authenticator.Type.WEBAUTHN:
        alone = bool(authenticator.wrap().is_passwordless)  # type: ignore[no-untyped-call]
        journal_everywhere(
            user.pk,
            PasskeyAdded(user_id=user.pk, passkey_id=authenticator.pk, is_passwordless=alone),
        )
    else:
        return
    end_others(request, user.pk, "factor_added")


def _removed(*, request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        journal_everywhere(user.pk, FactorRemoved(user_id=user.pk, by_user=user.pk))
    elif authenticator.type == Authenticator.Type.WEBAUTHN:
        left = Authenticator.objects.filter(user_id=user.pk, type=authenticator.type).count()
        fact = PasskeyRemoved(user_id=user.pk, by_user=user.pk, left=left)
        journal_everywhere(user.pk, fact)
        # Whoever has the device that was lost may be in with it.
        end_others(request, user.pk, "factor_removed")


def _renewed(*, user: Any, **_: Any) -> None:
    journal_everywhere(user.pk, RecoveryCodesRenewed(user_id=user.pk))


def journal_everywhere(user_id: int, fact: Fact) -> None:
    """Record what a user did with their account in every organisation they belong to."""
    for organisation_id, _role in organisations.memberships(user_id):
        with tenancy.within(organisation_id):
            record(fact, at=clock.now())
