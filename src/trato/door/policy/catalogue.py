"""The rulebook as something to read: for `trato rules`, the console and the documentation."""

from typing import Final

from trato.door.policy.decide import RULEBOOK
from trato.door.policy.rule import RuleRecord, Scope
from trato.door.policy.rulebook import FAMILIES, RULES
from trato.door.policy.values import Citation, Mark

MARK_MEANINGS: Final[dict[Mark, str]] = {
    Mark.VERBATIM: "the official wording was read",
    Mark.SECONDARY: "a secondary source; wording not checked against the official text",
    Mark.TESTED: "tested by running code",
    Mark.DESIGN: "a default of ours: policy, not law",
    Mark.UNVERIFIED: "could not be verified; not to be taken for law before counsel checked",
}


def all_rules() -> tuple[RuleRecord, ...]:
    """Return every rule in the order in which the gate asks them."""
    return RULES


def explain(code_or_id: str) -> tuple[RuleRecord, ...]:
    """Return the rules with that reason code or id; empty when there is none.

    `RULE_ERROR:<id>` finds the rule that could not be evaluated. Case does not matter.
    """
    wanted = code_or_id.strip().casefold().removeprefix("rule_error:")
    return tuple(r for r in RULES if wanted in (r.code.casefold(), r.id.casefold()))


def _scope(scope: Scope) -> str:
    parts = [
        f"{name}: {', '.join(sorted(values))}"
        for name, values in (
            ("classes", scope.classes),
            ("channels", scope.channels),
            ("roles", scope.roles),
            ("authors", scope.authors),
        )
        if values
    ]
    return "; ".join(parts) or "every message"


def _source(citation: Citation) -> str:
    return f"- {citation.label} **[{citation.mark}]** `{citation.urn}`"


def _entry(rule: RuleRecord) -> list[str]:
    human = " · a human is told" if rule.needs_human else ""
    return [
        f"### `{rule.code}` · {rule.id} v{rule.version}",
        "",
        f"{rule.summary}",
        "",
        f"**Effect** {rule.effect}{human} · **status** {rule.legal_status} · "
        f"**applies to** {_scope(rule.applies_to)}",
        "",
        f"**Law** {rule.law}",
        "",
        f"> {rule.message_pt} {rule.remedy_pt}",
        "",
        *(_source(citation) for citation in rule.citations),
        "",
    ]


def render_markdown() -> str:
    """Return the whole rulebook as a page; the one committed in docs is compared with it."""
    lines = [
        "# The rulebook",
        "",
        f"Generated from the rules of `{RULEBOOK}` ({len(RULES)} rules). Do not edit by hand:",
        "`python -m tools.rulebook` writes this page.",
        "",
        "Every source carries a mark; a mark says how well the source is known:",
        "",
        *(f"- **[{mark}]** {meaning}" for mark, meaning in MARK_MEANINGS.items()),
        "",
        "All rules in scope are asked for every message, and asked again right before it leaves.",
        "A rule that fails or lacks a fact refuses (`RULE_ERROR:<rule>`, `MISSING_FACT`).",
        "Strictest first: block, defer, require_human, require, redact, warn. Defer holds;",
        "warn lets the message go; everything else refuses.",
        "",
    ]
    for family in FAMILIES:
        doc = (family.__doc__ or "").strip().splitlines()[0]
        lines += [f"## {doc}", ""]
        for rule in (r for r in vars(family).values() if isinstance(r, RuleRecord)):
            lines += _entry(rule)
    return "\n".join(lines).rstrip() + "\n"
