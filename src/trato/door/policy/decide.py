"""The gate: the strictest answer of all rules wins, and what cannot be known refuses.

Pure: the same draft, facts and instant give the same decision for ever. Nothing here sends.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from trato.door.policy.book import IS_DATED, RULEBOOK, Book, book_for, own_book
from trato.door.policy.known import Known
from trato.door.policy.objections import error, objections
from trato.door.policy.rule import RuleRecord
from trato.door.policy.rulebook.timing import keeps_hours, schedule_of
from trato.door.policy.values import Decision, DraftFacts, Effect, Facts, Hit, Verdict

__all__ = ("RULEBOOK", "decide", "decide_with")

_STRICTNESS: Final = {effect: rank for rank, effect in enumerate(Effect)}
_REFUSING: Final = frozenset({Effect.BLOCK, Effect.REQUIRE_HUMAN, Effect.REQUIRE, Effect.REDACT})
# Looking a member up in its class takes longer than most rules take.
_ALLOW: Final = Verdict.ALLOW
_HOLD: Final = Verdict.HOLD
_REFUSE: Final = Verdict.REFUSE
_NOTHING: Final = Effect.ALLOW
_DEFER: Final = Effect.DEFER


def _hold_until(
    hits: Sequence[Hit], draft: DraftFacts, known: Known, now: datetime
) -> datetime | None:
    """Return the latest of what the hits ask, moved into the contact window if it matters."""
    latest = max((hit.until for hit in hits if hit.until is not None), default=now)
    if not keeps_hours(draft, known):
        return latest
    return schedule_of(known).next_opening(latest, known.local_holidays)


def _verdict(effects: set[Effect]) -> Verdict:
    """Refuse if any hit refuses: a message that would be refused later is not made to wait."""
    if not effects.isdisjoint(_REFUSING):
        return _REFUSE
    return _HOLD if _DEFER in effects else _ALLOW


def _conclude(
    hits: tuple[Hit, ...], draft: DraftFacts, known: Known, now: datetime, needs_human: bool
) -> Decision:
    effects = {hit.effect for hit in hits}
    verdict = _verdict(effects)
    hold_until = None
    if verdict is _HOLD:
        try:
            hold_until = _hold_until(hits, draft, known, now)
        except Exception:
            failed = error("br.door.hold", 1)
            hits, verdict = (*hits, failed), _REFUSE
            effects.add(failed.effect)
    return Decision(
        verdict=verdict,
        effect=min(effects, key=_STRICTNESS.__getitem__),
        rulebook=RULEBOOK,
        decided_at=now,
        hits=hits,
        hold_until=hold_until,
        needs_human=needs_human,
    )


def _judge(
    book: Book, draft: DraftFacts, facts: Facts, now: datetime, *, reads_text: bool
) -> Decision:
    try:
        known = Known(draft, facts, now)
        if reads_text:
            known.look_through()
        hits, needs_human = objections(book, draft, known, now)
    except Exception:
        return Decision(
            verdict=_REFUSE,
            effect=Effect.BLOCK,
            rulebook=RULEBOOK,
            decided_at=now,
            hits=(error("br.door.facts", 1),),
        )
    if hits:
        return _conclude(hits, draft, known, now, needs_human)
    return Decision(verdict=_ALLOW, effect=_NOTHING, rulebook=RULEBOOK, decided_at=now, hits=hits)


def _in_utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must be an aware instant")
    return now if now.tzinfo is UTC else now.astimezone(UTC)


def decide_with(
    rules: Sequence[RuleRecord], draft: DraftFacts, facts: Facts, now: datetime
) -> Decision:
    """Decide under the given rules, whatever their scope; `decide` picks those in scope.

    Raises:
        ValueError: `now` has no time zone.
    """
    now = _in_utc(now)
    return _judge(own_book(rules, now.date()), draft, facts, now, reads_text=False)


def decide(draft: DraftFacts, facts: Facts, now: datetime) -> Decision:
    """Decide whether a message may leave, and if not, why not and until when.

    No hit ends the asking: every rule in scope is asked that its quick look does not show to have
    nothing to say. A rule that raises or lacks a fact refuses. `hold_until` lies inside the contact
    window of the person's place.

    Raises:
        ValueError: `now` has no time zone.
    """
    now = _in_utc(now)
    book = book_for(
        draft.message_class,
        draft.channel,
        facts.organisation.actor_role,
        draft.author,
        now.date() if IS_DATED else None,
    )
    # Whatever the scope, some rule asks what the text says.
    return _judge(book, draft, facts, now, reads_text=True)
