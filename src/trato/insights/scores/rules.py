"""Pure: who is given which answer, ending and agreement; silence resolves nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from trato.insights.scores.values import Card, Deed, Episode, What

REOPENED_WITHIN: Final = timedelta(hours=24)
"""A person who is back with people so soon after a resolution was not helped by it."""

FEW: Final = 30
"""Below so many, a share is shown as a hint only."""


def episodes(deeds: Iterable[Deed]) -> list[Episode]:
    """Return the stretches with people that deeds make, in the order in which they began.

    The first answer is of whoever really wrote it, not of who was given the conversation; an
    ending is of who ended it. What the assistant says in between answers nobody.
    """
    found: list[Episode] = []
    open_: dict[UUID, Episode] = {}
    last: dict[UUID, Episode] = {}
    for deed in sorted(deeds, key=lambda d: d.at):
        here = open_.get(deed.conversation_id)
        if deed.what in (What.QUEUED, What.GIVEN) and here is None:
            here = _begin(deed, last.get(deed.conversation_id))
            open_[deed.conversation_id] = here
            found.append(here)
        if here is None:
            continue
        _note(here, deed)
        if deed.what in (What.RESOLVED, What.RETURNED):
            last[deed.conversation_id] = open_.pop(deed.conversation_id)
    return found


def _begin(deed: Deed, before: Episode | None) -> Episode:
    if before and before.is_resolution and before.ended_at:
        before.was_reopened = deed.at - before.ended_at <= REOPENED_WITHIN
    return Episode(conversation_id=deed.conversation_id, started_at=deed.at)


def _note(here: Episode, deed: Deed) -> None:
    if deed.what is What.GIVEN:
        here.holder_id, here.held_since = deed.agent_id, deed.at
    elif deed.what is What.SAID and here.answered_at is None:
        here.answered_by, here.answered_at = deed.agent_id, deed.at
    elif deed.what is What.RESOLVED:
        here.ended_by, here.ended_at = deed.agent_id or here.holder_id, deed.at
        here.is_resolution = deed.is_resolution
    elif deed.what is What.RETURNED:
        here.ended_at = deed.at


def holder_at(found: Iterable[Episode], conversation_id: UUID, at: datetime) -> int | None:
    """Return who had a conversation at an instant; None is the assistant."""
    for one in found:
        is_here = one.conversation_id == conversation_id and one.started_at <= at
        if is_here and (one.ended_at is None or at <= one.ended_at):
            return one.answered_by if one.holder_id is None else one.holder_id
    return None


def credit(found: Iterable[Episode], cards: dict[int, Card]) -> None:
    """Add episodes to the cards of those whose they are."""
    for one in found:
        if one.answered_by in cards and one.answer_seconds is not None:
            cards[one.answered_by].answers.append(one.answer_seconds)
        if one.ended_by in cards:
            card = cards[one.ended_by]
            card.ended += 1
            card.resolved += one.is_resolution
            card.reopened += one.was_reopened
            if one.handle_seconds is not None:
                card.handlings.append(one.handle_seconds)


def middle(values: list[float]) -> float | None:
    """Return the median, or None of nothing."""
    return median(values) if values else None


def per_thousand(count: int, of: int) -> float | None:
    """Return how many of a thousand, or None of nothing."""
    return 1000 * count / of if of else None
