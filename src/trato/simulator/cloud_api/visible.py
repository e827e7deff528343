"""What a person sees of a send body: its words, what can be tapped, and the Pix code on a card."""

from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.templates import Template
from trato.simulator.http import Json
from trato.simulator.people.values import Choice, Letter


def template_letter(template: Template, text: str, body: Json) -> Letter:
    """Return a filled-in template as it shows on the screen."""
    node = obj(body["template"])
    payloads = _payloads(node)
    choices = tuple(
        Choice(kind="button", choice_id=payloads.get(at) or title, title=title)
        for at, title in template.quick_replies()
    )
    parameters = obj(_order_button(node).get("order_details"))
    return Letter(text=text, choices=choices, pix_code=_pix(parameters))


def letter_of(kind: str, body: Json) -> Letter:
    """Return any other message as it shows on the screen."""
    node = obj(body.get(kind))
    if kind == "interactive":
        return _interactive(node)
    if kind == "text":
        return Letter(text=str(node.get("body", "")))
    return Letter(text=str(node.get("caption", "")))


def _interactive(node: Json) -> Letter:
    action = obj(node.get("action"))
    parts = [obj(node.get(name)).get("text", "") for name in ("header", "body", "footer")]
    parameters = obj(action.get("parameters"))
    if node.get("type") == "order_details":
        parts.extend(_order_lines(parameters))
    if node.get("type") == "cta_url":
        parts.append(str(parameters.get("url", "")))
    return Letter(
        text="\n".join(str(part) for part in parts if part),
        choices=(*_buttons(action), *_rows(action)),
        pix_code=_pix(parameters),
    )


def _order_lines(parameters: Json) -> list[str]:
    items = obj(parameters.get("order")).get("items") or ()
    total = int(obj(parameters.get("total_amount")).get("value") or 0)
    names = [str(obj(item).get("name", "")) for item in items]
    return [*names, f"Total R$ {total // 100},{total % 100:02d}"]


def _buttons(action: Json) -> tuple[Choice, ...]:
    replies = [obj(obj(button).get("reply")) for button in action.get("buttons") or ()]
    return tuple(
        Choice(kind="button_reply", choice_id=str(r.get("id")), title=str(r.get("title")))
        for r in replies
    )


def _rows(action: Json) -> tuple[Choice, ...]:
    rows = [obj(r) for s in action.get("sections") or () for r in obj(s).get("rows") or ()]
    return tuple(
        Choice(
            kind="list_reply",
            choice_id=str(row["id"]),
            title=str(row["title"]),
            description=str(row.get("description", "")),
        )
        for row in rows
        if "id" in row and "title" in row
    )


def _pix(parameters: Json) -> str:
    for setting in parameters.get("payment_settings") or ():
        code = obj(obj(setting).get("pix_dynamic_code")).get("code")
        if code:
            return str(code)
    return ""


def _order_button(node: Json) -> Json:
    """Return the action of a template's ORDER_DETAILS button, if it has one."""
    for component in map(obj, node.get("components") or ()):
        if str(component.get("sub_type", "")).lower() == "order_details":
            parameters = component.get("parameters") or ()
            return next((obj(obj(p).get("action")) for p in parameters), {})
    return {}


def _payloads(node: Json) -> dict[int, str]:
    payloads: dict[int, str] = {}
    for component in map(obj, node.get("components") or ()):
        if str(component.get("sub_type", "")).lower() == "quick_reply":
            parameters = component.get("parameters") or ()
            payload = next((obj(p).get("payload") for p in parameters), None)
            payloads[int(component.get("index") or 0)] = str(payload or "")
    return payloads
