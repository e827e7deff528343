"""At which level somebody at the desk offers, and what agents have asked supervisors for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from trato.casework.negotiation.models import AuthorityRequest
from trato.casework.negotiation.terms.values import Authority
from trato.foundation import tenancy
from trato.foundation.asked import Asked

LASTS: Final = timedelta(hours=24)
"""How long lent authority lasts, and a refusal is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request as agents and supervisors see it."""

    request_id: UUID
    person_id: UUID
    conversation_id: UUID | None
    agent_id: int
    words: str
    state: str
    asked_at: datetime
    reason: str
    expires_at: datetime | None


def level_of(*, may_manage: bool, person_id: UUID, user_id: int, now: datetime) -> Authority:
    """Return the level at which somebody at the desk offers to a person."""
    if may_manage:
        return Authority.SUPERVISOR
    lent = _mine().filter(
        person_id=person_id, agent_id=user_id, state="granted", expires_at__gt=now
    )
    return Authority.SUPERVISOR if lent.exists() else Authority.AGENT


def open_requests() -> tuple[RequestLine, ...]:
    """Return what waits for a supervisor's answer, oldest first."""
    return _lines(_mine().filter(state="asked").order_by("asked_at", "id")[:200])


_LATEST = Asked(
    lambda here, person, by, now, refused_after: AuthorityRequest.objects.filter(
        Q(state="asked") | Q(expires_at__gt=now) | Q(state="refused", decided_at__gt=refused_after),
        organisation_id=here,
        person_id=person,
        agent_id=by,
    ).order_by("-asked_at", "-id")[:1],
    here=UUID,
    person=UUID,
    by=int,
    now=datetime,
    refused_after=datetime,
)


def latest_request(person_id: UUID, *, by: int, now: datetime) -> RequestLine | None:
    """Return an agent's last request for a person while it is open or fresh."""
    rows = _LATEST(
        here=tenancy.current(), person=person_id, by=by, now=now, refused_after=now - LASTS
    )
    return next(iter(_lines(rows)), None)


def _mine() -> QuerySet[AuthorityRequest]:
    return AuthorityRequest.objects.filter(organisation_id=tenancy.current())


def _lines(rows: Iterable[AuthorityRequest]) -> tuple[RequestLine, ...]:
    return tuple(
        RequestLine(
            request_id=row.id,
            person_id=row.person_id,
            conversation_id=row.conversation_id,
            agent_id=row.agent_id,
            words=row.words,
            state=row.state,
            asked_at=row.asked_at,
            reason=row.reason,
            expires_at=row.expires_at,
        )
        for row in rows
    )
