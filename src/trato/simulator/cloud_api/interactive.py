"""Shape checks of interactive messages, one per kind; the money of a Brazilian order included."""

import re
from collections.abc import Callable

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import need, obj, refuse, text_within
from trato.simulator.http import Json

BODY_MAX = 1024
SHORT_MAX = 60
TITLE_MAX = 20
ROW_TITLE_MAX = 24
ROW_NOTE_MAX = 72
ROWS_MAX = 10
_REFERENCE = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_ORDER_STATUS = ("pending", "processing", "partially-shipped", "shipped", "completed", "canceled")
_BODY_OPTIONAL = ("product",)


def check_interactive(node: Json) -> Failure | None:
    """Return why Meta would refuse this interactive node, or nothing."""
    kind = str(node.get("type", ""))
    check = _KINDS.get(kind)
    if check is None:
        return refuse("interactive.type", "is not an interactive type")
    return _frame(node, kind) or check(obj(node.get("action")))


def _frame(node: Json, kind: str) -> Failure | None:
    if "body" in node or kind not in _BODY_OPTIONAL:
        limit = 4096 if kind == "list" else BODY_MAX
        failure = text_within(obj(node.get("body")), "text", "interactive.body.text", limit)
        if failure:
            return failure
    footer, header = obj(node.get("footer")), obj(node.get("header"))
    for where, part in (("footer", footer), ("header", header)):
        if len(str(part.get("text", ""))) > SHORT_MAX:
            return refuse(f"interactive.{where}.text", f"is longer than {SHORT_MAX}")
    if header and header.get("type") not in ("text", "image", "video", "document"):
        return refuse("interactive.header.type", "is not a header type")
    return None


def _buttons(action: Json) -> Failure | None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        return refuse("action.buttons", "must hold 1 to 3 buttons", missing=not buttons)
    replies = [obj(obj(button).get("reply")) for button in buttons]
    for reply in replies:
        failure = text_within(reply, "id", "button.reply.id", 256) or text_within(
            reply, "title", "button.reply.title", TITLE_MAX
        )
        if failure:
            return failure
    for name in ("id", "title"):
        if len({reply[name] for reply in replies}) < len(replies):
            return refuse(f"button.reply.{name}", "is repeated")
    return None


def _list(action: Json) -> Failure | None:
    failure = text_within(action, "button", "action.button", TITLE_MAX)
    sections = action.get("sections")
    if failure or not isinstance(sections, list) or not sections:
        return failure or refuse("action.sections", "is required", missing=True)
    if len(sections) > 1 and not all(obj(section).get("title") for section in sections):
        return refuse("section.title", "is required with several sections", missing=True)
    rows = [obj(row) for section in sections for row in obj(section).get("rows") or ()]
    if not 1 <= len(rows) <= ROWS_MAX:
        return refuse("section.rows", f"must be 1 to {ROWS_MAX} in total")
    if len({row.get("id") for row in rows}) < len(rows):
        return refuse("row.id", "is repeated")
    return next(filter(None, map(_row, rows)), None)


def _row(row: Json) -> Failure | None:
    if len(str(row.get("description", ""))) > ROW_NOTE_MAX:
        return refuse("row.description", f"is longer than {ROW_NOTE_MAX}")
    return text_within(row, "id", "row.id", 200) or text_within(
        row, "title", "row.title", ROW_TITLE_MAX
    )


def _cta_url(action: Json) -> Failure | None:
    parameters = obj(action.get("parameters"))
    if action.get("name") != "cta_url":
        return refuse("action.name", "must be cta_url")
    failure = text_within(parameters, "display_text", "parameters.display_text", TITLE_MAX)
    if failure or not str(parameters.get("url", "")).startswith(("http://", "https://")):
        return failure or refuse("parameters.url", "is not an address")
    return None


def _flow(action: Json) -> Failure | None:
    parameters = obj(action.get("parameters"))
    if action.get("name") != "flow":
        return refuse("action.name", "must be flow")
    if not parameters.get("flow_id") and not parameters.get("flow_name"):
        return refuse("parameters.flow_id", "or flow_name is required", missing=True)
    return need(parameters, "flow_message_version") or need(parameters, "flow_cta")


