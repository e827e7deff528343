"""The rulebook by reason code: what a refusal means, its law, and what would make it pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from trato.door.policy.catalogue import all_rules
from trato.door.policy.values import Citation, Effect, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One reason code in words; `effect` is what its rule asks for."""

    code: str
    rule: str
    message: str
    remedy: str
    citations: tuple[Citation, ...]
    effect: Effect = Effect.BLOCK


_STRICTNESS = {effect: rank for rank, effect in enumerate(Effect)}
_FAIL_CLOSED = (
    Citation(
        urn="trato:fail-closed", label="Padrão do produto: na dúvida, não sai", mark=Mark.DESIGN
    ),
)
_MISSING_FACT = Law(
    code="MISSING_FACT",
    rule="fail-closed",
    message="Falta um fato que uma regra precisa saber.",
    remedy="Complete o cadastro ou espere a consulta terminar.",
    citations=_FAIL_CLOSED,
)
_RULE_ERROR = Law(
    code="RULE_ERROR",
    rule="fail-closed",
    message="Uma regra não pôde ser avaliada.",
    remedy="Avise quem cuida do sistema; a mensagem pode ser pedida de novo depois.",
    citations=_FAIL_CLOSED,
)


def law_of(code: str) -> Law | None:
    """Return what a reason code means; the gate's own failures mean something, too."""
    if code.startswith("RULE_ERROR"):
        return _RULE_ERROR
    return laws_by_code().get(code)


def laws_of(codes: Iterable[str]) -> list[Law]:
    """Return the laws of several codes, each once: the strictest first, else in order."""
    found = (law_of(code) for code in dict.fromkeys(codes))
    known = dict.fromkeys(law for law in found if law)
    return sorted(known, key=lambda law: _STRICTNESS[law.effect])


@lru_cache(maxsize=1)
def laws_by_code() -> dict[str, Law]:
    """Return every reason code of the rulebook; where rules share a code, the first one speaks."""
    found = {_MISSING_FACT.code: _MISSING_FACT}
    for rule in all_rules():
        law = Law(
            code=rule.code,
            rule=rule.id,
            message=rule.message_pt,
            remedy=rule.remedy_pt,
            citations=rule.citations,
            effect=rule.effect,
        )
        found.setdefault(rule.code, law)
    return found
