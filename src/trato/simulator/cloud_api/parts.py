"""The few questions every shape check asks."""

from typing import Any

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.http import Json


def obj(value: Any) -> Json:
    """Return the value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def refuse(where: str, why: str, *, missing: bool = False) -> Failure:
    """Return the failure of one parameter."""
    return Failure(code=131008 if missing else 131009, details=f"Parameter {where} {why}.")


def need(node: Json, name: str) -> Failure | None:
    """Refuse a node without this parameter."""
    if node.get(name) in (None, ""):
        return refuse(name, "is required", missing=True)
    return None


def text_within(node: Json, name: str, where: str, length_max: int) -> Failure | None:
    """Refuse a missing, empty or too long text."""
    value = node.get(name)
    if not isinstance(value, str) or not value.strip():
        return refuse(where, "is required", missing=True)
    if len(value) > length_max:
        return refuse(where, f"is longer than {length_max}")
    return None
