"""The rulebook: every rule with its law and how well the source is known."""

from collections import Counter

from django.http import HttpRequest, HttpResponse

from trato.door.policy import catalogue
from trato.door.policy.rule import RuleRecord
from trato.entrypoints.console.entered import entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.rule_words import told


@entered(Act.ENTER)
def index(request: HttpRequest) -> HttpResponse:
    """List the rules, optionally only those that carry a word."""
    wanted = request.GET.get("q", "").strip().lower()
    rules = catalogue.all_rules()
    marks = Counter(c.mark.value for rule in rules for c in rule.citations)
    shown = [rule for rule in rules if wanted in _words_of(rule).lower()]
    context = {
        "rules": shown,
        "total": len(rules),
        "q": request.GET.get("q", ""),
        "marks": [(m, marks.get(m, 0)) for m in "VSTDU"],
    }
    return page(request, "rules.html", context)


def _words_of(rule: RuleRecord) -> str:
    """Return all that a rule is found by: what it says as recorded, and as it is read here."""
    said = (rule.message_pt, told(rule.message_pt))
    return " ".join((rule.id, rule.code, *said, rule.law, *(c.label for c in rule.citations)))
