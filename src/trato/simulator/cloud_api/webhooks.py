"""The bodies of Meta's webhooks: what people wrote, what became of a message, batches."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure, as_status_error
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
    profile: Json = {"name": handset.truth.name}
    if handset.username:
        profile["username"] = f"@{handset.username}"
    contact: Json = {"profile": profile, "user_id": handset.user_id}
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
    category: str,
    failure: Failure | None = None,
) -> Json:
    """Return the change that carries one status of a business message."""
    row: Json = {
        "id": wamid,
        "status": name,
        "timestamp": str(int(at.timestamp())),
        "recipient_id": recipient_id,
    }
    value: dict[str, Any] = {"messaging_product": "whatsapp", "metadata": metadata}
    if opaque:
        row["biz_opaque_callback_data"] = opaque
    if failure:
        row["errors"] = [as_status_error(failure)]
    elif handset:
        row["recipient_user_id"] = handset.user_id
        profile = {"name": handset.truth.name}
        value["contacts"] = [
            {"profile": profile, "wa_id": handset.wa_id, "user_id": handset.user_id}
        ]
    if name in ("sent", "delivered"):
        row["pricing"] = {
            "billable": True,
            "pricing_model": "PMP",
            "type": "regular",
            "category": category,
        }
    value["statuses"] = [row]
    return change("messages", value)


def template_status(template_id: str, name: str, language: str, event: str, reason: str) -> Json:
    """Return the change that tells what became of a template."""
    value = {
        "event": event,
        "message_template_id": int(template_id),
        "message_template_name": name,
        "message_template_language": language,
        "reason": reason,
    }
    return change("message_template_status_update", value)
