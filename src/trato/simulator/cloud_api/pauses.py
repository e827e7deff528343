"""Templates of low quality rest: three hours, then six, then for good. Pacing rests until ended."""

from functools import partial

from trato.simulator.agenda import Agenda
from trato.simulator.cloud_api.templates import Template
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.cloud_api.webhooks import template_status_value
from trato.simulator.http import Json

PAUSE_SECONDS = (3 * 3600.0, 6 * 3600.0)
_TITLES = ("FIRST_PAUSE", "SECOND_PAUSE")
PACING = "RATE_LIMITING_PAUSE"


class Pauses:
    """Pauses, un-pauses and disables templates, and tells their accounts."""

    def __init__(self, agenda: Agenda, tidings: Tidings) -> None:
        """Work on the world's time."""
        self._agenda, self._tidings = agenda, tidings

    def pause(self, template: Template) -> None:
        """Pause for low quality, or disable at the third time."""
        count, template.pauses = template.pauses, template.pauses + 1
        if count >= len(PAUSE_SECONDS):
            self._turn(template, "DISABLED", "DISABLED", "The template was paused too often.")
            return
        seconds = PAUSE_SECONDS[count]
        words = f"Paused for {seconds / 3600:.0f} hours: people received it badly."
        self._turn(template, "PAUSED", _TITLES[count], words)
        self._agenda.after(seconds, "unpause", partial(self._unpause, template, template.pauses))

    def pace(self, template: Template) -> None:
        """Pause while the first receivers' feedback is awaited; ends only on request."""
        self._turn(template, "PAUSED", PACING, "Paused while feedback is gathered.")

    def resume(self, template: Template) -> bool:
        """End a pacing pause on the business's request; say whether there was one."""
        if template.status != "PAUSED" or template.pause_title != PACING:
            return False
        self._turn(template, "APPROVED", "UNPAUSED", "The template can be sent again.")
        return True

    def _unpause(self, template: Template, count: int) -> None:
        if template.status == "PAUSED" and template.pauses == count:
            template.quality = "UNKNOWN"
            self._turn(template, "APPROVED", "UNPAUSED", "The template can be sent again.")

    def _turn(self, template: Template, status: str, title: str, description: str) -> None:
        template.status = status
        template.pause_title = title if status == "PAUSED" else ""
        other: Json = {"title": title, "description": description}
        value = template_status_value(template, status, other_info=other)
        self._tidings.tell(
            template.waba_id, "message_template_status_update", value, kind="template"
        )
