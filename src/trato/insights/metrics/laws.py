"""The rulebook by reason code: what a refusal means, its law, and what would make it pass."""

from dataclasses import dataclass
from functools import lru_cache

from trato.door.policy.catalogue import all_rules
from trato.door.policy.values import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """One reason code in words."""

    code: str
    rule: str
    message: str
    remedy: str
    citations: tuple[Citation, ...]


@lru_cache(maxsize=1)
def laws_by_code() -> dict[str, Law]:
    """Return every reason code of the rulebook; where rules share a code, the first one speaks."""
    found: dict[str, Law] = {}
    for rule in all_rules():
        law = Law(
            code=rule.code,
            rule=rule.id,
            message=rule.message_pt,
            remedy=rule.remedy_pt,
            citations=rule.citations,
        )
        found.setdefault(rule.code, law)
    return found
