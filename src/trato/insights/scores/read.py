"""Score cards of agents and of the assistant's versions over a while, from what really happened."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from trato.casework.conversations.tabulations import tabulations
from trato.casework.negotiation.count import accepted_between
from trato.casework.reception.read import ratings
from trato.door.outbox.tallies import Tally, rulebooks_of, said_by_people, tallies
from trato.insights.monitoring.read import violations
from trato.insights.scores.rules import credit, episodes, holder_at
from trato.insights.scores.values import Card, Deed, Episode, What
from trato.journal.read import happened

_KINDS = ("conversations.moved", "conversations.given", "conversations.resolved")
_KEPT = frozenset({"active", "completed"})


def score_cards(
    agent_ids: Iterable[int], *, since: datetime, until: datetime
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Return the cards of agents and those of the assistant, one a rulebook it spoke under.

    Everything that happened in `[since, until)`; an episode belongs to when it began.
    """
    people = {i: Card(agent_id=i) for i in agent_ids}
    found = episodes(_deeds(since, until))
    credit(found, people)
    sent = tallies(since=since, until=until)
    bot = {t.rulebook: Card(agent_id=None, version=t.rulebook) for t in sent if t.agent_id is None}
    for tally in sent:
        _tally(people.get(tally.agent_id) if tally.agent_id else bot[tally.rulebook], tally)
    _violations(people, bot, since, until)
    # Rulebooks are named by a digest: only when each was first spoken under puts them in order.
    spoken = sorted((t.first_at, t.rulebook) for t in sent if t.agent_id is None)
    latest = bot[spoken[-1][1]] if spoken else None
    _agreements(found, people, [(at, bot[rulebook]) for at, rulebook in spoken], since, until)
    for line in ratings(since=since, until=until):
        card = people.get(line.agent_id) if line.agent_id else latest
        if card:
            card.asked, card.rated, card.rating = line.asked, line.answered, line.mean
    return tuple(people.values()), tuple(bot[v] for v in sorted(bot))


def _deeds(since: datetime, until: datetime) -> Iterator[Deed]:
    resolves = {card.code for card in tabulations(with_retired=True) if card.is_resolution}
    for entry in happened(_KINDS, since=since, until=until):
        facts = entry.facts
        here = UUID(facts["conversation_id"])
        if entry.kind == "conversations.given":
            agent_id = facts["agent_id"]
            yield Deed(at=entry.at, conversation_id=here, what=What.GIVEN, agent_id=agent_id)
        elif entry.kind == "conversations.resolved":
            code = facts["tabulation"]
            yield Deed(
                at=entry.at,
                conversation_id=here,
                what=What.RESOLVED,
                agent_id=facts["agent_id"],
                code=code,
                is_resolution=code in resolves,
            )
        elif facts["after"] == "human_queue":
            yield Deed(at=entry.at, conversation_id=here, what=What.QUEUED)
        elif facts["reason"] == "given_back":
            yield Deed(at=entry.at, conversation_id=here, what=What.RETURNED)
    for said in said_by_people(since=since, until=until):
        yield Deed(
            at=said.at,
            conversation_id=said.conversation_id,
            what=What.SAID,
            agent_id=said.agent_id,
        )


def _tally(card: Card | None, tally: Tally) -> None:
    if card:
        card.messages += tally.left
        card.refused += tally.refused


def _violations(
    people: dict[int, Card], bot: dict[str, Card], since: datetime, until: datetime
) -> None:
    found = violations(since=since, until=until)
    spoken_under = rulebooks_of([i for i, agent_id in found if agent_id is None])
    for message_id, agent_id in found:
        card = people.get(agent_id) if agent_id else bot.get(spoken_under.get(message_id, ""))
        if card:
            card.violations += 1


def _agreements(
    found: list[Episode],
    people: dict[int, Card],
    spoken: list[tuple[datetime, Card]],
    since: datetime,
    until: datetime,
) -> None:
    by_thread: dict[UUID, list[Episode]] = {}
    for one in found:
        by_thread.setdefault(one.conversation_id, []).append(one)
    for deal in accepted_between(since=since, until=until):
        here = deal.conversation_id
        holder = holder_at(by_thread.get(here, []), here, deal.accepted_at) if here else None
        then = [one for at, one in spoken if at <= deal.accepted_at]
        card = people.get(holder) if holder else next(reversed(then), None)
        if card:
            card.agreements += 1
            card.agreed_cents += deal.total_cents
            card.kept += deal.state in _KEPT
            card.broken += deal.state == "broken"
