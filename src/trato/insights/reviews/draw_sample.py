"""A supervisor draws ended conversations to read; never one that they had a hand in themselves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.insights.reviews.models import Review, Sample
from trato.insights.reviews.rules import EACH_MAX, draw, to_read_twice
from trato.insights.reviews.values import Ended
from trato.journal.fact import looks_personal
from trato.journal.facts.reviews import SampleDrawn
from trato.journal.read import happened
from trato.journal.record import record

SEED_MAX = 40
_KINDS = ("conversations.moved", "conversations.given", "conversations.resolved")
_ENDED_BY_BOT = frozenset({"agreement", "resolved"})
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijkmnpqr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """Who reads a share of a sample as well, without knowing what the first thought of it."""

    user_id: int
    percent: int


class BadSample(ValueError):
    """So many conversations of each, or such a second reader, cannot be."""


class BadSeed(BadSample):
    """The seed is too long, or might be somebody's document, phone or address."""


def draw_sample(
    *,
    seed: str,
    each: int,
    since: datetime,
    until: datetime,
    by: int,
    at: datetime,
    second: Second | None = None,
) -> int:
    """Draw up to `each` conversations of every agent and of the assistant; return how many.

    An empty seed is made up and kept: whoever has it draws the same from the same conversations.
    The second reader, too, gets nothing that they had a hand in.

    Raises:
        BadSeed: it is too long or shaped like an identifier of a person: the journal keeps it.
        BadSample: a number out of bounds, or both readers are one.
    """
    if len(seed) > SEED_MAX or looks_personal(seed):
        raise BadSeed
    if not 1 <= each <= EACH_MAX:
        raise BadSample
    if second and (second.user_id == by or not 1 <= second.percent <= 100):
        raise BadSample
    sample_id = new_id()
    lot = seed.strip() or made_up_seed(sample_id)
    chosen = draw(_ended(since, until, without=by), seed=lot, each=each)
    here = tenancy.current()
    Sample.objects.create(
        organisation_id=here,
        id=sample_id,
        seed=lot,
        each=each,
        since=since,
        until=until,
        drawn_by=by,
        drawn_at=at,
    )
    firsts = {one: _row(sample_id, one, by, at) for one in chosen}
    seconds = []
    if second:
        others = set(_ended(since, until, without=second.user_id))
        both = [one for one in chosen if one in others]
        for one in to_read_twice(both, seed=lot, percent=second.percent):
            seconds.append(_row(sample_id, one, second.user_id, at, second_of=firsts[one].id))
    Review.objects.bulk_create([*firsts.values(), *seconds])
    fact = SampleDrawn(
        sample_id=sample_id, by=by, seed=lot, each=each, drawn=len(chosen), second=len(seconds),
        second_by=second.user_id if second else None,
    )  # fmt: skip
    record(fact, at=at)
    return len(chosen)


def made_up_seed(sample_id: UUID) -> str:
    """Return a seed of twelve letters: digits alone could pass for somebody's document."""
    return sample_id.hex[-12:].translate(_LETTERS)


def _row(
    sample_id: UUID, one: Ended, reviewer_id: int, at: datetime, *, second_of: UUID | None = None
) -> Review:  # fmt: skip
    return Review(
        organisation_id=tenancy.current(), sample_id=sample_id,
        conversation_id=one.conversation_id, agent_id=one.agent_id, reviewer_id=reviewer_id,
        second_of=second_of, drawn_at=at,
    )  # fmt: skip


def _ended(since: datetime, until: datetime, *, without: int) -> list[Ended]:
    found: list[Ended] = []
    touched: set[UUID] = set()
    for entry in happened(_KINDS, since=since, until=until):
        facts = entry.facts
        here = UUID(facts["conversation_id"])
        if facts.get("agent_id") == without:
            touched.add(here)
        if entry.kind == "conversations.resolved":
            found.append(Ended(conversation_id=here, agent_id=facts["agent_id"]))
        elif entry.kind == "conversations.moved" and facts["actor"] == "bot":
            if facts["after"] in _ENDED_BY_BOT:
                found.append(Ended(conversation_id=here, agent_id=None))
    return [one for one in found if one.conversation_id not in touched]
