"""Proving who is there: two factors together, three tries, then a day of rest. Never a whole CPF.

Which of the two did not match is not told: it would help a guesser.
"""

from datetime import timedelta

from trato.speakers.bot.dialogue.dates import birthday
from trato.speakers.bot.dialogue.numbers import last_digits
from trato.speakers.bot.dialogue.turn import Turn
from trato.speakers.bot.dialogue.values import (
    AskLater,
    Close,
    IdentityFailed,
    IdentityPassed,
    IdentityStage,
    Tabulation,
)

TRIES_MAX = 3
LOCK_HOURS = 24


def begin(turn: Turn, argument: str) -> str:
    """Start (or start again) the check. Outcomes: ok, verified, locked, unavailable."""
    del argument
    context, state = turn.context, turn.state
    if turn.verified:
        return "verified"
    if is_locked(turn):
        return "locked"
    if context.birth_day is None or context.birth_month is None or not context.cpf_last3:
        return "unavailable"
    failures = 0 if state.identity is IdentityStage.LOCKED else state.failures
    turn.change(
        identity=IdentityStage.ASKING, birthday_matched=None, failures=failures, locked_until=None
    )
    return "ok"


def hear_birthday(turn: Turn) -> str | None:
    """Take the first factor; None when no birthday can be read."""
    read = birthday(turn.words)
    if read is None:
        return None
    known = (turn.context.birth_day, turn.context.birth_month)
    turn.change(birthday_matched=read == known)
    return "read"


def hear_cpf_last3(turn: Turn) -> str | None:
    """Take the second factor and judge both. Outcomes: passed, failed, locked."""
    read = last_digits(turn.words)
    if read is None:
        return None
    if turn.state.birthday_matched is True and read == turn.context.cpf_last3:
        turn.want(IdentityPassed())
        turn.change(identity=IdentityStage.VERIFIED, failures=0, birthday_matched=None)
        return "passed"
    failures = turn.state.failures + 1
    is_final = failures >= TRIES_MAX
    turn.want(IdentityFailed(failures=failures, is_final=is_final))
    turn.change(failures=failures, birthday_matched=None)
    if not is_final:
        return "failed"
    turn.change(identity=IdentityStage.LOCKED, locked_until=turn.now + timedelta(hours=LOCK_HOURS))
    turn.want(AskLater(not_before_hours=LOCK_HOURS))
    turn.want(Close(tabulation=Tabulation.IDENTITY_FAILED))
    return "locked"


def is_locked(turn: Turn) -> bool:
    """Whether too many wrong answers still weigh."""
    until = turn.state.locked_until
    return until is not None and turn.now < until
