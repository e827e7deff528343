"""Takes what cannot be read or kept as text out of what comes in addresses and forms."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from trato.entrypoints.api.edge import PLACE
from trato.entrypoints.api.problems import Problem, answer
from trato.entrypoints.console.views import errors

NUL = "\x00"
READ: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
"""The encodings that a form may come in; Python knows others in which reading a text fails."""


class Storable:
    """Drops NUL from parameters: pasted by accident or sent on purpose, it is never part of a text.

    Without it the database refuses the statement, and a page that should say what is wrong fails.
    So would one whose form claims an encoding that is none of a text: that is refused.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Remember the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is cleaned is cleaned right before the view."""
        claimed = (request.content_params or {}).get("charset", "utf-8")
        if claimed.lower() in READ:
            return self.get_response(request)
        if request.path.startswith(PLACE):
            return answer(request, Problem(422, "unreadable"))
        return errors.bad_request(request, BadRequest("charset"))

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Clean the parameters, after the request's forgery check has read the form.

        Raises:
            Http404: a part of the address holds NUL, which no name of anything does.
        """
        # The API judges what comes to it itself, before anything of a body is read.
        if request.path.startswith(PLACE):
            return
        if any(isinstance(part, str) and NUL in part for part in kwargs.values()):
            raise Http404
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
