"""Somebody has answered a person who used a right over their data: the request is closed."""

from datetime import datetime
from uuid import UUID

from trato.casework.requests.models import PrivacyRequest
from trato.casework.requests.rules import asks_for_ground, may_answer
from trato.casework.requests.values import ANSWER_MAX, Ground, PrivacyState
from trato.foundation import tenancy
from trato.journal.facts.casework import PrivacyAnswered
from trato.journal.record import record


class NotAnswered(ValueError):
    """A request cannot end so: no outcome, no answer, or a refusal that names no ground."""


class UnknownRequest(LookupError):
    """There is no such privacy request."""


def answer_privacy(
    request_id: UUID,
    *,
    outcome: str,
    ground: str,
    answer: str,
    is_answered: bool,
    by: int,
    at: datetime,
) -> bool:
    """Close a privacy request; return whether it was open. One that was closed keeps its answer.

    `answer` says what the person was told. It stays with the request until the thread's words are
    erased; the journal has outcome and ground, and only a commitment to it.

    Raises:
        NotAnswered: `outcome` is none, the person was not told, or a refusal has no ground.
        UnknownRequest: there is none.
    """
    rows = PrivacyRequest.objects.filter(organisation_id=tenancy.current(), id=request_id)
    row = rows.select_for_update(no_key=True).first()
    if row is None:
        raise UnknownRequest(str(request_id))
    if row.closed_at is not None:
        return False
    words = answer.strip()
    decided, why = _decided(row, outcome, ground, is_answered=is_answered and bool(words))
    if len(words) > ANSWER_MAX:
        raise NotAnswered(outcome)
    rows.update(state=decided.value, ground=why, answer=words, closed_at=at)
    fact = PrivacyAnswered(
        request_id=request_id, right=row.kind, outcome=decided.value, ground=why, by=by
    )
    record(fact, at=at, subject_id=row.person_id, private=words.encode())
    return True


def _decided(
    row: PrivacyRequest, outcome: str, ground: str, *, is_answered: bool
) -> tuple[PrivacyState, str]:
    try:
        decided = PrivacyState(outcome)
    except ValueError as none:
        raise NotAnswered(outcome) from none
    why = ground if asks_for_ground(decided) and ground in set(Ground) else ""
    is_allowed = may_answer(
        PrivacyState(row.state), decided, is_answered=is_answered, is_grounded=bool(why)
    )
    if not is_allowed:
        raise NotAnswered(outcome)
    return decided, why
