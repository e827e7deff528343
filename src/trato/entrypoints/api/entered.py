"""Steps a token into its organisation; no operation reads a row outside of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast
from uuid import UUID

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from ninja.security import HttpBearer

from trato.book.tokens.admit import NotAdmitted, admit
from trato.book.tokens.values import Admission, Scope
from trato.entrypoints.api.problems import Problem
from trato.foundation import clock, tenancy
from trato.journal.facts.tokens import ActedByToken, PersonalDataShown
from trato.journal.record import record

FILE_BYTES_MAX: Final = 32 * 1024 * 1024
BODY_BYTES_MAX: Final = 1024 * 1024


class Asked(HttpRequest):
    """A request whose token was admitted."""

    auth: Admission


class _InMemory(MemoryFileUploadHandler):
    """Keeps an uploaded file in memory: a creditor's file leaves no copy in a folder."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every size; the request's length was judged before."""
        self.activated = True


class Bearer(HttpBearer):
    """Authorization: Bearer, with a token of ours."""

    def authenticate(self, request: HttpRequest, token: str) -> Admission | None:
        """Return who asks; nothing of the body has been read yet."""
        try:
            admitted = admit(token, at=clock.now(), epoch=clock.wall_epoch())
        except NotAdmitted:
            return None
        _judge_length(request)
        return admitted


def entered(scope: Scope) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make an operation that needs a scope and runs in one transaction inside the walls."""

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def inside(request: Asked, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.auth.scopes:
                raise Problem(403, "scope_missing", [("Authorization", scope.value)])
            with tenancy.within(request.auth.organisation_id):
                return operation(request, *args, **kwargs)

        return inside

    return decorate


def sees_personal(request: Asked) -> bool:
    """Whether this token may see names, documents, addresses and words unmasked."""
    return Scope.PERSONAL in request.auth.scopes


def shown(request: Asked, what: str, subject_id: UUID | None) -> None:
    """Journal that somebody's data left unmasked."""
    fact = PersonalDataShown(token_id=request.auth.token_id, what=what)
    record(fact, at=clock.now(), subject_id=subject_id)


def acted(request: Asked, what: str, subject_id: UUID) -> None:
    """Journal which token did something to a thing."""
    fact = ActedByToken(token_id=request.auth.token_id, what=what)
    record(fact, at=clock.now(), subject_id=subject_id)


def by(request: Asked) -> str:
    """Return how a token signs what it does, for registers that people read."""
    return f"token {request.auth.token_id}"


def _judge_length(request: HttpRequest) -> None:
    if "Transfer-Encoding" in request.headers:
        raise Problem(411, "length_required")
    has_file = request.content_type == "multipart/form-data"
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > (FILE_BYTES_MAX if has_file else BODY_BYTES_MAX):
        raise Problem(413, "too_large")
    if has_file:
        request.upload_handlers = [cast(Any, _InMemory(request))]
