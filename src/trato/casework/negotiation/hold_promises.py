"""Locks promises for whoever moves them, so that each is moved by one at a time."""

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from trato.casework.negotiation.commitments import words_of
from trato.casework.negotiation.models import Promise
from trato.casework.negotiation.sql import PROMISES_OVER
from trato.casework.negotiation.terms.promises import counts_until, over_by
from trato.casework.negotiation.terms.states import PROMISE, PromiseState
from trato.casework.negotiation.values import Commitment, HeldPromise
from trato.foundation import tenancy
from trato.foundation.database import ask

_BRASILIA: Final = ZoneInfo("America/Sao_Paulo")
_MOVABLE: Final = [state.value for state in PromiseState if not PROMISE.is_final(state)]


def hold_over(*, now: datetime, limit: int) -> list[HeldPromise]:
    """Hold promises that wait although no more money counts for them, the oldest days first.

    Those that somebody else holds are left to them.
    """
    values = {
        "organisation_id": tenancy.current(),
        "over_by": over_by(now, _BRASILIA),
        "limit": limit,
    }
    ids = [promise_id for (promise_id,) in ask(PROMISES_OVER, values)]
    return _held(list(Promise.objects.filter(organisation_id=tenancy.current(), id__in=ids)))


def hold_paid(person_id: UUID, *, paid_at: datetime) -> list[HeldPromise]:
    """Hold the promises of a person that money of an instant counts for, whatever they became."""
    rows = _lock(person_id, states=_MOVABLE, given_by=paid_at)
    return [held for held in _held(rows) if paid_at < held.until]


def hold_standing(person_id: UUID, *, at: datetime) -> list[HeldPromise]:
    """Hold the promises of a person that wait, and may be kept in time still."""
    rows = _lock(person_id, states=[PromiseState.PENDING.value], given_by=at)
    return [held for held in _held(rows) if at < held.until]


def _lock(person_id: UUID, *, states: list[str], given_by: datetime) -> list[Promise]:
    rows = Promise.objects.filter(
        organisation_id=tenancy.current(),
        person_id=person_id,
        state__in=states,
        created_at__lte=given_by,
    )
    return list(rows.select_for_update(no_key=True).order_by("id"))


def _held(rows: list[Promise]) -> list[HeldPromise]:
    return [_promise(row, word) for row, word in zip(rows, words_of(rows), strict=True)]


def _promise(row: Promise, word: Commitment) -> HeldPromise:
    end = counts_until(word.due_on, _BRASILIA)
    until = min(end, word.replaced_at or end)
    return HeldPromise(
        promise_id=row.id,
        state=PromiseState(row.state),
        word=word,
        until=until,
        is_replaced=until < end,
    )