def _product(action: Json) -> Failure | None:
    return need(action, "catalog_id") or need(action, "product_retailer_id")


def _product_list(action: Json) -> Failure | None:
    return need(action, "catalog_id") or need(action, "sections")


def _named(name: str) -> Callable[[Json], Failure | None]:
    def check(action: Json) -> Failure | None:
        return None if action.get("name") == name else refuse("action.name", f"must be {name}")

    return check


def _order_details(action: Json) -> Failure | None:
    parameters = obj(action.get("parameters"))
    if action.get("name") != "review_and_pay":
        return refuse("action.name", "must be review_and_pay")
    if not _REFERENCE.fullmatch(str(parameters.get("reference_id", ""))):
        return refuse("parameters.reference_id", "is not 1 to 60 letters, digits, _ - .")
    if parameters.get("type") not in ("digital-goods", "physical-goods"):
        return refuse("parameters.type", "must be digital-goods or physical-goods")
    failure = need(parameters, "currency") or need(parameters, "order")
    if failure:
        return failure
    if parameters.get("payment_type") == "br":
        failure = _brazilian(parameters)
    return failure or _sum(parameters)


def _brazilian(parameters: Json) -> Failure | None:
    if parameters.get("currency") != "BRL":
        return refuse("parameters.currency", "must be BRL")
    settings = parameters.get("payment_settings")
    if not isinstance(settings, list) or not settings:
        return refuse("parameters.payment_settings", "is required", missing=True)
    for setting in settings:
        kind = str(obj(setting).get("type", ""))
        wanted = _SETTINGS.get(kind)
        if wanted is None:
            return refuse("payment_settings.type", "is not a payment setting")
        for name in wanted:
            failure = need(obj(setting.get(kind)), name)
            if failure:
                return failure
    return None


_SETTINGS = {
    "pix_dynamic_code": ("code", "merchant_name", "key", "key_type"),
    "payment_link": ("uri",),
    "boleto": ("digitable_line",),
}


def _sum(parameters: Json) -> Failure | None:
    order = obj(parameters["order"])
    if order.get("status") not in _ORDER_STATUS:
        return refuse("order.status", "is not an order status")
    total = _amount(parameters.get("total_amount"))
    subtotal = _amount(order.get("subtotal"))
    items = [obj(item) for item in order.get("items") or ()]
    if total is None or subtotal is None or not items:
        return refuse("order", "needs items, subtotal and total_amount", missing=True)
    if any(len(str(item.get("name", ""))) > SHORT_MAX for item in items):
        return refuse("order.items.name", f"is longer than {SHORT_MAX}")
    rest = [_amount(order.get(name)) or 0 for name in ("tax", "shipping", "discount")]
    if total != subtotal + rest[0] + rest[1] - rest[2]:
        return refuse("total_amount", "is not subtotal + tax + shipping - discount")
    return None


def _amount(node: object) -> int | None:
    node = obj(node)
    value = node.get("value")
    return value if node.get("offset") == 100 and isinstance(value, int) else None


def _order_status(action: Json) -> Failure | None:
    parameters = obj(action.get("parameters"))
    if action.get("name") != "review_order":
        return refuse("action.name", "must be review_order")
    if obj(parameters.get("order")).get("status") not in _ORDER_STATUS:
        return refuse("order.status", "is not an order status")
    return need(parameters, "reference_id")


def _any(action: Json) -> Failure | None:
    return None if action else refuse("action", "is required", missing=True)


_KINDS: dict[str, Callable[[Json], Failure | None]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _cta_url,
    "flow": _flow,
    "product": _product,
    "product_list": _product_list,
    "catalog_message": _named("catalog_message"),
    "order_details": _order_details,
    "order_status": _order_status,
    "location_request_message": _named("send_location"),
    "contact_request": _any,
    "call_permission_request": _any,
    "carousel": _any,
}
