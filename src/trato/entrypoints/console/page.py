"""Renders a page with what every page needs: who is where, and the look they chose."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from trato.book.certificates import read as certificates
from trato.book.certificates.rules import is_ending
from trato.casework.conversations.read import waiting_for
from trato.casework.requests.count import Waiting, disputes_waiting, privacy_waiting
from trato.entrypoints.console.nav import places_of
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock, tenancy
from trato.insights.monitoring.read import open_count

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the theme, and whether the page shows figures of a virtual clock."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    entered = getattr(request, "entered", None)
    return {
        "theme": chosen if chosen in THEMES else "",
        "languages": settings.LANGUAGES,
        "single_sign_on": single_sign_on(),
        "entered": entered,
        "nav": places_of(entered.role, request.path) if entered else (),
        "open_alerts": _open_alerts(request),
        "requests_waiting": _requests_waiting(request),
        "bell": bell_of(request) if not is_fragment(request) else None,
        "certificate_notice": _certificate_notice(request),
    }


def single_sign_on() -> str:
    """Return what the way in through another house is called, or nothing where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ())
    return apps[0]["name"] if apps else ""


def _certificate_notice(request: HttpRequest) -> str:
    """Return "missing" or "ending" to whoever may write only with a certificate, or nothing."""
    entered = getattr(request, "entered", None)
    if entered is None or not entered.may_speak or not tenancy.is_inside() or is_fragment(request):
        return ""
    if not certificates.gate().is_on:
        return ""
    until, now = certificates.certified_until({entered.user_id}).get(entered.user_id), clock.now()
    if until is None or until <= now:
        return "missing"
    return "ending" if is_ending(until, now) else ""


def _open_alerts(request: HttpRequest) -> int:
    entered = getattr(request, "entered", None)
    # A page that tells of trouble is drawn outside of every organisation.
    if entered is None or not entered.may_manage or not tenancy.is_inside():
        return 0
    return open_count()


def _requests_waiting(request: HttpRequest) -> Waiting | None:
    """Return how much of what people asked for waits for whoever answers for it, for the rail."""
    entered = getattr(request, "entered", None)
    if entered is None or not entered.may(Act.SEE_REQUESTS) or not tenancy.is_inside():
        return None
    if is_fragment(request):
        return None
    today, found = timezone.localdate(clock.now()), Waiting()
    if entered.may(Act.SUPERVISE):
        found = found.plus(disputes_waiting(on=today))
    if entered.may(Act.ANSWER_PRIVACY):
        found = found.plus(privacy_waiting(on=today))
    return found


def bell_of(request: HttpRequest, *, is_asked: bool = False) -> dict[str, Any] | None:
    """Return how many people wait for whoever may answer, for the rail and for what rings."""
    entered = getattr(request, "entered", None)
    if entered is None or not entered.may_speak or not tenancy.is_inside():
        return None
    count, newest = waiting_for(entered.user_id)
    return {"count": count, "newest": newest, "is_asked": is_asked}


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render one page or fragment of the console."""
    return render(request, f"console/{template}", context, status=status)


def is_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asked for a part of a page."""
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
