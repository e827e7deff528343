"""What a rule is: a pure question, its law, its words. Nothing here evaluates a whole rulebook."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from trato.door.policy.known import Known
from trato.door.policy.looks import Look
from trato.door.policy.values import (
    ActorRole,
    Author,
    Channel,
    Citation,
    DraftFacts,
    Effect,
    Hit,
    LegalStatus,
    MessageClass,
)


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """What a rule found. A field left None is taken from the rule's record."""

    until: datetime | None = None
    reason: str | None = None
    remedy: str | None = None
    effect: Effect | None = None
    citations: tuple[Citation, ...] | None = None


BROKEN = Answer()
_DEFER: Final = Effect.DEFER

Question = Callable[[DraftFacts, Known, datetime], Answer | None]

_LOOKS: Final[dict[Question, Look]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a rule speaks to; an empty set means everybody."""

    classes: frozenset[MessageClass] = frozenset()
    channels: frozenset[Channel] = frozenset()
    roles: frozenset[ActorRole] = frozenset()
    authors: frozenset[Author] = frozenset()

    def covers(
        self, message_class: MessageClass, channel: Channel, role: ActorRole, author: Author
    ) -> bool:
        """Tell whether a message of that kind is in scope."""
        return (
            (not self.classes or message_class in self.classes)
            and (not self.channels or channel in self.channels)
            and (not self.roles or role in self.roles)
            and (not self.authors or author in self.authors)
        )


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    """One rule: the question it asks, the norm it stands on, and what a person is told."""

    id: str
    version: int
    code: str
    effect: Effect
    citations: tuple[Citation, ...]
    legal_status: LegalStatus
    applies_to: Scope
    message_pt: str
    remedy_pt: str
    summary: str
    law: str
    question: Question
    needs_human: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def look(self) -> Look | None:
        """The quick look that spares asking this question; it is the question's, not the record's.

        With another question in its place, a rule is always asked.
        """
        return _LOOKS.get(self.question)

    def in_force(self, on: date) -> bool:
        """Tell whether the rule is valid on that day; both ends are included."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

    def hit(self, answer: Answer) -> Hit:
        """Turn an answer into a hit of this rule.

        Raises:
            ValueError: the hit would defer without saying until when.
        """
        effect = answer.effect or self.effect
        if effect is _DEFER and answer.until is None:
            raise ValueError("a rule that defers says until when")
        return Hit(
            rule=self.id,
            version=self.version,
            code=self.code,
            effect=effect,
            reason=answer.reason or self.message_pt,
            remedy=answer.remedy or self.remedy_pt,
            citations=self.citations if answer.citations is None else answer.citations,
            until=answer.until if effect is _DEFER else None,
        )


def _documented(question: Question) -> tuple[str, str]:
    """Split a rule's docstring into its summary and its law.

    Raises:
        ValueError: the docstring has no `Law:` part; no rule goes without its source.
    """
    doc = question.__doc__ or ""
    summary, found, law = doc.partition("Law:")
    if not found or not law.strip() or not summary.strip():
        raise ValueError("a rule's docstring has a summary and a Law: line")
    return " ".join(summary.split()), " ".join(law.split())


def rule(
    id: str,
    *,
    version: int,
    code: str,
    effect: Effect,
    citations: tuple[Citation, ...],
    legal_status: LegalStatus,
    message_pt: str,
    remedy_pt: str,
    applies_to: Scope = EVERYTHING,
    needs_human: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
    look: Look | None = None,
) -> Callable[[Question], RuleRecord]:
    """Make a rule of a pure function `(draft, facts, now) -> Answer | None`.

    `needs_human` puts a refusal before a human even when the effect alone would not. `look` is a
    quick look (`looks.py`): where it sees nothing, the rule answers None and need not be asked.
    """
    if not citations:
        raise ValueError("a rule cites its source, if only our own design")

    def record(question: Question) -> RuleRecord:
        summary, law = _documented(question)
        if look is not None:
            _LOOKS[question] = look
        return RuleRecord(
            id=id,
            version=version,
            code=code,
            effect=effect,
            citations=citations,
            legal_status=legal_status,
            applies_to=applies_to,
            message_pt=message_pt,
            remedy_pt=remedy_pt,
            summary=summary,
            law=law,
            question=question,
            needs_human=needs_human,
            valid_from=valid_from,
            valid_to=valid_to,
        )

    return record
