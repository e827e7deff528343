"""Response headers of every page: nothing but our own files may run, load or frame it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class StrictContent:
    """Sets a strict Content-Security-Policy, and keeps pages with personal data out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Remember the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to whatever comes back."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request.path))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response


def _policy(path: str) -> str:
    """Let the sign-in's form alone lead on to the provider of identities, where there is one."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ())
    if not apps or not path.startswith("/conta/login/"):
        return POLICY
    scheme, _slashes, rest = apps[0]["settings"]["server_url"].partition("://")
    return POLICY.replace(
        "form-action 'self'", f"form-action 'self' {scheme}://{rest.split('/')[0]}"
    )
