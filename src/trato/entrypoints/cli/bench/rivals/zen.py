"""The twelve rules for zen-engine (MIT): one decision table whose rows all may hit."""

import json
from collections.abc import Callable
from typing import Any

_CONFIRMS = 'message_class == "optout_confirm" and is_reply and not optout_confirmed'
_MUST_ANSWER = (
    'message_class in ["optout_confirm", "wrong_party_apology", "receipt"]'
    ' or (message_class == "service" and in_session and not collects)'
)
_RULES = {
    "br.stop.suppressed": (
        f"is_suppressed and not ({_CONFIRMS}) and not ("
        'message_class == "wrong_party_apology"'
        ' and suppressed_reason in ["wrong_party", "third_party"] and in_session)'
    ),
    "br.stop.revoked": f'opt_in == "revoked" and not ({_CONFIRMS})',
    "br.stop.opt-in": 'opt_in != "granted" and not in_session',
    "br.stop.not-now": (
        'not_before > now and not in_session and (collects or message_class == "identity")'
    ),
    "meta.window": 'kind != "template" and not window_open',
    "meta.reach": "not_on_whatsapp",
    "meta.sender-connected": "not sender_connected",
    "meta.template-status": (
        'kind == "template" and not (template_status in ["APPROVED", "PAUSED"])'
    ),
    "br.person.protected": (
        f"(is_minor or is_deceased or is_interdicted) and not ({_MUST_ANSWER})"
    ),
    "br.person.represented": f"is_represented and not ({_MUST_ANSWER})",
    "br.debt.paid": 'collects and some(debt_states, # in ["settled", "overpaid"])',
    "br.freq.day": (
        '(collects or message_class == "identity") and not in_session'
        " and contacts_last_day >= cap_per_day"
    ),
}


def table() -> dict[str, Any]:
    """Return the decision, in the engine's own format."""
    content = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when"}],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": [
            {"_id": rule_id, "when": expression, "rule": json.dumps(rule_id)}
            for rule_id, expression in _RULES.items()
        ],
    }
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "rules", "type": "decisionTableNode", "name": "rules", "content": content},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "b", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }


def asker() -> Callable[[Any], Any]:
    """Return the compiled decision's `evaluate`.

    Raises:
        ImportError: the engine is not installed.
    """
    import zen

    ask: Callable[[Any], Any] = zen.ZenEngine().create_decision(json.dumps(table())).evaluate
    return ask


def request(context: str) -> str:
    """Return what the engine is asked: it takes JSON faster than a dictionary."""
    return context


def hits(answer: Any) -> frozenset[str]:
    """Return the rules that objected."""
    return frozenset(row["rule"] for row in answer["result"])
