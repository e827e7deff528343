"""Trouble on request: rules that make the world refuse, fall silent, repeat, gather or delay.

Every strike is counted under what it did, so that nobody can say that nothing happened.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from trato.simulator.chance import draw
from trato.simulator.http import Json
from trato.simulator.people.town import canonical

KINDS = ("always", "next", "every", "to_hash")
SEND_ACTIONS = (
    "http", "code", "drop_before_accept", "drop_after_accept", "timeout_after_accept",
    "gateway_after_accept", "fail_after_accept",
)  # fmt: skip
WEBHOOK_ACTIONS = ("duplicate", "reorder", "delay", "gather", "drop")


@dataclass(slots=True)
class Rule:
    """When trouble strikes, and what it is; `to_hash` strikes a person it picks `times` times."""

    kind: str
    n: int
    action: Json
    times: int = 1
    message_type: str = ""
    phone_number_id: str = ""
    to: str = ""
    after: int = 0
    name: str = ""
    seen: int = 0
    struck: dict[str, int] = field(default_factory=dict)

    @property
    def is_for_webhooks(self) -> bool:
        """Say whether it troubles what the world sends rather than what it answers."""
        return "webhook" in self.action

    @property
    def word(self) -> str:
        """Say what it does, in two words: `code 131056`, `webhook duplicate`, `http 502`."""
        for name in ("webhook", "fail_after_accept", "gateway_after_accept", "code", "http"):
            if name in self.action:
                return f"{name} {self.action[name]}"
        return next(name for name in SEND_ACTIONS if name in self.action)

    def strikes(self, to: str, message_type: str, phone_number_id: str = "") -> bool:
        """Count one occasion and say whether the trouble comes with it."""
        if self.message_type and self.message_type != message_type:
            return False
        if self.phone_number_id and self.phone_number_id != phone_number_id:
            return False
        if self.to and self.to != to:
            return False
        self.seen += 1
        occasion = self.seen - self.after
        if occasion <= 0:
            return False
        if self.kind == "next":
            return occasion <= self.n
        if self.kind == "every":
            return occasion % self.n == 0
        if self.kind == "to_hash":
            return self._strikes_person(to)
        return True

    def _strikes_person(self, to: str) -> bool:
        if draw("fault", to) % self.n:
            return False
        self.struck[to] = self.struck.get(to, 0) + 1
        return self.struck[to] <= self.times


def rule_from(row: Json) -> Rule:
    """Read a rule.

    Raises:
        ValueError: it is not one; says which part.
    """
    match: Any = row.get("match") or {}
    action: Any = row.get("action") or {}
    if not isinstance(match, dict) or match.get("kind") not in KINDS:
        raise ValueError(f"match.kind must be one of {', '.join(KINDS)}")
    n = match.get("n", 1)
    if not isinstance(n, int) or n < 1:
        raise ValueError("match.n must be a positive number")
    after = match.get("after", 0)
    if not isinstance(after, int) or after < 0:
        raise ValueError("match.after must be a number of occasions to let pass")
    if not isinstance(action, dict) or not any(k in action for k in (*SEND_ACTIONS, "webhook")):
        raise ValueError(f"action must hold one of {', '.join(SEND_ACTIONS)} or webhook")
    if "webhook" in action and action["webhook"] not in WEBHOOK_ACTIONS:
        raise ValueError(f"action.webhook must be one of {', '.join(WEBHOOK_ACTIONS)}")
    return Rule(
        kind=str(match["kind"]),
        n=n,
        action=action,
        times=int(match.get("times", 1)),
        message_type=str(match.get("type", "")),
        phone_number_id=str(match.get("phone_number_id", "")),
        to=_person(str(match.get("to", ""))),
        after=after,
        name=str(row.get("name", "")),
    )


def _person(to: str) -> str:
    """Return how the world names a recipient: a phone in its one form, a user id as it is."""
    return to if "." in to else canonical(to)


class Faults:
    """The rules in force, and how often each kind of trouble has struck."""

    def __init__(self) -> None:
        """Start without trouble."""
        self._rules: list[Rule] = []
        self._asked_for: set[str] = set()
        self.struck: Counter[str] = Counter()

    def add(self, rule: Rule) -> None:
        """Put a rule in force."""
        self._rules.append(rule)
        self._asked_for.add(rule.word)

    def quiet(self) -> list[str]:
        """Return what was asked for and has never struck."""
        return sorted(self._asked_for - set(self.struck))

    def clear(self, name: str = "") -> int:
        """Lift every rule, or those of one name; return how many."""
        kept = [rule for rule in self._rules if name and rule.name != name]
        lifted = len(self._rules) - len(kept)
        self._rules = kept
        return lifted

    def for_send(self, to: str, message_type: str, phone_number_id: str = "") -> Json:
        """Return what befalls this send, or an empty object."""
        return self._find(False, to, message_type, phone_number_id)

    def for_webhook(self, to: str, message_type: str) -> Json:
        """Return what befalls this webhook, or an empty object."""
        return self._find(True, to, message_type)

    def _find(
        self, for_webhooks: bool, to: str, message_type: str, phone_number_id: str = ""
    ) -> Json:
        for rule in self._rules:
            if rule.is_for_webhooks is not for_webhooks:
                continue
            if rule.strikes(to, message_type, phone_number_id):
                self.struck[rule.word] += 1
                return rule.action
        return {}
