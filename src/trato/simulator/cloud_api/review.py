"""Review of templates: a wait, then a verdict; and a change of mind about a category."""

import re
from functools import partial

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.cloud_api.accounts import Accounts
from trato.simulator.cloud_api.templates import Template
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.cloud_api.webhooks import template_status_value
from trato.simulator.http import Json
from trato.simulator.people.reader import fold

NOTICE_SECONDS = 24 * 3600.0
_PROMOTES = re.compile(
    r"desconto|promoc|oferta|imperdivel|cupom|aproveite|brinde|sorteio|black friday|\boff\b|% de "
)
_THREATENS = re.compile(
    r"ultima chance|evite consequencias|consequencias legais|seu nome sera|sob pena de|processad"
)
_TELLS = "message_template_status_update"


class Review:
    """Meta's reviewers. An account set to `instant` gets everything approved at once."""

    def __init__(self, agenda: Agenda, accounts: Accounts, tidings: Tidings) -> None:
        """Work on the world's time."""
        self._agenda, self._accounts, self._tidings = agenda, accounts, tidings

    def submit(self, template: Template) -> None:
        """Take a new or edited template in; decide now or later."""
        account = self._accounts[template.waba_id]
        if account.review == "instant":
            self._decide(template, template.revision, is_careful=False)
            return
        template.status, template.reason, template.recommendation = "PENDING", "NONE", ""
        decide = partial(self._decide, template, template.revision, is_careful=True)
        self._agenda.after(account.review_seconds, "review", decide)

    def _decide(self, template: Template, revision: int, *, is_careful: bool) -> None:
        """Decide, unless the template was edited again in the meantime."""
        if template.revision != revision:
            return
        words = _words(template) if is_careful else ""
        template.status, template.reason, template.recommendation = _verdict(template.name, words)
        is_promotion = template.category == "UTILITY" and _PROMOTES.search(words) is not None
        if template.status == "APPROVED" and is_promotion:
            self._change(template, "MARKETING")
        self.announce(template)

    def announce(self, template: Template) -> None:
        """Tell the account what a template's status is now."""
        more: Json = {}
        if template.recommendation:
            more["rejection_info"] = template.rejection_info()
        value = template_status_value(template, template.status, **more)
        self._tidings.tell(template.waba_id, _TELLS, value, kind="template")

    def recategorise(self, template: Template, category: str, notice_seconds: float) -> None:
        """Find that an approved template is of another category: told first, done after notice."""
        template.correct_category = category
        if notice_seconds <= 0:
            self._change(template, category)
            return
        value = _named(template)
        at = int(clock.now().timestamp() + notice_seconds)
        value.update(
            new_category=template.category, correct_category=category, category_update_timestamp=at
        )
        self._tidings.tell(template.waba_id, "template_category_update", value, kind="template")
        self._agenda.after(notice_seconds, "review", partial(self._change, template, category))

    def _change(self, template: Template, category: str) -> None:
        if template.category == category:
            return
        old, template.category, template.correct_category = template.category, category, category
        value = _named(template)
        value.update(previous_category=old, new_category=category, correct_category=category)
        self._tidings.tell(template.waba_id, "template_category_update", value, kind="template")


def _verdict(name: str, words: str) -> tuple[str, str, str]:
    if "reject" in name:
        return "REJECTED", "INVALID_FORMAT", "Change the name: this one asks to be rejected."
    if _THREATENS.search(words):
        return "REJECTED", "ABUSIVE_CONTENT", ""
    return "APPROVED", "NONE", ""


def _words(template: Template) -> str:
    kinds = ("HEADER", "BODY", "FOOTER")
    return fold(" ".join(str(template.component(kind).get("text", "")) for kind in kinds))


def _named(template: Template) -> Json:
    return {
        "message_template_id": int(template.template_id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }
