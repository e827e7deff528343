"""Keeps that a person was asked what they thought of an answer, and what they said."""

from datetime import datetime, timedelta
from uuid import UUID

from trato.casework.reception.models import Rating
from trato.foundation import tenancy
from trato.journal.facts.reception import AnswerRated, RatingAsked
from trato.journal.record import record

ANSWER_WITHIN = timedelta(days=3)
"""A score that comes later is no longer about that answer."""


def ask_rating(
    conversation_id: UUID, *, agent_id: int | None, at: datetime, person_id: UUID | None = None
) -> None:
    """Note that the question was put; the newest question is the one that is answered."""
    Rating.objects.create(
        organisation_id=tenancy.current(),
        conversation_id=conversation_id,
        agent_id=agent_id,
        asked_at=at,
    )
    fact = RatingAsked(conversation_id=conversation_id, agent_id=agent_id)
    record(fact, at=at, subject_id=person_id)


def rate(
    conversation_id: UUID, score: int, *, at: datetime, person_id: UUID | None = None
) -> bool:  # fmt: skip
    """Keep a score of 1 to 5 for the newest question; False if none waits for an answer.

    Whoever taps twice changes nothing: the first score counts.
    """
    if not 1 <= score <= 5:
        return False
    newest = (
        Rating.objects.select_for_update()
        .filter(
            organisation_id=tenancy.current(),
            conversation_id=conversation_id,
            asked_at__gt=at - ANSWER_WITHIN,
        )
        .order_by("-asked_at", "-id")
        .first()
    )
    if newest is None or newest.score is not None:
        return False
    Rating.objects.filter(organisation_id=newest.organisation_id, id=newest.id).update(
        score=score, answered_at=at
    )
    fact = AnswerRated(conversation_id=conversation_id, agent_id=newest.agent_id, score=score)
    record(fact, at=at, subject_id=person_id)
    return True
