"""Who may have an account: nobody signs up alone; an administrator invites."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext

from trato.entrypoints.console.relying_party import relying_party
from trato.entrypoints.console.safety_letters import CHANGES, tell_owner
from trato.foundation import crypto, settings

_PLACE = "mfa-secret"


class ClosedSignup(DefaultAccountAdapter):
    """The desk is not open to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every self-made account."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Tell whether one may be led on to an address; one that is none is not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write to an account's owner when what guards it changed; other news have no letter.

        The library's own goes to verified addresses alone, and names what the browser calls itself.
        """
        change = CHANGES.get(template_prefix)
        if change is not None:
            tell_owner(self.request, user, change)


class SealedFactors(DefaultMFAAdapter):
    """Second-factor secrets are sealed with a key of their own before they reach a table."""

    def encrypt(self, text: str) -> str:
        """Seal one secret."""
        return base64.b64encode(crypto.seal(_key(), text.encode(), place=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open one secret."""
        return crypto.open_sealed(_key(), base64.b64decode(encrypted_text), place=_PLACE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say whom passkeys are made for: the domain set, never one that a request made up."""
        return {"id": relying_party(context.request.get_host()), "name": "Trato"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Make up a name for a passkey that was given none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        name = gettext("Chave de acesso")
        return f"{name} {count + 1}" if count else name


def _key() -> bytes:
    return crypto.derive(crypto.read_master_key(settings.master_key()), "mfa")
