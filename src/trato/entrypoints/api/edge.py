"""The last word on answers of the API that its framework writes by itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from trato.entrypoints.api.problems import Problem, answer

PLACE = "/api/"


class Edge:
    """Turns a bare 405 under the API's addresses into a problem like every other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Remember the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and keep the header that names the methods."""
        response = self.get_response(request)
        if response.status_code != 405 or not request.path.startswith(PLACE):
            return response
        headers = {"Allow": response.headers.get("Allow", "")}
        return answer(request, Problem(405, "method_not_allowed", headers=headers))
