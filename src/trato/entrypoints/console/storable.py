"""Takes the one character that PostgreSQL cannot keep out of what comes in addresses and forms."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from trato.entrypoints.api.edge import PLACE

NUL = "\x00"


class Storable:
    """Drops NUL from parameters: pasted by accident or sent on purpose, it is never part of a text.

    Without it the database refuses the statement, and a page that should say what is wrong fails.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Remember the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is cleaned is cleaned right before the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Clean the parameters, after the request's forgery check has read the form."""
        # The API judges what comes to it itself, before anything of a body is read.
        if request.path.startswith(PLACE):
            return
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and _holds(request.POST):
            request.POST = _without(request.POST)  # type: ignore[assignment]


def _holds(given: QueryDict) -> bool:
    return any(NUL in key or any(NUL in v for v in values) for key, values in given.lists())


def _without(given: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for key, values in given.lists():
        clean.setlist(key.replace(NUL, ""), [v.replace(NUL, "") for v in values])
    clean._mutable = False
    return clean
