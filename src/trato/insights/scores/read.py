"""Score cards of agents and of the assistant's versions over a while, from what really happened."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, tzinfo
from uuid import UUID

from trato.book.people.count import proven_contacts
from trato.casework.conversations.tabulations import tabulations
from trato.casework.negotiation.commitments import commitments_between
from trato.casework.negotiation.count import accepted_between
from trato.casework.payments.count import paid_by
from trato.casework.reception.read import ratings
from trato.door.outbox.tallies import Tally, said_by_people, tallies, threads, versions_of
from trato.insights.monitoring.read import violations
from trato.insights.scores.kept import honoured
from trato.insights.scores.rules import credit, episodes, holder_at
from trato.insights.scores.values import Card, Deed, Episode, What
from trato.journal.read import happened

_KINDS = ("conversations.moved", "conversations.given", "conversations.resolved")
Whose = Callable[[UUID | None, datetime], Card | None]
"""Whose card what was agreed in a conversation at an instant belongs to."""

_KEPT = frozenset({"active", "completed"})


def score_cards(
    agent_ids: Iterable[int], *, since: datetime, until: datetime, now: datetime, zone: tzinfo
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Return the cards of agents and of the assistant, one a version and rulebook.

    Everything that happened in `[since, until)`; an episode belongs to when it began, a promise to
    when it was given. Whether it was kept is told as of `now`; its day ends as in `zone`.
    """
    people = {i: Card(agent_id=i) for i in agent_ids}
    found = episodes(_deeds(since, until))
    credit(found, people)
    sent = tallies(since=since, until=until)
    bot = {t.version: Card(agent_id=None, version=t.version) for t in sent if t.agent_id is None}
    for tally in sent:
        _tally(people.get(tally.agent_id) if tally.agent_id else bot[tally.version], tally)
    _violations(people, bot, since, until)
    # Versions are named by a digest: only when each was first spoken by puts them in order.
    spoken = sorted((t.first_at, t.version) for t in sent if t.agent_id is None)
    latest = bot[spoken[-1][1]] if spoken else None
    whose = _whose(found, people, [(at, bot[version]) for at, version in spoken])
    _agreements(whose, since, until)
    _reached(people, bot, since, until)
    _words(whose, since, until, now, zone)
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
    spoken_by = versions_of([i for i, agent_id in found if agent_id is None])
    for message_id, agent_id in found:
        card = people.get(agent_id) if agent_id else bot.get(spoken_by.get(message_id, ""))
        if card:
            card.violations += 1


def _whose(
    found: list[Episode], people: dict[int, Card], spoken: list[tuple[datetime, Card]]
) -> Whose:
    by_thread: dict[UUID, list[Episode]] = {}
    for one in found:
        by_thread.setdefault(one.conversation_id, []).append(one)

    def whose(here: UUID | None, then: datetime) -> Card | None:
        holder = holder_at(by_thread.get(here, []), here, then) if here else None
        if holder:
            return people.get(holder)
        return next((card for at, card in reversed(spoken) if at <= then), None)

    return whose


def _agreements(whose: Whose, since: datetime, until: datetime) -> None:
    for deal in accepted_between(since=since, until=until):
        card = whose(deal.conversation_id, deal.accepted_at)
        if card:
            card.agreements += 1
            card.agreed_cents += deal.total_cents
            card.kept += deal.state in _KEPT
            card.broken += deal.state == "broken"


def _reached(
    people: dict[int, Card], bot: dict[str, Card], since: datetime, until: datetime
) -> None:
    lines = threads(since=since, until=until)
    proven = proven_contacts({line.contact_point_id for line in lines}, until=until)
    for line in lines:
        card = people.get(line.agent_id) if line.agent_id else bot.get(line.version)
        if card and line.contact_point_id in proven:
            card.reached.add(line.conversation_id)


def _words(whose: Whose, since: datetime, until: datetime, now: datetime, zone: tzinfo) -> None:
    words = commitments_between(since=since, until=until)
    paid = paid_by({word.person_id for word in words}, since=since)
    for word in words:
        card = whose(word.conversation_id, word.given_at)
        if card is None:
            continue
        if word.conversation_id:
            # Whoever gives their word was reached, even where nothing of ours left in the period.
            card.reached.add(word.conversation_id)
            card.promised.add(word.conversation_id)
        kept = honoured(word, paid.get(word.person_id, ()), now=now, zone=zone)
        if kept is not None:
            card.due += 1
            card.honoured += kept
