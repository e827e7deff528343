"""Whatever JSON arrives, parsing neither fails nor loses an item."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trato.adapters.pix.parse import PixParseError, parse_webhook
from trato.adapters.whatsapp.parse import ParseError, parse

WORDS = st.sampled_from([
    "entry", "changes", "field", "value", "messages", "statuses", "contacts", "id", "timestamp",
    "type", "text", "from", "status", "errors", "user_preferences", "interactive", "system",
    "image", "button", "account_update", "message_template_status_update", "pix", "endToEndId",
])  # fmt: skip
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text() | WORDS
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(), inner, max_size=5)
    ),
    max_leaves=25,
)
NODES = st.dictionaries(WORDS, JSON, max_size=8)
CHANGES = st.fixed_dictionaries({
    "field": WORDS | st.just("messages"),
    "value": st.fixed_dictionaries(
        {"messages": st.lists(NODES | JSON, max_size=4), "statuses": st.lists(NODES, max_size=3)}
    ),
})  # fmt: skip


@given(JSON)
def test_any_json_is_survived(root: Any) -> None:
    raw = json.dumps(root).encode()
    assert parse(raw).count() >= (0 if isinstance(root, dict) and "entry" in root else 1)


@given(st.lists(CHANGES, max_size=4))
def test_count_in_is_count_out(changes: list[dict[str, Any]]) -> None:
    raw = json.dumps({"entry": [{"id": "1", "changes": changes}]}).encode()
    expected = 0
    for change in changes:
        inner = change["value"]
        if change["field"] == "messages":
            expected += len(inner["messages"]) + len(inner["statuses"])
        elif change["field"] != "user_preferences":
            expected += 1
    assert parse(raw).count() == expected


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_json_or_said_not_to_be(raw: bytes) -> None:
    for read, problem in ((parse, ParseError), (parse_webhook, PixParseError)):
        try:
            read(raw)
        except problem:
            continue


@given(st.lists(NODES | JSON, max_size=6))
def test_pix_rows_are_settlements_or_kept(rows: list[Any]) -> None:
    parsed = parse_webhook(json.dumps({"pix": rows}).encode())
    extra = sum(leftover.kind == "devolucao" for leftover in parsed.leftovers)
    assert len(parsed.settlements) + len(parsed.leftovers) - extra == len(rows)
