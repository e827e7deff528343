"""Asks the rules of a book, and makes hits of their answers and of what they could not answer."""

from datetime import datetime
from typing import Final

from trato.door.policy.book import Book, Ready
from trato.door.policy.citations import design
from trato.door.policy.known import Known, MissingFact, UnreadableText
from trato.door.policy.rule import BROKEN, Answer, RuleRecord
from trato.door.policy.values import DraftFacts, Effect, Hit

_REQUIRE_HUMAN: Final = Effect.REQUIRE_HUMAN
_FAIL_CLOSED: Final = (design("fail-closed", "na dúvida, a mensagem não sai"),)


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


def error(rule_id: str, version: int) -> Hit:
    """Return the hit of a rule that failed.

    Nothing of the exception goes in: its text may hold what the draft or the facts hold.
    """
    return Hit(
        rule=rule_id,
        version=version,
        code=f"RULE_ERROR:{rule_id}",
        effect=Effect.BLOCK,
        reason="A regra não pôde ser avaliada.",
        remedy="Avise o suporte; a mensagem fica retida por segurança.",
        citations=_FAIL_CLOSED,
    )


def standing_out(book: Book, draft: DraftFacts, known: Known) -> tuple[Ready, ...]:
    """Return the rules that may have something to say; all of them, if a look fails."""
    seen = 0
    try:
        for seeing, place, bits in book.sights:
            try:
                seen |= (seeing(draft, known) & bits) << place
            except MissingFact:
                seen |= bits << place
        return book.asked[seen]
    except Exception:
        # What made it fail, the rules that read it tell.
        return book.rules


def _hit(ready: Ready, answer: Answer) -> Hit:
    if answer is BROKEN and ready.plain is not None:
        return ready.plain
    rule = ready.rule
    try:
        return rule.hit(answer)
    except Exception:
        return error(rule.id, rule.version)


def _lacking(ready: Ready, fact: str) -> Hit:
    found = ready.lacking.get(fact)
    if found is None:
        # Facts are named by rules and by us: there are only so many.
        found = ready.lacking[fact] = _missing(ready.rule, fact)
    return found


def objections(
    book: Book, draft: DraftFacts, known: Known, now: datetime
) -> tuple[tuple[Hit, ...], bool]:
    """Return every hit, in rule order, and whether one of them calls a human.

    Raises:
        UnreadableText: no rule can tell what the text says.
    """
    found: list[Hit] = []
    needs_human = False
    for ready in standing_out(book, draft, known):
        try:
            answer = ready[0](draft, known, now)
            if answer is None:
                continue
            hit = _hit(ready, answer)
        except UnreadableText:
            raise
        except MissingFact as missing:
            hit = _lacking(ready, missing.fact)
        except Exception:
            hit = error(ready.rule.id, ready.rule.version)
        found.append(hit)
        if ready.rule.needs_human or hit.effect is _REQUIRE_HUMAN:
            needs_human = True
    return tuple(found), needs_human
