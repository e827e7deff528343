"""The sign-in library's pages of passkeys, told more: where to go on to, what went wrong."""

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from trato.entrypoints.console import second_factor
from trato.entrypoints.console.passkeys import passkeys_of


class NewPasskey(AddWebAuthnView):
    """The library's, which checks a refused answer again, against another challenge."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form that was checked, with what was wrong."""
        shown = super().get_context_data(**kwargs)
        return {**shown, **kwargs}


class PasskeyAgain(ReauthenticateWebAuthnView):
    """The library's, which leads whoever is refused to the first page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why, where another passkey can be shown."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the form that was checked, with what was wrong."""
        shown = super().get_context_data(**kwargs)
        return {**shown, **kwargs}


class PasskeySignIn(LoginWebAuthnView):
    """The sign-in library's, which forgets where somebody was going."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Let them in, and lead on to a page of ours."""
        shown = form.cleaned_data["credential"]
        login = Login(user=shown.user, redirect_url=get_next_redirect_url(self.request))
        return flows.perform_passwordless_login(self.request, shown, login)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why not, on the page of the sign-in."""
        super().form_invalid(form)
        sign_in = reverse("account_login")
        return redirect(passthrough_next_redirect_url(self.request, sign_in, "next"))


class RemovePasskey(RemoveWebAuthnView):
    """The sign-in library's, which does not say when it is the last factor."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell whether nothing but the password is left without it."""
        user_id = int(self.request.user.pk or 0)
        is_last = len(passkeys_of(user_id)) == 1 and not second_factor.has_app(user_id)
        shown = super().get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return {**shown, "is_last_factor": is_last}
