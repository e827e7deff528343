"""A template with its parameters in place, or why Meta would refuse them."""

import re
from typing import Any

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.templates import VARIABLE, Template
from trato.simulator.http import Json

TEXT_MAX = 1024
_MEDIA_FORMATS = ("IMAGE", "VIDEO", "DOCUMENT")
_UNTIDY = re.compile(r"[\n\t]| {5,}")
_UNSENDABLE = {"PAUSED": 132015, "DISABLED": 132016}


def fill(template: Template | None, node: Json) -> tuple[Template, str] | Failure:
    """Return the template and its text with the parameters in place, or why it is refused."""
    name, language = str(node["name"]), str(obj(node.get("language")).get("code"))
    if template and template.status in _UNSENDABLE:
        return Failure(code=_UNSENDABLE[template.status], details=f"{name} cannot be sent.")
    if template is None or template.status != "APPROVED":
        return Failure(code=132001, details=f"{name} does not exist in {language}.")
    return _filled(template, node)


def _filled(template: Template, node: Json) -> tuple[Template, str] | Failure:
    given = {
        str(c.get("type", "")).lower(): list(c.get("parameters") or ())
        for c in map(obj, node.get("components") or ())
        if str(c.get("type", "")).lower() != "button"
    }
    texts: list[str] = []
    for part in ("header", "body", "footer"):
        text = str(template.component(part.upper()).get("text", ""))
        wanted = list(dict.fromkeys(VARIABLE.findall(text)))
        parameters = [obj(p) for p in given.get(part, ())]
        is_media = parameters and parameters[0].get("type") in ("image", "video", "document")
        if len(wanted) != (0 if is_media else len(parameters)):
            return Failure(
                code=132000,
                details=f"{part}: got {len(parameters)}, expected {len(wanted)} parameters.",
            )
        failure = _wrong(template, part, parameters)
        if failure:
            return failure
        if text:
            texts.append(_put(text, wanted, parameters))
    return template, "\n".join(texts)


def _wrong(template: Template, part: str, parameters: list[Json]) -> Failure | None:
    wanted = str(template.component(part.upper()).get("format", "TEXT")).upper()
    for parameter in parameters:
        kind = str(parameter.get("type", "text"))
        if wanted in _MEDIA_FORMATS and kind != wanted.lower():
            return Failure(code=132012, details=f"{part}: expected {wanted.lower()}, got {kind}.")
        if kind == "text" and _UNTIDY.search(_value(parameter)):
            return Failure(code=132018, details=f"{part}: no line breaks, tabs or many spaces.")
    if part == "body" and sum(len(_value(p)) for p in parameters) > TEXT_MAX:
        return Failure(code=132005, details="body: the filled text is too long.")
    return None


def _put(text: str, wanted: list[str], parameters: list[Json]) -> str:
    values: dict[str, str] = {}
    for position, parameter in enumerate(parameters):
        name = str(parameter.get("parameter_name") or wanted[position])
        values[name] = _value(parameter)
    return VARIABLE.sub(lambda m: values.get(m.group(1), m.group(0)), text)


def _value(parameter: Json) -> str:
    held: Any = parameter.get(str(parameter.get("type", "text")))
    return str(held.get("fallback_value", "")) if isinstance(held, dict) else str(held or "")
