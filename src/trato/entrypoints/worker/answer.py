"""Answers waiting messages: one turn, one transaction; a turn that fails is tried again later."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.db import Error as DatabaseError

from trato.casework.conversations.hand_over import hand_over
from trato.casework.conversations.take_turn import Turn, fail_turn, take_turn
from trato.foundation import clock, meters, tenancy
from trato.foundation.faults import fault_point
from trato.speakers.bot.reply import reply

_log = structlog.get_logger(__name__)


ANSWERED_AT_ONCE = 50


def answer_some(organisation_id: UUID, limit: int = ANSWERED_AT_ONCE) -> int:
    """Answer up to `limit` messages of an organisation; return how many turns were taken."""
    for count in range(limit):
        if not _answer_one(organisation_id):
            return count
    return limit


def _answer_one(organisation_id: UUID) -> bool:
    turn: Turn | None = None
    began = clock.monotonic()
    try:
        with tenancy.within(organisation_id):
            now = clock.now()
            turn = take_turn(now=now)
            if turn is None:
                return False
            fault_point("answer.turn_taken")
            reply(turn, now=now)
            fault_point("answer.before_commit")
        fault_point("answer.after_commit")
        meters.TURN.observe(clock.monotonic() - began)
    except DatabaseError:
        raise
    except Exception as problem:
        if turn is None:
            raise
        _set_back(organisation_id, turn, problem)
    return True


def _set_back(organisation_id: UUID, turn: Turn, problem: Exception) -> None:
    name = type(problem).__name__
    _log.error("turn_failed", inbound=str(turn.inbound_id), problem=name)
    now = clock.now()
    wait = timedelta(seconds=clock.speed())
    with tenancy.within(organisation_id):
        gave_up = fail_turn(
            turn.inbound_id, turn.conversation_id, failure=name, retry_at=now + wait, at=now
        )
        if gave_up:
            hand_over(turn.conversation_id, reason="bot_failed", actor="system", at=now)
