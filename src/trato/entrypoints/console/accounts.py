"""Who may have an account: nobody signs up alone; an administrator invites."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """The desk is not open to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every self-made account."""
        return False
