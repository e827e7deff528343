"""The bodies of Meta's webhooks: what people wrote, what became of a message, batches."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure, as_status_error
from trato.simulator.cloud_api.pricing import Price
from trato.simulator.cloud_api.templates import Template
from trato.simulator.http import Json
from trato.simulator.people.town import Handset
from trato.simulator.postman import Item


def change(field: str, value: Json) -> Json:
    """Return one change of a webhook."""
    return {"field": field, "value": value}


def wrap(waba_id: str) -> Callable[[list[Item]], Json]:
    """Return what makes one webhook body of an account's items, in one of Meta's three forms."""
    return partial(_body, waba_id)


def _body(waba_id: str, items: list[Item]) -> Json:
    form = draw("form", items[0].key, len(items)) % 3
    changes = [item.change for item in items]
    if len(items) > 1 and form == 0:
        entries = [{"id": waba_id, "changes": [one]} for one in changes]
    elif form == 1:
        entries = [{"id": waba_id, "changes": _merged(changes)}]
    else:
        entries = [{"id": waba_id, "changes": changes}]
    return {"object": "whatsapp_business_account", "entry": entries}


def _merged(changes: list[Json]) -> list[Json]:
    """Put neighbours that are both statuses, or both messages, into one value's array."""
    merged: list[Json] = []
    for one in changes:
        last: Json = merged[-1]["value"] if merged else {}
        array = next((name for name in ("statuses", "messages") if name in one["value"]), "")
        if array and array in last and last.get("metadata") == one["value"]["metadata"]:
            together = {**last, array: [*last[array], *one["value"][array]]}
            contacts = [*last.get("contacts", ()), *one["value"].get("contacts", ())]
            if contacts:
                together["contacts"] = contacts
            merged[-1] = change(one["field"], together)
        else:
            merged.append(one)
    return merged


def inbound(
    metadata: Json, handset: Handset, *, wamid: str, stamp: int, shows_phone: bool, node: Json
) -> Json:
    """Return the change that carries one message of a person."""
    contact: Json = {"profile": _profile(handset), "user_id": handset.user_id}
    message: Json = {"from_user_id": handset.user_id, "id": wamid, "timestamp": str(stamp), **node}
    if shows_phone:
        contact["wa_id"] = handset.wa_id
        message["from"] = handset.wa_id
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata,
        "contacts": [contact],
        "messages": [message],
    }
    return change("messages", value)


def status(
    metadata: Json,
    *,
    wamid: str,
    name: str,
    at: datetime,
    recipient_id: str,
    handset: Handset | None,
    opaque: str,
    price: Price | None,
    shows_phone: bool = True,
    free_until: datetime | None = None,
    failure: Failure | None = None,
) -> Json:
    """Return the change that carries one status of a business message."""
    row: Json = {"id": wamid, "status": name, "timestamp": str(int(at.timestamp()))}
    if shows_phone:
        row["recipient_id"] = recipient_id
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": metadata}
    if opaque:
        row["biz_opaque_callback_data"] = opaque
    if failure:
        # A failed status has no contacts, and names the person as the send did.
        row["errors"] = [as_status_error(failure)]
        if handset and not shows_phone:
            row["recipient_user_id"] = handset.user_id
    elif handset:
        row["recipient_user_id"] = handset.user_id
        contact: Json = {"profile": _profile(handset), "user_id": handset.user_id}
        if shows_phone:
            contact["wa_id"] = handset.wa_id
        value["contacts"] = [contact]
    if price and name in ("sent", "delivered"):
        row["pricing"] = price.shown()
    if free_until and name in ("sent", "delivered"):
        row["conversation"] = _free_conversation(wamid, free_until)
    value["statuses"] = [row]
    return change("messages", value)


def _free_conversation(wamid: str, until: datetime) -> Json:
    """Since v24 a conversation is named only inside the window of a free entry point."""
    return {
        "id": f"{draw('conversation', wamid):016x}",
        "expiration_timestamp": str(int(until.timestamp())),
        "origin": {"type": "referral_conversion"},
    }


def _profile(handset: Handset) -> Json:
    profile: Json = {"name": handset.truth.name}
    if handset.username:
        profile["username"] = f"@{handset.username}"
    return profile


def template_status_value(template: Template, event: str, **more: Json) -> Json:
    """Return what tells that a template's status has changed."""
    return {
        "event": event,
        "message_template_id": int(template.template_id),
        "message_template_name": template.name,
        "message_template_language": template.language,
        "message_template_category": template.category,
        "reason": template.reason,
        **more,
    }
