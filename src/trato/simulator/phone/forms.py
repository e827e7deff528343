"""The fields of a flow, read from its screens, so that the holder can fill it in. Pure.

Screens become one form; conditions, endpoints and screens that depend on answers are not played.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json

_KINDS = {
    "TextInput": "text",
    "TextArea": "text",
    "DatePicker": "date",
    "CalendarPicker": "date",
    "Dropdown": "choice",
    "RadioButtonsGroup": "choice",
    "CheckboxGroup": "choices",
    "ChipsSelector": "choices",
    "OptIn": "yes",
}
_DATA = re.compile(r"\$\{data\.(\w+)\}")


def fields_of(content: str) -> list[Json]:
    """Return the fields of a flow's JSON in the order of its screens."""
    try:
        whole = json.loads(content)
    except ValueError:
        return []
    screens = [obj(screen) for screen in obj(whole).get("screens") or ()]
    return [
        _field(node, obj(screen.get("data")))
        for screen in screens
        for node in _named(screen.get("layout"))
    ]


def _named(node: Any) -> Iterator[Json]:
    if isinstance(node, dict):
        if node.get("name") and node.get("type") in _KINDS:
            yield node
            return
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        yield from _named(inner)


def _field(node: Json, data: Json) -> Json:
    field: Json = {
        "name": str(node["name"]),
        "kind": _KINDS[str(node["type"])],
        "label": str(node.get("label") or node["name"]),
        "is_required": node.get("required") is True,
    }
    if field["kind"] in ("choice", "choices"):
        field["options"] = [
            {"id": str(row.get("id")), "title": str(row.get("title"))}
            for row in map(obj, _rows(node.get("data-source"), data))
        ]
    return field


def _rows(source: Any, data: Json) -> list[Any]:
    """A list, or the name of one among the screen's data, whose example stands for it."""
    match = _DATA.fullmatch(source) if isinstance(source, str) else None
    rows = obj(data.get(match.group(1))).get("__example__") if match else source
    return rows if isinstance(rows, list) else []
