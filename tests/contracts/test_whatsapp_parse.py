"""Every item of a webhook comes back as a value; Meta's own examples lose nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trato.adapters.whatsapp.parse import ParseError, parse
from trato.adapters.whatsapp.values import (
    UNLIMITED,
    AccountEvent,
    LimitChange,
    MarketingPreference,
    NumberChange,
    TemplateChange,
)
from trato.door.outbox.values import ErrorClass

EXAMPLES = json.loads(
    (Path(__file__).parent.parent / "fixtures" / "meta_webhook_examples.json").read_text()
)["webhook_examples"]

AT = datetime(2025, 6, 8, 21, 53, 3, tzinfo=UTC)
CONTACT = {"profile": {"name": "Sheena", "username": "@sheena"}, "wa_id": "5511912345678",
           "user_id": "BR.1349"}  # fmt: skip


def body(*values: dict[str, Any], field: str = "messages") -> bytes:
    changes = [{"field": field, "value": v} for v in values]
    root = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return json.dumps(root).encode()


def message(**parts: Any) -> dict[str, Any]:
    return {"from": "5511912345678", "id": "wamid.1", "timestamp": "1749419583", **parts}


def value(*messages: Any, **more: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}
    return {"metadata": metadata, "contacts": [CONTACT], "messages": list(messages), **more}


def items_in(root: dict[str, Any]) -> int:
    found = 0
    for entry in root["entry"]:
        for change in entry["changes"]:
            inner = change["value"]
            listed = len(inner.get("messages", [])) + len(inner.get("statuses", []))
            found += listed or 1
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_meta_example_loses_nothing(name: str) -> None:
    parsed = parse(json.dumps(EXAMPLES[name]).encode())
    assert parsed.count() == items_in(EXAMPLES[name])
    assert not [m for m in parsed.messages if m.kind.startswith("unknown")]


def test_all_meta_examples_in_one_batch() -> None:
    assert len(EXAMPLES) == 16
    together = {"entry": [e for example in EXAMPLES.values() for e in example["entry"]]}
    parsed = parse(json.dumps(together).encode())
    assert (len(parsed.messages), len(parsed.leftovers)) == (13, 3)


def test_text_carries_both_identities_apart() -> None:
    one = parse(body(value(message(
        type="text", text={"body": "oi"}, from_user_id="BR.1349",
        context={"from": "1555", "id": "wamid.before"},
    )))).messages[0]  # fmt: skip
    assert (one.wa_id, one.bsuid) == ("5511912345678", "BR.1349")
    assert (one.username, one.profile_name) == ("@sheena", "Sheena")
    assert (one.kind, one.text, one.reply_to) == ("text", "oi", "wamid.before")
    assert one.written_at == AT
    assert one.phone_number_id == "106540352242922"
    assert json.loads(one.payload)["text"] == {"body": "oi"}


def test_person_known_by_business_scoped_id_only() -> None:
    node = {"id": "wamid.1", "timestamp": 1749419583, "type": "text", "text": {"body": "oi"},
            "from_user_id": "BR.77"}  # fmt: skip
    one = parse(body({"contacts": [{"user_id": "BR.77"}], "messages": [node]})).messages[0]
    assert (one.wa_id, one.bsuid) == ("", "BR.77")


def test_a_strangers_contact_block_is_not_the_writers() -> None:
    one = parse(body(value(message(**{"from": "5521900000000"}, type="text",
                                   text={"body": "x"})))).messages[0]  # fmt: skip
    assert (one.profile_name, one.bsuid) == ("", "")


KINDS = [
    ("image", {"id": "9", "mime_type": "image/jpeg", "sha256": "a=", "caption": "foto"}, "foto"),
    ("video", {"id": "9", "mime_type": "video/mp4"}, ""),
    ("document", {"id": "9", "mime_type": "application/pdf", "filename": "r.pdf"}, "r.pdf"),
    ("audio", {"id": "9", "mime_type": "audio/ogg", "voice": True}, ""),
    ("sticker", {"id": "9", "mime_type": "image/webp", "animated": False}, ""),
    ("location", {"latitude": -23.5, "longitude": -46.6}, "-23.5, -46.6"),
    ("contacts", [{"name": {"formatted_name": "Ana"}}], "Ana"),
    ("reaction", {"message_id": "wamid.0", "emoji": "👍"}, "👍"),
    ("reaction", {"message_id": "wamid.0"}, ""),
    ("button", {"payload": "STOP", "text": "Parar"}, "Parar"),
    ("order", {"catalog_id": "1", "text": "quero", "product_items": []}, "quero"),
]


@pytest.mark.parametrize(("kind", "part", "words"), KINDS)
def test_each_kind(kind: str, part: Any, words: str) -> None:
    one = parse(body(value(message(type=kind, **{kind: part})))).messages[0]
    assert (one.kind, one.text) == (kind, words)


@pytest.mark.parametrize(
    ("part", "kind", "words", "tapped"),
    [
        ({"type": "button_reply", "button_reply": {"id": "pay", "title": "Pix"}},
         "button_reply", "Pix", "pay"),
        ({"type": "list_reply", "list_reply": {"id": "3x", "title": "3 vezes"}},
         "list_reply", "3 vezes", "3x"),
        ({"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": ""}},
         "nfm_reply", "Sent", "flow"),
        ({"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}},
         "call_permission_reply", "accept", ""),
        ({"type": "brand_new", "brand_new": {}}, "unknown:brand_new", "", ""),
    ],
)  # fmt: skip
def test_interactive(part: Any, kind: str, words: str, tapped: str) -> None:
    one = parse(body(value(message(type="interactive", interactive=part)))).messages[0]
    assert (one.kind, one.text, one.button_id) == (kind, words, tapped)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("user_changed_number", "number_changed"),
        ("user_changed_user_id", "user_id_changed"),
        ("customer_identity_changed", "identity_changed"),
        ("something_new", "system"),
    ],
)
def test_system(event: str, kind: str) -> None:
    node = message(type="system", system={"type": event, "body": "x", "wa_id": "5511"})
    without_contacts = value(node) | {"contacts": []}
    assert parse(body(without_contacts)).messages[0].kind == kind


def test_edit_and_revoke_point_to_the_original() -> None:
    edit = {"original_message_id": "wamid.0",
            "message": {"type": "text", "text": {"body": "150, não 15"}}}  # fmt: skip
    revoke = {"original_message_id": "wamid.0"}
    changed, gone = parse(body(value(
        message(type="edit", edit=edit), message(id="wamid.2", type="revoke", revoke=revoke),
    ))).messages  # fmt: skip
    assert (changed.kind, changed.text, changed.reply_to) == ("edit", "150, não 15", "wamid.0")
    assert (gone.kind, gone.reply_to) == ("revoke", "wamid.0")


def test_unknown_type_is_a_message_all_the_same() -> None:
    one = parse(body(value(message(type="hologram", hologram={"x": 1})))).messages[0]
    assert one.kind == "unknown:hologram"
    assert json.loads(one.payload)["hologram"] == {"x": 1}


def test_a_group_never_reaches_a_private_conversation() -> None:
    parsed = parse(body(value(message(type="text", text={"body": "oi"}, group_id="g"))))
    assert not parsed.messages
    assert parsed.leftovers[0].kind == "group_message"


def test_an_emoji_cut_in_half_does_not_lose_the_message() -> None:
    raw = body(value(message(type="text", text={"body": "HALF"}))).replace(b"HALF", b"sim \\ud83d")
    assert parse(raw).messages[0].text == "sim \ufffd"


def test_a_nul_does_not_reach_the_database() -> None:
    one = parse(body(value(message(type="text", text={"body": "a\x00b"})))).messages[0]
    assert one.text == "ab"


def test_one_bad_item_does_not_hold_the_batch() -> None:
    good = message(type="text", text={"body": "oi"})
    parsed = parse(body(value(good, {"id": "no time"}, 7, good | {"id": "wamid.2"}), value(good)))
    assert [m.provider_message_id for m in parsed.messages] == ["wamid.1", "wamid.2", "wamid.1"]
    assert [u.kind for u in parsed.leftovers] == ["message", "message"]


def status(word: str, **more: Any) -> dict[str, Any]:
    return {"id": "wamid.9", "status": word, "timestamp": "1749419583",
            "recipient_id": "5511912345678", "biz_opaque_callback_data": "attempt",
            **more}  # fmt: skip


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "played", "failed"])
@pytest.mark.parametrize("contacts", [[], [CONTACT], None])
def test_status_with_and_without_contacts(word: str, contacts: Any) -> None:
    inner: dict[str, Any] = {"statuses": [status(word)]}
    if contacts is not None:
        inner["contacts"] = contacts
    one = parse(body(inner)).statuses[0]
    assert (one.status, one.opaque, one.wa_id, one.at) == (word, "attempt", "5511912345678", AT)
    assert one.bsuid == ("BR.1349" if contacts else "")


def test_failed_status_names_what_it_asks_of_us() -> None:
    error = {"code": 131049, "title": "Not delivered", "error_data": {"details": "Ecosystem"}}
    pricing = {"billable": False, "category": "utility"}
    node = status("failed", errors=[error], pricing=pricing)
    one = parse(body({"statuses": [node]})).statuses[0]
    assert (one.error_code, one.error_class) == (131049, ErrorClass.OTHER_CHANNEL)
    assert one.error_reason == "Not delivered: Ecosystem"
    assert one.pricing == pricing


def test_statuses_of_unknown_kind_are_kept() -> None:
    parsed = parse(body({"statuses": [status("teleported"), status("sent", type="payment")]}))
    assert [u.kind for u in parsed.leftovers] == ["status:teleported", "status:payment"]


def test_errors_beside_messages_are_kept() -> None:
    parsed = parse(body(value(message(type="unsupported"), errors=[{"code": 130429}])))
    assert len(parsed.messages) == 1
    assert parsed.leftovers[0].kind == "errors"


@pytest.mark.parametrize("word", ["stop", "resume", "signup"])
def test_marketing_preference(word: str) -> None:
    row = {"wa_id": "5511912345678", "category": "marketing_messages", "value": word,
           "timestamp": 1749419583}  # fmt: skip
    inner = value() | {"user_preferences": [row, row]}
    parsed = parse(body(inner, field="user_preferences"))
    expected = MarketingPreference(
        phone_number_id="106540352242922", wa_id="5511912345678", bsuid="BR.1349", value=word,
        category="marketing_messages", at=AT,
    )  # fmt: skip
    assert parsed.accounts == (expected, expected)


NAMED = {"message_template_name": "x", "message_template_language": "pt_BR"}


@pytest.mark.parametrize(
    ("field", "inner", "expected"),
    [
        ("message_template_status_update",
         NAMED | {"event": "REJECTED", "reason": "INVALID_FORMAT",
                  "message_template_category": "UTILITY"},
         TemplateChange(name="x", language="pt_BR", status="REJECTED", category="UTILITY",
                        reason="INVALID_FORMAT")),
        ("message_template_status_update",
         NAMED | {"event": "PAUSED", "reason": "NONE", "other_info": {"title": "FIRST_PAUSE"}},
         TemplateChange(name="x", language="pt_BR", status="PAUSED", reason="FIRST_PAUSE")),
        ("message_template_quality_update", NAMED | {"new_quality_score": "YELLOW"},
         TemplateChange(name="x", language="pt_BR", quality="YELLOW")),
        ("template_category_update",
         NAMED | {"new_category": "MARKETING", "correct_category": "MARKETING"},
         TemplateChange(name="x", language="pt_BR", category="MARKETING", reason="MARKETING")),
        ("phone_number_quality_update",
         {"display_phone_number": "1555", "event": "DOWNGRADE",
          "max_daily_conversations_per_business": "TIER_10K"},
         NumberChange(display="1555", event="DOWNGRADE", tier_limit=10_000)),
        ("business_capability_update", {"max_daily_conversations_per_business": 2000},
         LimitChange(tier_limit=2000)),
        ("business_capability_update", {"max_daily_conversations_per_business": -1},
         LimitChange(tier_limit=UNLIMITED)),
        ("account_update",
         {"event": "ACCOUNT_RESTRICTION",
          "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}]},
         AccountEvent(account_id="1", event="ACCOUNT_RESTRICTION", must_stop=True,
                      detail="RESTRICTED_BIZ_INITIATED_MESSAGING")),
        ("account_update",
         {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}},
         AccountEvent(account_id="1", event="DISABLED_UPDATE", detail="REINSTATE",
                      must_stop=False)),
        ("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}},
         AccountEvent(account_id="1", event="DISABLED_UPDATE", detail="DISABLE", must_stop=True)),
    ],
)  # fmt: skip
def test_notices(field: str, inner: dict[str, Any], expected: Any) -> None:
    assert parse(body(inner, field=field)).accounts == (expected,)


@pytest.mark.parametrize("field", ["security", "calls", "history", "brand_new_field"])
def test_fields_nobody_reads_are_kept(field: str) -> None:
    parsed = parse(body({"metadata": {}, "event": "x"}, field=field))
    assert [(u.field, u.kind) for u in parsed.leftovers] == [(field, "event")]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"nonsense"])
def test_what_is_not_json_says_so(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse(raw)
