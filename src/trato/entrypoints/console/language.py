"""Which language a page speaks: Portuguese, unless the reader chose another one."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def chosen_language(cookies: Mapping[str, str]) -> str:
    """Return the code of the language that a reader's cookies choose."""
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)


class ChosenLanguage:
    """Activates the language of the reader's cookie; a browser's own language does not count.

    People and agents write Portuguese, and rules record it: nobody who did not ask reads another.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Remember the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        code = chosen_language(request.COOKIES)
        with translation.override(code):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", code)
            return response
