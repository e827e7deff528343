"""Answers that are not what was asked for: RFC 9457 problems in the reader's language."""

import math
from collections.abc import Iterable
from typing import Any

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation.trans_real import parse_accept_lang_header
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from trato.book.people.read import UnknownPerson
from trato.book.portfolios.read import UnknownCreditor, UnknownPlacement, UnknownPortfolio
from trato.book.portfolios.refusal import ImportRefused
from trato.book.tokens.admit import TooFast
from trato.casework.conversations.read import UnknownConversation
from trato.casework.negotiation.read import UnknownAgreement
from trato.door.outbox import explain, read
from trato.entrypoints.api.wording import FIELD, WORDS
from trato.speakers.campaigns.pause import NotThere
from trato.speakers.campaigns.read import UnknownCampaign

MEDIA = "application/problem+json"
_log = structlog.get_logger()
_NOT_HERE = (
    UnknownAgreement, UnknownCampaign, UnknownConversation, UnknownCreditor, UnknownPerson,
    UnknownPlacement, UnknownPortfolio, explain.UnknownMessage, read.UnknownMessage,
)  # fmt: skip


class FieldProblem(Schema):
    """What is wrong with one field; its value is never repeated."""

    field: str
    code: str
    message: str


class ProblemOut(Schema):
    """A problem as RFC 9457 has it; `code` is stable, `remedy` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    errors: list[FieldProblem]


class Problem(Exception):
    """An operation ends with a problem; `fields` are pairs of a field's place and a code."""

    def __init__(
        self,
        status: int,
        code: str,
        fields: Iterable[tuple[str, str]] = (),
        *,
        headers: dict[str, str] | None = None,
        said: tuple[str, str] | None = None,
    ) -> None:
        """Make it from a code of `wording`; `said` replaces detail and remedy."""
        self.status, self.code, self.fields = status, code, tuple(fields)
        self.headers, self.said = headers or {}, said
        super().__init__(code)


def language(request: HttpRequest) -> str:
    """Return pt-BR, or en where the reader prefers it."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code.startswith(("pt", "en")):
            return "en" if code.startswith("en") else "pt-BR"
    return "pt-BR"


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return a problem as a response in the reader's language."""
    speaks = language(request)
    title, detail, remedy = WORDS[problem.code][speaks]
    if problem.said:
        detail, remedy = problem.said
    body: dict[str, Any] = {
        "type": f"urn:trato:problem:{problem.code}",
        "title": title,
        "status": problem.status,
        "detail": detail,
        "code": problem.code,
        "remedy": remedy,
        "errors": [
            {"field": field, "code": code, "message": _field_words(code, speaks)}
            for field, code in problem.fields
        ],
    }
    response = JsonResponse(body, status=problem.status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = MEDIA
    response.headers["Content-Language"] = speaks
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def translate(error: BaseException) -> Problem:
    """Return the problem that an exception is to a client; what nobody foresaw is logged."""
    match error:
        case Problem():
            return error
        case AuthenticationError():
            return Problem(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})
        case TooFast():
            wait = str(max(1, math.ceil(error.retry_after_seconds)))
            return Problem(429, "too_fast", headers={"Retry-After": wait})
        case ValidationError():
            return Problem(422, "invalid", [_place(one) for one in error.errors])
        case ImportRefused():
            return Problem(422, "import_refused", [("file", error.code)],
                           said=(error.message, error.remedy))  # fmt: skip
        case NotThere():
            return Problem(409, "wrong_state")
        case HttpError() | BadRequest() | SuspiciousOperation() | MultiPartParserError():
            return Problem(422, "unreadable")
        case OperationalError() | InterfaceError():
            return Problem(503, "unavailable", headers={"Retry-After": "30"})
    if isinstance(error, _NOT_HERE):
        return Problem(404, "not_found")
    _log.error("request_failed", exc_info=error)
    return Problem(500, "internal")


def register(api: NinjaAPI) -> None:
    """Let every exception of an API end as a problem."""

    def tell(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return answer(request, translate(error if isinstance(error, Exception) else error()))

    for kind in (AuthenticationError, ValidationError, HttpError, Exception):
        api.add_exception_handler(kind, tell)


def _place(one: dict[str, Any]) -> tuple[str, str]:
    parts = [str(part) for part in one.get("loc", ())]
    return ".".join(parts), str(one.get("type", "invalid"))


def _field_words(code: str, speaks: str) -> str:
    return FIELD.get(code, FIELD["invalid"])[speaks]
