"""What a reader chooses for themselves: organisation, language, theme."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from trato.book.access.language import keep_language
from trato.entrypoints.console import entered as door
from trato.entrypoints.console.page import THEME_COOKIE, THEMES, page

_YEAR_SECONDS = 365 * 24 * 3600


@door.declared(door.SIGNED_IN)
@login_required
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """Let a member of several organisations say which one to enter."""
    if request.method == "POST":
        return door.choose(request, _uuid(request.POST.get("organisation", "")))
    return page(request, "choose.html", {"choices": door.choices(request)})


@door.declared(door.ANYBODY)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language, and where they are signed in, the account's."""
    code = request.POST.get("language", "")
    response = _back(request)
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated and request.user.pk:
            keep_language(int(request.user.pk), code)
        _keep(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@door.declared(door.ANYBODY)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark; anything else follows the machine."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    if chosen in THEMES:
        _keep(response, THEME_COOKIE, chosen)
    else:
        response.delete_cookie(THEME_COOKIE)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if safe else "/")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
