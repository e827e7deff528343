"""Turns a decision's inputs into lines that a person can read. Pure; no sealed data comes here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.foundation.money import brl

_SECTIONS: dict[str, Any] = {
    "draft": gettext_lazy("A mensagem"),
    "organisation": gettext_lazy("A organização"),
    "creditor": gettext_lazy("O credor"),
    "person": gettext_lazy("A pessoa"),
    "contact": gettext_lazy("O contato"),
    "identity": gettext_lazy("Identidade"),
    "window": gettext_lazy("Janela de 24 horas"),
    "counters": gettext_lazy("Frequência"),
    "debts": gettext_lazy("Dívidas"),
    "sender": gettext_lazy("Número de envio"),
}
# Shown elsewhere on the page, or of no use to a reader.
_NOTHING = "\u2013"
_LEFT_OUT = frozenset({"text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the facts."""

    title: Any
    lines: tuple[tuple[str, str], ...]


def sections(inputs: dict[str, Any]) -> tuple[Section, ...]:
    """Return the inputs part by part, in a fixed order; a missing part says so."""
    facts = inputs.get("facts") if isinstance(inputs.get("facts"), dict) else {}
    merged = {**inputs, **(facts or {})}
    return tuple(
        Section(title=title, lines=tuple(_lines(merged[key])))
        for key, title in _SECTIONS.items()
        if key in merged
    )


def _lines(part: Any, prefix: str = "") -> list[tuple[str, str]]:
    if part is None:
        return [(prefix or _("fato"), _("ausente"))]
    found: list[tuple[str, str]] = []
    if isinstance(part, dict):
        for key, value in part.items():
            label = f"{prefix} · {key}" if prefix else key
            if key not in _LEFT_OUT:
                found += _item(key, label, value)
        return found
    if isinstance(part, list | tuple):
        for place, item in enumerate(part, start=1):
            found += _item("", f"{prefix}{place}", item)
        return found or [(_("lista"), _("vazia"))]
    return [(prefix, _value(prefix, part))]


def _item(key: str, label: str, value: Any) -> list[tuple[str, str]]:
    return _lines(value, label) if isinstance(value, dict) else [(label, _value(key, value))]


def _value(key: str, value: Any) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return _("sim") if value else _("não")
    if isinstance(value, int) and key.endswith("_cents"):
        return brl(value)
    if key.endswith("document") and isinstance(value, str) and value:
        return f"…{value[-4:]}"
    if key.endswith("_at") or key.endswith("until"):
        return _instant(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value) or _NOTHING
    return str(value)


def _instant(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M:%S")
    except ValueError:
        return str(value)
