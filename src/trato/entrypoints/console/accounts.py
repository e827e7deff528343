"""Who may have an account: nobody signs up alone; an administrator invites."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from trato.foundation import crypto, settings

_PLACE = "mfa-secret"


class ClosedSignup(DefaultAccountAdapter):
    """The desk is not open to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every self-made account."""
        return False


class SealedFactors(DefaultMFAAdapter):
    """Second-factor secrets are sealed with a key of their own before they reach a table."""

    def encrypt(self, text: str) -> str:
        """Seal one secret."""
        return base64.b64encode(crypto.seal(_key(), text.encode(), place=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open one secret."""
        return crypto.open_sealed(_key(), base64.b64decode(encrypted_text), place=_PLACE).decode()


def _key() -> bytes:
    return crypto.derive(crypto.read_master_key(settings.master_key()), "mfa")
