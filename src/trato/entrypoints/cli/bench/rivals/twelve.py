"""The twelve rules by which engines are compared, and the facts that they look at.

Chosen for being plain: no rule reads the text, none needs a calendar. Other engines are handed
what our own has to work out first (who collects, whose window is open), ready made.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from trato.door.policy.known import Known
from trato.door.policy.rule import RuleRecord
from trato.door.policy.rulebook import RULES
from trato.door.policy.values import Decision, DraftFacts, Effect, Facts, Verdict

TWELVE: Final = (
    "br.stop.suppressed",
    "br.stop.revoked",
    "br.stop.opt-in",
    "br.stop.not-now",
    "meta.window",
    "meta.reach",
    "meta.sender-connected",
    "meta.template-status",
    "br.person.protected",
    "br.person.represented",
    "br.debt.paid",
    "br.freq.day",
)
_BY_ID: Final = {rule.id: rule for rule in RULES}

Case = tuple[DraftFacts, Facts, datetime]


def our_rules() -> tuple[RuleRecord, ...]:
    """Return the twelve as the product has them."""
    return tuple(_BY_ID[rule_id] for rule_id in TWELVE)


def is_complete(case: Case) -> bool:
    """Return whether no part is missing: what a missing one means differs between engines."""
    facts = case[1]
    parts = (facts.person, facts.contact, facts.window, facts.counters, facts.sender)
    return all(part is not None for part in parts) and bool(facts.debts)


def context(case: Case) -> dict[str, Any]:
    """Return what an engine is asked with: plain values, instants in whole seconds."""
    draft, facts, now = case
    known = Known(draft, facts, now)
    person, contact = known.person, known.contact
    return {
        "now": _seconds(now),
        "message_class": draft.message_class.value,
        "kind": draft.kind.value,
        "is_reply": draft.is_reply,
        "template_status": draft.template.status.value if draft.template else "",
        "collects": known.collects,
        "in_session": known.in_session,
        "window_open": known.window_open,
        "is_suppressed": contact.is_suppressed,
        "suppressed_reason": contact.suppressed_reason or "",
        "optout_confirmed": contact.optout_confirmed,
        "opt_in": contact.opt_in.value,
        "not_before": _seconds(contact.not_before),
        "not_on_whatsapp": contact.is_whatsapp_capable is False,
        "sender_connected": known.sender.is_connected,
        "is_minor": person.is_minor,
        "is_deceased": person.is_deceased,
        "is_interdicted": person.is_interdicted,
        "is_represented": person.is_represented,
        "debt_states": sorted({debt.state.value for debt in known.debts}),
        "contacts_last_day": known.counters.last_day,
        "cap_per_day": facts.organisation.cap_per_day,
    }


def hits_of(decision: Decision) -> frozenset[str]:
    """Return the rules that objected."""
    return frozenset(hit.rule for hit in decision.hits)


def verdict_of(hits: Iterable[str]) -> Verdict:
    """Return what follows from the rules that objected, as our gate concludes it."""
    effects = {_BY_ID[rule_id].effect for rule_id in hits}
    if effects - {Effect.DEFER}:
        return Verdict.REFUSE
    return Verdict.HOLD if effects else Verdict.ALLOW


def _seconds(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
