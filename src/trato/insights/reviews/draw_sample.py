"""A supervisor draws ended conversations to read; never one that they had a hand in themselves."""

from datetime import datetime
from uuid import UUID

from trato.foundation import tenancy
from trato.foundation.ids import new_id
from trato.insights.reviews.models import Review, Sample
from trato.insights.reviews.rules import EACH_MAX, draw
from trato.insights.reviews.values import Ended
from trato.journal.facts.reviews import SampleDrawn
from trato.journal.read import happened
from trato.journal.record import record

_KINDS = ("conversations.moved", "conversations.given", "conversations.resolved")
_ENDED_BY_BOT = frozenset({"agreement", "resolved"})


class BadSample(ValueError):
    """So many conversations of each, or such a seed, cannot be drawn."""


def draw_sample(
    *, seed: str, each: int, since: datetime, until: datetime, by: int, at: datetime
) -> int:
    """Draw up to `each` conversations of every agent and of the assistant; return how many.

    An empty seed is made up and kept: whoever has it draws the same from the same conversations.

    Raises:
        BadSample: a seed too long, or a number out of bounds.
    """
    if not 1 <= each <= EACH_MAX or len(seed) > 40:
        raise BadSample
    sample_id = new_id()
    lot = seed.strip() or sample_id.hex[-12:]
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
    Review.objects.bulk_create(
        Review(
            organisation_id=here,
            sample_id=sample_id,
            conversation_id=one.conversation_id,
            agent_id=one.agent_id,
            reviewer_id=by,
            drawn_at=at,
        )
        for one in chosen
    )
    record(SampleDrawn(sample_id=sample_id, by=by, seed=lot, each=each, drawn=len(chosen)), at=at)
    return len(chosen)


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
