"""Letters about somebody's account: put down sealed, carried by a worker, then forgotten.

What they say opens doors (an invitation, a new password): nobody reads it in the table, and one
that is too old is not sent.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from trato.book.access.models import Letter
from trato.book.access.values import LetterCarrier, LetterOut, NotCarried
from trato.book.organisations import keys
from trato.foundation import tenancy
from trato.foundation.ids import new_id

ATTEMPTS_MAX: Final = 6
_AT_ONCE: Final = 10
_LEASE = timedelta(minutes=2)
_FIRST_WAIT = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


def write_letter(*, to: str, subject: str, text: str, expires_at: datetime, at: datetime) -> UUID:
    """Put a letter down, to be sent soon or not at all, and return its id."""
    letter_id = new_id()
    body = json.dumps({"to": to, "subject": subject, "text": text})
    Letter.objects.create(
        organisation_id=tenancy.current(),
        id=letter_id,
        sealed=keys.vault().seal(body, place=_place(letter_id)),
        next_try_at=at,
        expires_at=expires_at,
    )
    return letter_id


def carry_letters(
    organisation_id: UUID, carrier: LetterCarrier, *, clock: Callable[[], datetime]
) -> int:
    """Send what is due, a few at a time; return how many were tried.

    A process that dies in between leaves a letter that is sent again under the same id.
    """
    with tenancy.within(organisation_id):
        claimed = _claim(clock())
    for letter_id, letter in claimed:
        failure = "cannot be opened with our keys"
        if letter is not None:
            failure = _hand_over(carrier, letter)
        with tenancy.within(organisation_id):
            _settle(letter_id, failure, clock())
    return len(claimed)


def _claim(now: datetime) -> list[tuple[UUID, LetterOut | None]]:
    due = Letter.objects.select_for_update(skip_locked=True).filter(
        organisation_id=tenancy.current(), state="waiting", next_try_at__lte=now
    )
    rows = list(due.order_by("next_try_at", "id")[:_AT_ONCE])
    claimed = []
    for row in rows:
        if row.expires_at <= now:
            _forget(row, "given_up", "too old")
            continue
        row.attempts, row.next_try_at = row.attempts + 1, now + _LEASE
        row.save(update_fields=["attempts", "next_try_at"])
        claimed.append((row.id, _opened(row)))
    return claimed


def _opened(row: Letter) -> LetterOut | None:
    try:
        said = json.loads(keys.vault().open(bytes(row.sealed), place=_place(row.id)))
    except Exception as problem:  # a damaged row must not hold the others
        _log.error("letter_not_opened", letter=str(row.id), problem=type(problem).__name__)
        return None
    return LetterOut(letter_id=row.id, **said)


def _hand_over(carrier: LetterCarrier, letter: LetterOut) -> str:
    try:
        carrier(letter)
    except NotCarried as problem:
        return str(problem) or "not carried"
    return ""


def _settle(letter_id: UUID, failure: str, now: datetime) -> None:
    row = Letter.objects.select_for_update().get(organisation_id=tenancy.current(), id=letter_id)
    if row.state != "waiting":
        return
    if not failure:
        _forget(row, "sent", "")
    elif row.attempts >= ATTEMPTS_MAX:
        _forget(row, "given_up", failure)
    else:
        row.failure, row.next_try_at = failure[:60], now + _FIRST_WAIT * 4 ** (row.attempts - 1)
        row.save(update_fields=["failure", "next_try_at"])


def _forget(row: Letter, state: str, failure: str) -> None:
    row.state, row.failure, row.sealed = state, failure[:60], b""
    row.save(update_fields=["state", "failure", "sealed"])


def _place(letter_id: UUID) -> str:
    return f"letter:{letter_id}"
