"""Shapes that several operations share."""

from typing import Annotated, Any, Final
from uuid import UUID

from ninja import Query, Schema
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from trato.entrypoints.api.problems import ProblemOut
from trato.insights.metrics.laws import laws_of

PAGE_MAX: Final = 200


class Shape(Schema):
    """What a client sends: a field that does not exist is an error, not silence."""

    model_config = ConfigDict(extra="forbid")


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("invalid", "no NUL")
    return text


Text = Annotated[str, AfterValidator(_without_nul)]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
Cursor = Annotated[UUID | None, Query(description="`next_cursor` of the page before.")]


class CitationOut(Schema):
    """A source; `mark` says how well it is known: V, S, T, D, U."""

    label: str
    mark: str
    urn: str


class ReasonOut(Schema):
    """A reason code in words, with its law."""

    code: str
    message: str
    remedy: str
    citations: list[CitationOut]


def reasons_of(codes: tuple[str, ...]) -> list[ReasonOut]:
    """Return reason codes in words, each once, in order."""
    return [
        ReasonOut(
            code=law.code,
            message=law.message,
            remedy=law.remedy,
            citations=[
                CitationOut(label=c.label, mark=c.mark.value, urn=c.urn) for c in law.citations
            ],
        )
        for law in laws_of(codes)
    ]


def may_end(good: dict[int, Any], *more: int) -> dict[int, Any]:
    """Return an operation's responses: the good ones, and the problems it may end with."""
    usual = (401, 403, 411, 413, 422, 429, 500, 503)
    return good | {status: ProblemOut for status in sorted({*usual, *more})}


Count = Annotated[int, Field(ge=0)]
