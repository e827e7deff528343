"""Message templates of a WhatsApp Business Account: what one is, and the shelf they stand on."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.simulator.chance import draw
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.wording import check_name, check_wording
from trato.simulator.http import Json

VARIABLE = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")


@dataclass(slots=True, kw_only=True)
class Template:
    """One template in one language."""

    waba_id: str
    name: str
    language: str
    category: str
    components: list[Json] = field(default_factory=list)
    status: str = "PENDING"
    reason: str = "NONE"
    recommendation: str = ""
    correct_category: str = ""
    quality: str = "UNKNOWN"
    quality_at: datetime
    pauses: int = 0
    pause_title: str = ""
    revision: int = 0
    edited_at: list[datetime] = field(default_factory=list)

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
        row: Json = {
            "id": self.template_id,
            "name": self.name,
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "components": self.components,
            "rejected_reason": self.reason,
            "quality_score": {
                "score": self.quality,
                "date": int(self.quality_at.timestamp()),
            },
            "parameter_format": self.parameter_format,
        }
        if self.correct_category:
            row["correct_category"] = self.correct_category
        if self.recommendation:
            row["rejection_info"] = self.rejection_info()
        return row

    def rejection_info(self) -> Json:
        """Return what was wrong with it and how to mend it."""
        return {"reason": self.reason, "recommendation": self.recommendation}

    @property
    def parameter_format(self) -> str:
        """Return whether its variables have names or numbers."""
        names = VARIABLE.findall(str(self.component("BODY").get("text", "")))
        return "NAMED" if any(not name.isdigit() for name in names) else "POSITIONAL"


TEMPLATES_MAX = 250
NAME_BLOCKED = timedelta(days=30)
EDIT_AGAIN = timedelta(hours=24)
EDITS_IN_30_DAYS = 10
_EDITABLE = ("APPROVED", "REJECTED", "PAUSED")


class Shelf:
    """Every template of every account."""

    def __init__(self) -> None:
        """Start empty."""
        self._held: dict[tuple[str, str, str], Template] = {}
        self._deleted: dict[tuple[str, str], datetime] = {}

    def create(
        self, waba_id: str, body: Json, now: datetime, *, is_careful: bool = True
    ) -> Template | Failure:
        """Add a template, not yet reviewed; the wording is looked at only if `is_careful`."""
        name, language = str(body.get("name", "")), body.get("language", "")
        language = str(obj(language).get("code", "")) if isinstance(language, dict) else language
        template = Template(
            waba_id=waba_id,
            name=name,
            language=str(language),
            category=str(body.get("category", "")).upper(),
            components=[obj(c) for c in body.get("components") or ()],
            quality_at=now,
        )
        failure = (
            check_name(name, str(language), template.category, template.components)
            or self._no_place(template, now)
            or (check_wording(template.components) if is_careful else None)
        )
        if failure:
            return failure
        self._held[waba_id, name, str(language)] = template
        return template

    def _no_place(self, template: Template, now: datetime) -> Failure | None:
        waba_id, name = template.waba_id, template.name
        if (waba_id, name, template.language) in self._held:
            return Failure(code=2388023, details="There is already content in this language.")
        deleted_at = self._deleted.get((waba_id, name))
        if deleted_at and now - deleted_at < NAME_BLOCKED:
            return Failure(code=2388023, details="The name was deleted less than 30 days ago.")
        if len(self.of(waba_id)) >= TEMPLATES_MAX:
            return Failure(code=2388019, details=f"An account holds {TEMPLATES_MAX} templates.")
        return None

    def edit(
        self, template: Template, body: Json, now: datetime, *, is_careful: bool = True
    ) -> Failure | None:
        """Change a template's components, which then wait for review again."""
        components = [obj(c) for c in body.get("components") or template.components]
        if template.status not in _EDITABLE:
            return Failure(code=2388039, details=f"{template.status} cannot be edited.")
        recent = [at for at in template.edited_at if now - at < NAME_BLOCKED]
        if template.status == "APPROVED" and recent:
            if len(recent) >= EDITS_IN_30_DAYS or now - recent[-1] < EDIT_AGAIN:
                return Failure(code=100, details="Once in 24 hours, ten times in 30 days.")
        failure = check_wording(components) if is_careful else None
        if failure:
            return failure
        template.components = components
        template.edited_at = [*recent, now]
        template.revision += 1
        return None

    def get(self, waba_id: str, name: str, language: str) -> Template | None:
        """Return one template."""
        return self._held.get((waba_id, name, language))

    def by_id(self, template_id: str) -> Template | None:
        """Return the template with this id."""
        return next((t for t in self._held.values() if t.template_id == template_id), None)

    def of(self, waba_id: str, name: str | None = None) -> list[Template]:
        """Return the templates of an account, or those of one name."""
        return [t for t in self._held.values() if t.waba_id == waba_id and name in (None, t.name)]

    def delete(
        self, waba_id: str, name: str, now: datetime, template_id: str = ""
    ) -> list[Template]:
        """Remove every language of a name, or the one with an id; return what went."""
        doomed = [t for t in self.of(waba_id, name) if template_id in ("", t.template_id)]
        for template in doomed:
            del self._held[template.waba_id, template.name, template.language]
        if doomed and not self.of(waba_id, name):
            self._deleted[waba_id, name] = now
        return doomed
