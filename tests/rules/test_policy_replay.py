"""I3: bytes in, the same bytes out, and the page that is made of the rules is up to date."""

import json
from pathlib import Path

import pytest

from tests import policy_cases as c
from tests.policy_cases import FACTS, FIRST, NOW, known_person
from trato.door.policy.catalogue import all_rules, explain, render_markdown
from trato.door.policy.decide import RULEBOOK, decide
from trato.door.policy.replay import (
    decode,
    decode_decision,
    encode,
    encode_decision,
    replay,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rulebook.md"


def test_bytes_come_back_as_they_went() -> None:
    inputs = encode(c.offer(), known_person(), NOW)
    assert decode(inputs) == (c.offer(), known_person(), NOW)
    assert encode(*decode(inputs)) == inputs


def test_a_decision_holds_every_hit_with_sources_and_marks() -> None:
    decision = decide(c.statement(), FACTS, NOW)
    recorded = encode_decision(decision)
    shown = json.loads(recorded)
    assert list(shown) == sorted(shown)
    assert shown["hits"][0]["citations"][0]["mark"] in set("VSTDU")
    assert decode_decision(recorded) == decision


def test_replay_gives_the_same_bytes_and_sees_a_changed_one() -> None:
    inputs = encode(FIRST, FACTS, NOW)
    recorded = encode_decision(decide(FIRST, FACTS, NOW))
    again = replay(inputs, recorded)
    assert again.is_same
    assert not again.rulebook_changed
    other = replay(inputs, recorded.replace(RULEBOOK.encode(), b"br-2020.01/00000000"))
    assert not other.is_same
    assert other.rulebook_changed


def test_strange_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no decision inputs"):
        decode(b"{}")
    with pytest.raises(ValueError, match="unknown format"):
        decode(encode(FIRST, FACTS, NOW).replace(b'"format":1', b'"format":9'))
    with pytest.raises(ValueError, match="no decision"):
        decode_decision(b"[]")
    with pytest.raises(ValueError, match="aware"):
        encode(FIRST, FACTS, NOW.replace(tzinfo=None))


def test_rules_are_found_by_code_and_by_id() -> None:
    assert {r.id for r in explain("freq_cap")} == {"br.freq.day", "br.freq.week", "br.freq.month"}
    assert explain("br.time.hours")[0].code == "QUIET_HOURS"
    assert explain("RULE_ERROR:br.time.hours")[0].code == "QUIET_HOURS"
    assert explain("nothing") == ()
    assert len(all_rules()) >= 45


def test_the_page_of_rules_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_markdown()
