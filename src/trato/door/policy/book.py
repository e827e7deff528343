"""Rules made ready to be asked: who is in scope, and whom to ask for what stands out."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from trato.door.policy.looks import Look, Seeing
from trato.door.policy.rule import BROKEN, Question, RuleRecord
from trato.door.policy.rulebook import RULES
from trato.door.policy.values import ActorRole, Author, Channel, Effect, Hit, MessageClass

# What may be seen together in so many ways; the ways that are seen are few.
_KEPT_MOST: Final = 1024


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


class Ready(NamedTuple):
    """A rule ready to be asked.

    `plain` is its hit where an answer adds nothing to its record, `lacking` its hits by the fact
    that was missing.
    """

    question: Question
    rule: RuleRecord
    plain: Hit | None
    lacking: dict[str, Hit]


class Sight(NamedTuple):
    """A seeing with the place of its bits among those of all, and the bits that rules look at."""

    seeing: Seeing
    place: int
    bits: int


class _Asked(dict[int, tuple[Ready, ...]]):
    """The rules to ask, in their order, by what stands out."""

    def __init__(self, rules: tuple[Ready, ...], bits: tuple[int, ...]) -> None:
        super().__init__()
        self._rules = tuple(zip(rules, bits, strict=True))

    def __missing__(self, seen: int) -> tuple[Ready, ...]:
        if len(self) >= _KEPT_MOST:
            self.clear()
        self[seen] = found = tuple(
            [ready for ready, bits in self._rules if not bits or seen & bits]
        )
        return found


class Book(NamedTuple):
    """Rules ready to be asked: `rules` are all of them, `asked` those that no look spares."""

    rules: tuple[Ready, ...]
    sights: tuple[Sight, ...]
    asked: dict[int, tuple[Ready, ...]]


def _sights(looks: Iterable[Look]) -> tuple[Sight, ...]:
    bits: dict[Seeing, int] = {}
    for look in looks:
        bits[look.seeing] = bits.get(look.seeing, 0) | look.bits
    found, place = [], 0
    # The narrow ones first: together they seldom need more than a machine's small number.
    for seeing, all_bits in sorted(bits.items(), key=lambda one: one[1].bit_length()):
        found.append(Sight(seeing, place, all_bits))
        place += all_bits.bit_length()
    return tuple(found)


def book_of(rules: Iterable[RuleRecord]) -> Book:
    """Make rules ready to be asked, in the order given."""
    kept = tuple(rules)
    looks = [rule.look for rule in kept]
    sights = _sights([look for look in looks if look is not None])
    places = {sight.seeing: sight.place for sight in sights}
    ready = tuple(
        Ready(r.question, r, None if r.effect is Effect.DEFER else r.hit(BROKEN), {}) for r in kept
    )
    bits = tuple([0 if look is None else look.bits << places[look.seeing] for look in looks])
    return Book(rules=ready, sights=sights, asked=_Asked(ready, bits))


# Whether the day matters at all: a book without dated rules is one for all days.
IS_DATED: Final = any(r.valid_from or r.valid_to for r in RULES)


@lru_cache(maxsize=1024)
def book_for(
    message_class: MessageClass, channel: Channel, role: ActorRole, author: Author, on: date | None
) -> Book:
    """Return the rules in scope for a kind of message; `on` matters only to a dated rulebook."""
    return book_of(
        r
        for r in RULES
        if (on is None or r.in_force(on))
        and r.applies_to.covers(message_class, channel, role, author)
    )


_own_lately: tuple[Sequence[RuleRecord], date, Book] | None = None


def own_book(rules: Sequence[RuleRecord], on: date) -> Book:
    """Return a caller's rules ready to be asked; the same tuple again is not gone through again."""
    global _own_lately
    kept = _own_lately
    if kept and kept[0] is rules and kept[1] == on:
        return kept[2]
    book = book_of(rule for rule in rules if rule.in_force(on))
    if isinstance(rules, tuple):
        _own_lately = rules, on, book
    return book
