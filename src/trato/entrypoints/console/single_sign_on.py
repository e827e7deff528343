"""Who may come in through a provider of identities: members whose address both sides have verified.

Nobody signs up this way, nobody links an identity of another address, and nothing of what the
provider tells is kept but its own id of the user. A second factor set up here is asked for all the
same: the sign-in library does so whatever the way in.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse

from trato.book.organisations import read as organisations
from trato.entrypoints.console.page import page
from trato.entrypoints.console.sign_in_news import journal_everywhere
from trato.journal.facts.access import IdentityLinked


class MembersOnly(DefaultSocialAccountAdapter):
    """Lets members in and turns everybody else away, saying no more than that."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse: an administrator invites."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose identity it is, and link it the first time."""
        sociallogin.account.extra_data = {}
        if sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(_refusal(request))
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            if not organisations.memberships(int(sociallogin.user.pk)):
                raise ImmediateHttpResponse(_refusal(request))
            return
        user = _owner(sociallogin)
        if user is None or not organisations.memberships(int(user.pk)):
            raise ImmediateHttpResponse(_refusal(request))
        sociallogin.connect(request, user)
        journal_everywhere(int(user.pk), IdentityLinked(user_id=int(user.pk)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say plainly that it did not work."""
        raise ImmediateHttpResponse(_refusal(request, is_trouble=True))


def _owner(sociallogin: Any) -> Any:
    """Return the one active user whose verified address the provider has verified too."""
    said = {one.email.lower() for one in sociallogin.email_addresses if one.verified is True}
    rows = EmailAddress.objects.filter(verified=True, email__in=said).select_related("user")
    users = {row.user_id: row.user for row in rows if row.user.is_active}
    return next(iter(users.values())) if len(users) == 1 else None


def _refusal(request: HttpRequest, *, is_trouble: bool = False) -> HttpResponse:
    said = {"is_trouble": is_trouble}
    return page(request, "single_sign_on.html", said, status=502 if is_trouble else 403)
