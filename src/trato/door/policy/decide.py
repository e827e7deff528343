"""The gate: the strictest answer of all rules wins, and what cannot be known refuses.

Pure: the same draft, facts and instant give the same decision for ever. Nothing here sends.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from trato.door.policy.citations import design
from trato.door.policy.known import Known, MissingFact, UnreadableText
from trato.door.policy.looks import Seeing
from trato.door.policy.rule import BROKEN, Answer, Question, RuleRecord
from trato.door.policy.rulebook import RULES
from trato.door.policy.rulebook.timing import keeps_hours, schedule_of
from trato.door.policy.values import (
    ActorRole,
    Author,
    Channel,
    Decision,
    DraftFacts,
    Effect,
    Facts,
    Hit,
    MessageClass,
    Verdict,
)

_PLACE: Final = itemgetter(0)
_STRICTNESS: Final = {effect: rank for rank, effect in enumerate(Effect)}
_REFUSING: Final = frozenset({Effect.BLOCK, Effect.REQUIRE_HUMAN, Effect.REQUIRE, Effect.REDACT})
_REQUIRE_HUMAN: Final = Effect.REQUIRE_HUMAN
_ALLOWED: Final = Verdict.ALLOW
_NOTHING: Final = Effect.ALLOW
# What may be seen together in so many ways; the ways that are seen are few.
_KEPT_MOST: Final = 1024
_FAIL_CLOSED: Final = (design("fail-closed", "na dúvida, a mensagem não sai"),)


def _fingerprint(rules: Sequence[RuleRecord]) -> str:
    """Hash what the rules are and say; a changed word, source or version is another rulebook."""
    digest = hashlib.sha256()
    for r in sorted(rules, key=lambda r: r.id):
        said = (r.id, r.version, r.code, r.effect, r.legal_status, r.message_pt, r.remedy_pt)
        digest.update(repr([str(part) for part in said]).encode())
        digest.update(repr([(c.urn, c.label, str(c.mark)) for c in r.citations]).encode())
        scope = r.applies_to
        for part in (scope.classes, scope.channels, scope.roles, scope.authors):
            digest.update(repr(sorted(str(member) for member in part)).encode())
        digest.update(repr((r.law, r.needs_human, str(r.valid_from), str(r.valid_to))).encode())
    return digest.hexdigest()[:8]


RULEBOOK: Final = f"br-2026.11/{_fingerprint(RULES)}"


_Placed = tuple[tuple[int, Question], ...]


class _Asked(dict[int, _Placed]):
    """The questions to ask, each with its rule's place, by what a seeing saw."""

    def __init__(self, by_bit: dict[int, list[tuple[int, Question]]]) -> None:
        super().__init__()
        self._by_bit = by_bit

    def __missing__(self, seen: int) -> _Placed:
        asked = [one for bit, placed in self._by_bit.items() if seen & bit for one in placed]
        if len(self) >= _KEPT_MOST:
            self.clear()
        self[seen] = found = tuple(sorted(asked, key=_PLACE))
        return found


class _Ready(NamedTuple):
    """A rule ready to be asked.

    `plain` is its hit where an answer adds nothing to its record, `lacking` its hits by the fact
    that was missing.
    """

    rule: RuleRecord
    plain: Hit | None
    lacking: dict[str, Hit]


class _Book(NamedTuple):
    """Rules ready to be asked.

    `always` are the questions that no look spares, `seldom` the others by who sees whether to ask
    them; each with the rule's place.
    """

    rules: tuple[_Ready, ...]
    always: _Placed
    seldom: tuple[tuple[Seeing, _Asked], ...]


def _book(rules: Iterable[RuleRecord]) -> _Book:
    kept = tuple(rules)
    always: list[tuple[int, Question]] = []
    seldom: dict[Seeing, dict[int, list[tuple[int, Question]]]] = {}
    for place, r in enumerate(kept):
        look = r.look
        if look is None:
            always.append((place, r.question))
        else:
            by_bit = seldom.setdefault(look.seeing, {})
            by_bit.setdefault(look.bit, []).append((place, r.question))
    return _Book(
        rules=tuple(
            _Ready(r, None if r.effect is Effect.DEFER else r.hit(BROKEN), {}) for r in kept
        ),
        always=tuple(always),
        seldom=tuple((seeing, _Asked(by_bit)) for seeing, by_bit in seldom.items()),
    )


# Whether the day matters at all: a book without dated rules is one for all days.
_IS_DATED: Final = any(r.valid_from or r.valid_to for r in RULES)


@lru_cache(maxsize=1024)
def _book_for(
    message_class: MessageClass, channel: Channel, role: ActorRole, author: Author, on: date | None
) -> _Book:
    return _book(
        r
        for r in RULES
        if (on is None or r.in_force(on))
        and r.applies_to.covers(message_class, channel, role, author)
    )


def _missing(rule: RuleRecord, fact: str) -> Hit:
    return Hit(
        rule=rule.id,
        version=rule.version,
        code="MISSING_FACT",
        effect=Effect.BLOCK,
        reason=f"Falta um fato que a regra precisa: {fact}.",
        remedy="Complete o cadastro ou espere a consulta terminar.",
        citations=rule.citations,
    )


def _error(rule_id: str, version: int) -> Hit:
    # Nothing of the exception goes in: its text may hold what the draft or the facts hold.
    return Hit(
        rule=rule_id,
        version=version,
        code=f"RULE_ERROR:{rule_id}",
        effect=Effect.BLOCK,
        reason="A regra não pôde ser avaliada.",
        remedy="Avise o suporte; a mensagem fica retida por segurança.",
        citations=_FAIL_CLOSED,
    )


