"""Turns a decision's inputs into lines that a person can read. Pure; no sealed data comes here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    if isinstance(part, dict):
        found = []
        for key, value in part.items():
            if key in _LEFT_OUT:
                continue
            label = f"{prefix} · {key}" if prefix else key
            found += (
                _lines(value, label) if isinstance(value, dict) else [(label, _value(key, value))]
            )
        return found
    if isinstance(part, list | tuple):
        found = []
        for place, item in enumerate(part, start=1):
            found += (
                _lines(item, f"{prefix}{place}")
                if isinstance(item, dict)
                else [(str(place), _value("", item))]
            )
        return found or [(_("lista"), _("vazia"))]
    return [(prefix, _value(prefix, part))]


def _value(key: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("sim") if value else _("não")
    if isinstance(value, int) and key.endswith("_cents"):
        return f"R$ {value / 100:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    if key.endswith("document") and isinstance(value, str) and value:
        return f"…{value[-4:]}"
    if key.endswith("_at") or key.endswith("until"):
        return _instant(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(v) for v in value) or "–"
    return str(value)


def _instant(value: Any) -> str:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M:%S")
    except ValueError:
        return str(value)
