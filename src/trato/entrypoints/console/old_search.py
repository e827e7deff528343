"""Leads on from an old address of the list, in which the words looked for stood as they are.

A bookmark of that time goes on working, and what follows it, the rows' own addresses, what leads
back and the browser's history, holds the words sealed.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from trato.entrypoints.console.entered import AtDesk
from trato.entrypoints.console.sealed_search import SEARCH, sealed

OLD: Final = "q"


def sealed_at_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view that leads an address with words to the same one with the words sealed."""

    @wraps(view)
    def inside(request: AtDesk, *args: Any, **kwargs: Any) -> HttpResponse:
        if OLD not in request.GET:
            return view(request, *args, **kwargs)
        words = request.GET[OLD]
        return _led_to(request, sealed(words, user_id=request.entered.user_id))

    return inside


def left_at_the_door(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make a view that forgets the words of whoever is not signed in.

    Nobody is there to seal them for, and the page to sign in would have them in its address.
    """

    @wraps(view)
    def outside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if OLD in request.GET and not request.user.is_authenticated:
            return _led_to(request, "")
        return view(request, *args, **kwargs)

    return outside


def _led_to(request: HttpRequest, token: str) -> HttpResponse:
    kept = request.GET.copy()
    del kept[OLD]
    if token and not kept.get(SEARCH):
        kept[SEARCH] = token
    return redirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)