def _ask_one_by_one(
    book: _Book, draft: DraftFacts, known: Known, now: datetime
) -> list[tuple[int, Answer | Hit]]:
    """Ask every rule; return the answers, or what stands for one that a rule cannot give."""
    answers: list[tuple[int, Answer | Hit]] = []
    for place, (rule, _, lacking) in enumerate(book.rules):
        answer: Answer | Hit | None
        try:
            answer = rule.question(draft, known, now)
        except UnreadableText:
            raise
        except MissingFact as missing:
            answer = lacking.get(missing.fact)
            if answer is None:
                # Facts are named by rules and by us: there are only so many.
                answer = lacking[missing.fact] = _missing(rule, missing.fact)
        except Exception:
            answer = _error(rule.id, rule.version)
        if answer is not None:
            answers.append((place, answer))
    return answers


def _ask_where_it_matters(
    book: _Book, draft: DraftFacts, known: Known, now: datetime
) -> list[tuple[int, Answer | Hit]]:
    """Return what those rules answer that may have an answer; raise what any of them raises."""
    answers: list[tuple[int, Answer | Hit]] = []
    for place, question in book.always:
        answer = question(draft, known, now)
        if answer is not None:
            answers.append((place, answer))
    for seeing, asked in book.seldom:
        seen = seeing(draft, known)
        if seen:
            for place, question in asked[seen]:
                answer = question(draft, known, now)
                if answer is not None:
                    answers.append((place, answer))
    if len(answers) > 1:
        answers.sort(key=_PLACE)
    return answers


def _hit(rule: RuleRecord, plain: Hit | None, answer: Answer | Hit) -> Hit:
    if answer is BROKEN and plain is not None:
        return plain
    if isinstance(answer, Hit):
        return answer
    try:
        return rule.hit(answer)
    except Exception:
        return _error(rule.id, rule.version)


def _ask_all(
    book: _Book, draft: DraftFacts, known: Known, now: datetime
) -> tuple[tuple[Hit, ...], bool]:
    """Return every hit, in rule order, and whether one of them calls a human.

    Raises:
        UnreadableText: no rule can tell what the text says.
    """
    if known.is_whole:
        try:
            answers = _ask_where_it_matters(book, draft, known, now)
        except UnreadableText:
            raise
        except Exception:
            # Which one it was is told by asking again: rules are pure, the others say the same.
            answers = _ask_one_by_one(book, draft, known, now)
    else:
        # Where a part is missing, most looks could not see.
        answers = _ask_one_by_one(book, draft, known, now)
    if not answers:
        return (), False
    found: list[Hit] = []
    needs_human = False
    for place, answer in answers:
        rule, plain, _ = book.rules[place]
        hit = _hit(rule, plain, answer)
        found.append(hit)
        needs_human |= rule.needs_human or hit.effect is _REQUIRE_HUMAN
    return tuple(found), needs_human


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
        return Verdict.REFUSE
    return Verdict.HOLD if Effect.DEFER in effects else Verdict.ALLOW


def _conclude(
    hits: tuple[Hit, ...], draft: DraftFacts, known: Known, now: datetime, needs_human: bool
) -> Decision:
    if not hits:
        return Decision(
            verdict=_ALLOWED, effect=_NOTHING, rulebook=RULEBOOK, decided_at=now, hits=hits
        )
    effects = {hit.effect for hit in hits}
    verdict = _verdict(effects)
    hold_until = None
    if verdict is Verdict.HOLD:
        try:
            hold_until = _hold_until(hits, draft, known, now)
        except Exception:
            failed = _error("br.door.hold", 1)
            hits, verdict = (*hits, failed), Verdict.REFUSE
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
    book: _Book, draft: DraftFacts, facts: Facts, now: datetime, *, reads_text: bool
) -> Decision:
    try:
        known = Known(draft, facts, now)
        if reads_text:
            known.look_through()
        hits, needs_human = _ask_all(book, draft, known, now)
    except Exception:
        return Decision(
            verdict=Verdict.REFUSE,
            effect=Effect.BLOCK,
            rulebook=RULEBOOK,
            decided_at=now,
            hits=(_error("br.door.facts", 1),),
        )
    return _conclude(hits, draft, known, now, needs_human)


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
    return _judge(_own(rules, now.date()), draft, facts, now, reads_text=False)


_own_lately: tuple[Sequence[RuleRecord], date, _Book] | None = None


def _own(rules: Sequence[RuleRecord], on: date) -> _Book:
    """Return a caller's rules ready to be asked; the same tuple again is not gone through again."""
    global _own_lately
    kept = _own_lately
    if kept and kept[0] is rules and kept[1] == on:
        return kept[2]
    book = _book(rule for rule in rules if rule.in_force(on))
    if isinstance(rules, tuple):
        _own_lately = rules, on, book
    return book


def decide(draft: DraftFacts, facts: Facts, now: datetime) -> Decision:
    """Decide whether a message may leave, and if not, why not and until when.

    No hit ends the asking: every rule in scope is asked that its quick look does not show to have
    nothing to say. A rule that raises or lacks a fact refuses. `hold_until` lies inside the contact
    window of the person's place.

    Raises:
        ValueError: `now` has no time zone.
    """
    now = _in_utc(now)
    book = _book_for(
        draft.message_class,
        draft.channel,
        facts.organisation.actor_role,
        draft.author,
        now.date() if _IS_DATED else None,
    )
    # Whatever the scope, some rule asks what the text says.
    return _judge(book, draft, facts, now, reads_text=True)
