"""What Meta remembers of a business's orders: references used once, and states that go one way.

Meta publishes that a change may be refused (2046) and a cancellation fail (2047); which changes is
our reading: what is over stays as it is, and nobody cancels what was paid.
"""

from datetime import datetime, timedelta

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.wanted import Wanted
from trato.simulator.http import Json

EXPIRES_AFTER_MIN = timedelta(seconds=300)
_OVER = ("completed", "canceled")
_PAID = "captured"


def order_refusal(wanted: Wanted) -> Failure | None:
    """Return why this order, or the news of one, would be refused, or nothing."""
    kind, parameters = _asked(wanted)
    reference, orders = str(parameters.get("reference_id")), wanted.number.orders
    if kind == "order_details":
        if reference in orders:
            return Failure(code=131009, details="reference_id was used before.")
        return _expires_too_soon(parameters, wanted.now)
    if kind != "order_status":
        return None
    if reference not in orders:
        return Failure(code=131009, details="reference_id is not known.")
    status = _status(parameters)
    if orders[reference] in _OVER and status != orders[reference]:
        return Failure(code=2046, details=f"The order is {orders[reference]}.")
    if status == "canceled" and reference in wanted.number.paid_orders:
        return Failure(code=2047, details="The order was paid.")
    return None


def order_taken(wanted: Wanted) -> None:
    """Remember what an accepted message says of an order."""
    kind, parameters = _asked(wanted)
    if kind not in ("order_details", "order_status"):
        return
    reference = str(parameters["reference_id"])
    wanted.number.orders[reference] = _status(parameters)
    if obj(parameters.get("payment")).get("status") == _PAID:
        wanted.number.paid_orders.add(reference)


def _asked(wanted: Wanted) -> tuple[str, Json]:
    node = obj(wanted.body.get("interactive"))
    return str(node.get("type")), obj(obj(node.get("action")).get("parameters"))


def _status(parameters: Json) -> str:
    return str(obj(parameters.get("order")).get("status"))


def _expires_too_soon(parameters: Json, now: datetime) -> Failure | None:
    until = obj(obj(parameters.get("order")).get("expiration")).get("timestamp")
    if until is None:
        return None
    if not str(until).isdigit():
        return Failure(code=131009, details="Param order.expiration.timestamp is not a time.")
    if int(until) < (now + EXPIRES_AFTER_MIN).timestamp():
        return Failure(code=131009, details="The order expires in less than 300 seconds.")
    return None
