"""Reads what the provider tells about accounts, numbers, templates and preferences. Pure."""

from collections.abc import Callable

from trato.adapters.whatsapp.nodes import Malformed, Node, instant, node, nodes, number, text
from trato.adapters.whatsapp.values import (
    UNLIMITED,
    AccountChange,
    AccountEvent,
    LimitChange,
    MarketingPreference,
    NumberChange,
    TemplateChange,
)

_STOPPING_EVENTS = frozenset({
    "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "PARTNER_REMOVED",
})  # fmt: skip
_STOPPING_BANS = frozenset({"DISABLE", "SCHEDULE_FOR_DISABLE"})
_TIER = "max_daily_conversations_per_business"
_OLD_TIER = "max_daily_conversation_per_phone"
_THOUSAND = {"K": 1_000, "M": 1_000_000}


def read_preference(row: Node, value: Node) -> MarketingPreference:
    """Read one person's word about marketing.

    Raises:
        Malformed: nobody is named, or there is no word or time.
    """
    contact: Node = next(nodes(value.get("contacts")), {})
    wa_id = text(row.get("wa_id"))
    is_same = not wa_id or wa_id == text(contact.get("wa_id"))
    bsuid = text(row.get("user_id")) or (text(contact.get("user_id")) if is_same else "")
    at = instant(row.get("timestamp"))
    if not (wa_id or bsuid) or at is None or not text(row.get("value")):
        raise Malformed
    return MarketingPreference(
        phone_number_id=text(node(value.get("metadata")).get("phone_number_id")),
        wa_id=wa_id,
        bsuid=bsuid,
        value=text(row.get("value")),
        category=text(row.get("category")),
        at=at,
    )


def _template(value: Node, entry: Node, **changed: str) -> TemplateChange:
    name = text(value.get("message_template_name"))
    if not name:
        raise Malformed
    return TemplateChange(
        name=name,
        language=text(value.get("message_template_language")),
        at=instant(entry.get("time")),
        **changed,
    )


def _template_status(value: Node, entry: Node) -> AccountChange:
    event, reason = text(value.get("event")), text(value.get("reason"))
    if not event:
        raise Malformed
    title = text(node(value.get("other_info")).get("title"))
    return _template(
        value,
        entry,
        status=event,
        category=text(value.get("message_template_category")),
        reason=title or (reason if reason != "NONE" else ""),
    )


def _template_quality(value: Node, entry: Node) -> AccountChange:
    return _template(value, entry, quality=text(value.get("new_quality_score")))


def _template_category(value: Node, entry: Node) -> AccountChange:
    # Without a new category this is only a warning that one is coming: nothing has changed yet.
    category = text(value.get("new_category"))
    return _template(value, entry, category=category, reason=text(value.get("correct_category")))


def _number(value: Node, entry: Node) -> AccountChange:
    display, event = text(value.get("display_phone_number")), text(value.get("event"))
    if not (display and event):
        raise Malformed
    limit = tier(value.get(_TIER))
    return NumberChange(
        display=display,
        event=event,
        tier_limit=limit if limit is not None else tier(value.get("current_limit")),
        at=instant(entry.get("time")),
    )


def _limit(value: Node, entry: Node) -> AccountChange:
    limit = tier(value.get(_TIER))
    limit = limit if limit is not None else tier(value.get(_OLD_TIER))
    if limit is None:
        raise Malformed
    return LimitChange(tier_limit=limit, at=instant(entry.get("time")))


def _account(value: Node, entry: Node) -> AccountChange:
    event = text(value.get("event"))
    if not event:
        raise Malformed
    restrictions = [text(r.get("restriction_type")) for r in nodes(value.get("restriction_info"))]
    ban = text(node(value.get("ban_info")).get("waba_ban_state"))
    violation = text(node(value.get("violation_info")).get("violation_type"))
    return AccountEvent(
        account_id=text(entry.get("id")),
        event=event,
        detail=",".join(w for w in (*restrictions, ban, violation) if w)[:120],
        must_stop=event in _STOPPING_EVENTS or ban in _STOPPING_BANS,
        at=instant(entry.get("time")),
    )


def tier(value: object) -> int | None:
    """Read a messaging limit: `2000`, `-1`, `TIER_10K`, `TIER_UNLIMITED`."""
    count = number(value)
    if count is not None:
        return UNLIMITED if count < 0 else min(count, UNLIMITED)
    word = text(value).removeprefix("TIER_")
    if word == "UNLIMITED":
        return UNLIMITED
    times = _THOUSAND.get(word[-1:], 1)
    count = number(word[:-1] if times > 1 else word)
    return None if count is None else min(count * times, UNLIMITED)


NOTICES: dict[str, Callable[[Node, Node], AccountChange]] = {
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "phone_number_quality_update": _number,
    "business_capability_update": _limit,
    "account_update": _account,
}
"""Fields of the webhook that are understood; every other field is kept as it came."""
