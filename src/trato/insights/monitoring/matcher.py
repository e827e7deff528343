"""Finds the terms of lexicons in messages, by the thousand: one pass, then a look at what it found.

The first pass only says where to look; whether a phrase is meant is asked of `rules`.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

import ahocorasick_rs
from rapidfuzz import process
from rapidfuzz.distance import OSA

from trato.insights.monitoring.plain import fold_many, triples, unmask
from trato.insights.monitoring.rules import Reading, is_meant, read
from trato.insights.monitoring.terms import Compiled, compile_term
from trato.insights.monitoring.values import (
    SEVERITY_OF,
    Finding,
    Severity,
    Side,
    Term,
    WordClass,
    Written,
)

_BATCH: Final = 2000
_SHORTEST_MISTYPED, _SHORTEST_MISTYPED_TWICE = 7, 9
# Words of their own, one letter from a sign.
_NO_SLIPS: Final = frozenset(
    "resolver resolvi contrato contato encerramos correto escrito escrita escritos escritas "
    "pausada apagamento".split()
)
_WORDS_KEPT: Final = 200_000

_OF_CODE: Final = {
    "FOREIGN_PIX_KEY": WordClass.FRAUD,
    "PAY_DEST_NOT_CREDITOR": WordClass.FRAUD,
    "PAY_DEST_OTHER_HOLDER": WordClass.FRAUD,
    "ASKS_WHOLE_IDENTIFIER": WordClass.FRAUD,
    "ID_BEFORE_DEBT": WordClass.DISCLOSURE,
    "THIRD_PARTY_DISCLOSURE": WordClass.DISCLOSURE,
    "WHATSAPP_THIRD_PARTY": WordClass.DISCLOSURE,
    "UNDUE_AMOUNT_DOUBLE": WordClass.WRONG_AMOUNT,
    "ART71_FALSE_THREAT": WordClass.HARASSMENT,
    "ART71_WORK_REST": WordClass.HARASSMENT,
}
"""What the door's reasons are a sign of: it knew the ledger, the creditor's keys and identity."""


class Matcher:
    """The terms of one organisation, ready. Keeps words it has met, never messages."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Make ready; a term that cannot be compiled raises `BadTerm`."""
        compiled = [compile_term(term) for term in terms]
        by_anchor: dict[str, list[Compiled]] = defaultdict(list)
        self._excuses: dict[WordClass, list[Compiled]] = defaultdict(list)
        for one in compiled:
            if one.excuses:
                self._excuses[one.term.word_class].append(one)
            else:
                by_anchor[one.anchor].append(one)
        self._stretched = len(by_anchor)
        self._terms = list(by_anchor.values())
        # Most anchors are one side's alone; None is both. Hashing an enum is dear here.
        self._only = [_only_side(terms) for terms in self._terms]
        self._longest = [max(one.longest for one in terms) for terms in self._terms]
        anchors = [*by_anchor, *triples()]
        self._automaton = ahocorasick_rs.AhoCorasick(
            anchors,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.DFA,
        )
        words = {word for one in compiled for word in one.words}
        telling = {w for one in compiled for w in one.words if len(one.words) == 1 or len(w) > 8}
        self._vocabulary = sorted(w for w in telling if len(w) >= _SHORTEST_MISTYPED)
        stems = [w for one in compiled for w in one.stems]
        self._stems = sorted(w for w in set(stems) if len(w) >= _SHORTEST_MISTYPED - 1)
        self._known: dict[str, str] = dict.fromkeys(words, "")
        self._mistyped: dict[str, str] = {}

    def look(self, messages: Sequence[Written]) -> list[tuple[int, Finding]]:
        """Return what messages are signs of, each with its place in the sequence, in order."""
        found: list[tuple[int, Finding]] = []
        for start in range(0, len(messages), _BATCH):
            batch = messages[start : start + _BATCH]
            found += [(start + place, one) for place, one in self._look(batch)]
        return found

    def _look(self, batch: Sequence[Written]) -> list[tuple[int, Finding]]:
        words, disguised = fold_many([message.text for message in batch])
        plain = f" {' '.join(words)} "
        suspects: dict[int, set[int]] = {place: set() for place in disguised}
        parts = plain.split("|")
        starts = [0, *accumulate([len(part) + 1 for part in parts])]
        for term, at, _ in self._automaton.find_matches_as_indexes(plain, overlapping=True):
            place = bisect_right(starts, at) - 1
            if term < self._stretched:
                side, only = batch[place].side, self._only[term]
                if only is not None and only is not side:
                    continue
                # `= para` is in every second message, and nearly never all of it.
                if len(parts[place]) > self._longest[term]:
                    continue
                if not self._is_said(term, side, parts[place]):
                    continue
            suspects.setdefault(place, set()).add(term)
        for word in self._mistyped_in(words):
            at = plain.find(f" {word} ")
            while at >= 0:
                suspects.setdefault(bisect_right(starts, at) - 1, set()).add(-1)
                at = plain.find(f" {word} ", at + 1)
        masked = set(disguised)
        found = []
        for place in sorted(suspects):
            message, terms = batch[place], suspects[place]
            again = place in masked or any(t < 0 or t >= self._stretched for t in terms)
            found += [(place, one) for one in self._judge(message, terms, again=again)]
        told = [(p, one) for p, m in enumerate(batch) if m.codes for one in _by_codes(m)]
        return _once(found + told)

    def _is_said(self, term: int, side: Side, plain: str) -> bool:
        plain = plain.strip()
        for one in self._terms[term]:
            if one.side is side and one.pattern.search(plain):
                return True
        return False

    def _mistyped_in(self, said: Sequence[str]) -> set[str]:
        words = set(said)
        # Asked word by word: to take all that are known away is to go through all of them.
        new = words.difference(self._known)
        if new:
            if len(self._known) > _WORDS_KEPT:
                self._known = {w: "" for one in self._terms for c in one for w in c.words}
                self._mistyped.clear()
            for word in new:
                meant = self._meant_by(word)
                self._known[word] = meant
                if meant:
                    self._mistyped[word] = meant
        return words.intersection(self._mistyped)

    def _meant_by(self, word: str) -> str:
        if len(word) < _SHORTEST_MISTYPED or not word.isalpha() or word in _NO_SLIPS:
            return ""
        slips = 2 if len(word) >= _SHORTEST_MISTYPED_TWICE else 1
        best = process.extractOne(word, self._vocabulary, scorer=OSA.distance, score_cutoff=slips)
        if best is None or word[0] != best[0][0]:
            # Who mistypes a word rarely mistypes its first letter; another one is another word.
            return ""
        meant: str = best[0]
        # The same but for its end is an ending of the language's, not a slip.
        return "" if word[: len(meant) - 2] == meant[:-2] else meant

    def _judge(self, message: Written, terms: set[int], *, again: bool) -> list[Finding]:
        candidates = [c for t in terms if 0 <= t < self._stretched for c in self._terms[t]]
        found = self._in(read(message.text), message.side, candidates) if candidates else []
        if again:
            mended = read(unmask(message.text))
            words = tuple([self._mistyped.get(word) or word for word in mended.words])
            mended = Reading(words, mended.clauses, mended.quoted)
            plain = f" {mended.plain} "
            hits = self._automaton.find_matches_as_indexes(plain, overlapping=True)
            candidates = [c for t, _, _ in hits if t < self._stretched for c in self._terms[t]]
            found += self._in(mended, message.side, candidates)
        return found

    def _in(self, reading: Reading, side: Side, candidates: list[Compiled]) -> list[Finding]:
        plain, found = reading.plain, []
        for one in candidates:
            cls = one.term.word_class
            if one.side is not side:
                continue
            for match in one.pattern.finditer(plain):
                first = plain.count(" ", 0, match.start())
                last = first + match.group().count(" ")
                if self._is_excused(cls, plain, match.start(), match.end()):
                    continue
                if is_meant(reading, first, last, side=side, cls=cls):
                    found.append(_finding(cls, one.term.text))
                    break
        return found

    def _is_excused(self, cls: WordClass, plain: str, start: int, end: int) -> bool:
        bounded = f" {plain} "
        for excuse in self._excuses.get(cls, ()):
            # Most are not there at all, and a look for a piece of text is cheap.
            if excuse.anchor not in bounded:
                continue
            for match in excuse.pattern.finditer(plain):
                if excuse.vetoes or (match.start() < end and start < match.end()):
                    return True
        return False


def _only_side(terms: list[Compiled]) -> Side | None:
    sides = {one.side for one in terms}
    return sides.pop() if len(sides) == 1 else None


def _finding(cls: WordClass, sign: str) -> Finding:
    return Finding(word_class=cls, sign=sign, severity=SEVERITY_OF[cls])


def _by_codes(message: Written) -> list[Finding]:
    return [
        Finding(word_class=_OF_CODE[code], sign=code, severity=Severity.SERIOUS)
        for code in message.codes
        if code in _OF_CODE and message.side is Side.COMPANY
    ]


def _once(found: list[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """Keep one finding per message and class: the first."""
    kept = {(place, one.word_class): one for place, one in reversed(found)}
    return sorted(((p, one) for (p, _), one in kept.items()), key=lambda x: (x[0], x[1].word_class))
