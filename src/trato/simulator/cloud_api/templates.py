"""Message templates of a WhatsApp Business Account: created, approved, paused, filled in."""

import re
from dataclasses import dataclass, field
from typing import Any

from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json

_VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_UNSENDABLE = {"PAUSED": 132015, "DISABLED": 132016}


@dataclass(slots=True, kw_only=True)
class Template:
    """One template in one language."""

    waba_id: str
    name: str
    language: str
    category: str
    components: list[Json] = field(default_factory=list)
    status: str = "APPROVED"
    reason: str = "NONE"

    @property
    def template_id(self) -> str:
        """Return Meta's id of it."""
        return str(draw(self.waba_id, self.name, self.language) % 10**15 + 10**15)

    def component(self, kind: str) -> Json:
        """Return the component of this kind, or an empty one."""
        return next((c for c in self.components if str(c.get("type", "")).upper() == kind), {})

    def quick_replies(self) -> list[tuple[int, str]]:
        """Return position and title of the buttons that answer."""
        buttons = [obj(b) for b in self.component("BUTTONS").get("buttons") or ()]
        return [
            (at, str(button.get("text", "")))
            for at, button in enumerate(buttons)
            if str(button.get("type", "")).upper() == "QUICK_REPLY"
        ]

    def as_row(self) -> Json:
        """Return it as the list of templates shows it."""
        return {
            "id": self.template_id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "components": self.components,
            "rejected_reason": self.reason,
            "quality_score": {"score": "UNKNOWN"},
        }


class Shelf:
    """Every template of every account."""

    def __init__(self) -> None:
        """Start empty."""
        self._held: dict[tuple[str, str, str], Template] = {}

    def create(self, waba_id: str, body: Json) -> Template | Failure:
        """Add a template; it is approved at once unless its name asks to be rejected."""
        name, language = str(body.get("name", "")), body.get("language", "")
        language = str(obj(language).get("code", "")) if isinstance(language, dict) else language
        category = str(body.get("category", "")).upper()
        if not _NAME.fullmatch(name):
            return Failure(code=100, details="name must be lower-case letters, digits and _.")
        if not language or category not in ("MARKETING", "UTILITY", "AUTHENTICATION"):
            return Failure(code=100, details="language and category are required.")
        if (waba_id, name, language) in self._held:
            return Failure(code=2388023, details="There is already content in this language.")
        template = Template(
            waba_id=waba_id,
            name=name,
            language=str(language),
            category=category,
            components=[obj(c) for c in body.get("components") or ()],
        )
        if not template.component("BODY").get("text"):
            return Failure(code=100, details="A BODY component with text is required.")
        if "reject" in name:
            template.status, template.reason = "REJECTED", "INVALID_FORMAT"
        self._held[waba_id, name, str(language)] = template
        return template

    def of(self, waba_id: str, name: str | None = None) -> list[Template]:
        """Return the templates of an account, or those of one name."""
        return [t for t in self._held.values() if t.waba_id == waba_id and name in (None, t.name)]

    def delete(self, waba_id: str, name: str) -> int:
        """Remove every language of a name; return how many there were."""
        doomed = self.of(waba_id, name)
        for template in doomed:
            del self._held[template.waba_id, template.name, template.language]
        return len(doomed)

    def fill(self, waba_id: str, node: Json) -> tuple[Template, str] | Failure:
        """Return the template and its text with the parameters in place, or why it is refused."""
        name, language = str(node["name"]), str(obj(node.get("language")).get("code"))
        template = self._held.get((waba_id, name, language))
        if template is None or template.status in ("REJECTED", "PENDING"):
            return Failure(code=132001, details=f"{name} does not exist in {language}.")
        if template.status in _UNSENDABLE:
            return Failure(code=_UNSENDABLE[template.status], details=f"{name} cannot be sent.")
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
        wanted = list(dict.fromkeys(_VARIABLE.findall(text)))
        parameters = [obj(p) for p in given.get(part, ())]
        is_media = parameters and parameters[0].get("type") in ("image", "video", "document")
        if len(wanted) != (0 if is_media else len(parameters)):
            return Failure(
                code=132000,
                details=f"{part}: got {len(parameters)}, expected {len(wanted)} parameters.",
            )
        if text:
            texts.append(_put(text, wanted, parameters))
    return template, "\n".join(texts)


def _put(text: str, wanted: list[str], parameters: list[Json]) -> str:
    values: dict[str, str] = {}
    for position, parameter in enumerate(parameters):
        name = str(parameter.get("parameter_name") or wanted[position])
        values[name] = _value(parameter)
    return _VARIABLE.sub(lambda m: values.get(m.group(1), m.group(0)), text)


def _value(parameter: Json) -> str:
    held: Any = parameter.get(str(parameter.get("type", "text")))
    return str(held.get("fallback_value", "")) if isinstance(held, dict) else str(held or "")
