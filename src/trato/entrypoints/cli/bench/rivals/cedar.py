"""The twelve rules for Cedar (cedarpy, Apache-2.0): one permit, and a forbid for each rule."""

from collections.abc import Callable
from typing import Any

_CONFIRMS = (
    '(context.message_class == "optout_confirm" && context.is_reply && !context.optout_confirmed)'
)
_MUST_ANSWER = (
    '(["optout_confirm", "wrong_party_apology", "receipt"].contains(context.message_class)'
    ' || (context.message_class == "service" && context.in_session && !context.collects))'
)
_RULES = {
    "br.stop.suppressed": (
        f"context.is_suppressed && !{_CONFIRMS}"
        ' && !(context.message_class == "wrong_party_apology"'
        ' && ["wrong_party", "third_party"].contains(context.suppressed_reason)'
        " && context.in_session)"
    ),
    "br.stop.revoked": f'context.opt_in == "revoked" && !{_CONFIRMS}',
    "br.stop.opt-in": 'context.opt_in != "granted" && !context.in_session',
    "br.stop.not-now": (
        "context.not_before > context.now && !context.in_session"
        ' && (context.collects || context.message_class == "identity")'
    ),
    "meta.window": 'context.kind != "template" && !context.window_open',
    "meta.reach": "context.not_on_whatsapp",
    "meta.sender-connected": "!context.sender_connected",
    "meta.template-status": (
        'context.kind == "template" && !["APPROVED", "PAUSED"].contains(context.template_status)'
    ),
    "br.person.protected": (
        f"(context.is_minor || context.is_deceased || context.is_interdicted) && !{_MUST_ANSWER}"
    ),
    "br.person.represented": f"context.is_represented && !{_MUST_ANSWER}",
    "br.debt.paid": 'context.collects && context.debt_states.containsAny(["settled", "overpaid"])',
    "br.freq.day": (
        '(context.collects || context.message_class == "identity") && !context.in_session'
        " && context.contacts_last_day >= context.cap_per_day"
    ),
}


def policies() -> str:
    """Return the policy set, in the engine's own language."""
    forbids = [
        f'@id("{rule_id}")\nforbid(principal, action, resource) when {{ {condition} }};'
        for rule_id, condition in _RULES.items()
    ]
    return "\n".join(["permit(principal, action, resource);", *forbids])


def request(context: str) -> dict[str, Any]:
    """Return a whole request around a context in JSON."""
    return {
        "principal": 'Author::"bot"',
        "action": 'Action::"send"',
        "resource": 'Person::"p"',
        "context": context,
    }


def asker() -> Callable[[Any], Any]:
    """Return the parsed policy set's question.

    Raises:
        ImportError: the engine is not installed.
    """
    import cedarpy

    parsed = cedarpy.PolicySet.from_str(policies())
    nobody = cedarpy.Entities.from_json_str("[]")
    is_authorized = cedarpy.is_authorized
    return lambda asked: is_authorized(asked, parsed, nobody)


def hits(answer: Any) -> frozenset[str]:
    """Return the rules that objected."""
    if answer.allowed:
        return frozenset()
    return frozenset(answer.diagnostics.id_annotations_by_reason.values())
