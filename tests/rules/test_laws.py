"""Reason codes in words: the strictest first, each once, whatever the rules' order."""

from trato.door.policy.catalogue import all_rules
from trato.door.policy.values import Effect
from trato.insights.metrics.laws import law_of, laws_of


def code_of(effect: Effect) -> str:
    return next(rule.code for rule in all_rules() if rule.effect is effect and _speaks(rule))


def _speaks(rule: object) -> bool:
    """Tell whether its code is not another rule's, whose words would stand for both."""
    law = law_of(getattr(rule, "code", ""))
    return law is not None and law.rule == getattr(rule, "id", "")


def test_the_gravest_objection_is_said_first() -> None:
    defers, blocks = code_of(Effect.DEFER), code_of(Effect.BLOCK)
    assert [law.code for law in laws_of([defers, blocks, defers])] == [blocks, defers]


def test_among_equals_the_order_stays() -> None:
    blocking = [rule.code for rule in all_rules() if rule.effect is Effect.BLOCK and _speaks(rule)]
    for codes in (blocking[:3], blocking[2::-1]):
        assert [law.code for law in laws_of(codes)] == list(dict.fromkeys(codes))


def test_what_the_gate_could_not_judge_blocks() -> None:
    (first, *_rest) = laws_of([code_of(Effect.DEFER), "RULE_ERROR:br.door.facts"])
    assert (first.code, first.effect) == ("RULE_ERROR", Effect.BLOCK)
