"""What goes wrong in the world on purpose: sends refused, unanswered, failed; webhooks in disorder.

Each error comes in its documented form: as the answer to the call, or with a later `failed` status.
"""

from typing import Any

Rule = dict[str, Any]

# Primes, so that the rules do not march in step; the rarer the trouble is outside, the larger.
_SENDS: tuple[tuple[int, Rule], ...] = (
    (23, {"http": 429, "code": 130429, "retry_after": 5}),
    (29, {"code": 131056}),
    (31, {"http": 500, "code": 131000}),
    (37, {"http": 503, "code": 131016}),
    (41, {"drop_after_accept": True}),
    (43, {"gateway_after_accept": 504}),
    (47, {"timeout_after_accept": 25}),
    (53, {"fail_after_accept": 131049}),
    (59, {"fail_after_accept": 131026}),
    (61, {"fail_after_accept": 131047}),
    (67, {"http": 502, "is_bare": True}),
    (71, {"drop_before_accept": True}),
)
_WEBHOOKS: tuple[tuple[int, Rule], ...] = (
    (5, {"webhook": "duplicate"}),
    (7, {"webhook": "gather", "items": 6, "seconds": 0.5}),
    (11, {"webhook": "reorder"}),
    (13, {"webhook": "delay", "seconds": 1.5}),
)
SPAM, POLICY, PAUSED = 131048, 368, 132015
UNKNOWN_AFTER_SECONDS = 12.0
"""How long a call without an outcome waits here: longer than any webhook is kept back."""


def usual_trouble() -> list[Rule]:
    """Return the rules under which every so-many-eth send and webhook goes wrong."""
    return [_every(n, action) for n, action in (*_SENDS, *_WEBHOOKS)]


def template_paused_once(after: int) -> Rule:
    """Return the rule that tells at the so-many-eth template that it is paused (132015)."""
    match = {"kind": "every", "n": max(after, 1), "type": "template"}
    return {"name": "pause", "match": match, "action": {"code": PAUSED}}


def number_stopped(phone_number_id: str, code: int) -> Rule:
    """Return the rule that refuses a number's next two sends: it must stop by itself after that."""
    match = {"kind": "next", "n": 2, "phone_number_id": phone_number_id}
    return {"name": f"{code}", "match": match, "action": {"code": code}}


def _every(n: int, action: Rule) -> Rule:
    return {"match": {"kind": "every", "n": n}, "action": action}
