"""What a notice says: one JSON object for systems, a few lines for people. No personal data."""

import json
from zoneinfo import ZoneInfo

from trato.insights.notices.values import CERTIFICATE_ENDS, Parcel

_BRASILIA = ZoneInfo("America/Sao_Paulo")
_SEVERITIES = {1: "baixa", 2: "média", 3: "alta"}


def body_of(parcel: Parcel) -> bytes:
    """Return the body of a webhook; the same notice has the same body each time."""
    told = {
        "id": str(parcel.notice_id),
        "kind": parcel.kind,
        "severity": parcel.severity,
        "happened_at": parcel.happened_at.isoformat(),
        "about": dict(parcel.about),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def subject_of(parcel: Parcel) -> str:
    """Return a letter's subject."""
    what = _ending(parcel) if parcel.kind == CERTIFICATE_ENDS else _grave(parcel)
    return f"[Trato] {what}: {' '.join(parcel.organisation.split())}"


def text_of(parcel: Parcel) -> str:
    """Return a letter's text: what to look for, since the words themselves stay at the desk."""
    at = parcel.happened_at.astimezone(_BRASILIA)
    if parcel.kind == CERTIFICATE_ENDS:
        return _about_ending(parcel)
    lines = [
        f"{_grave(parcel)} em {at:%d/%m/%Y às %H:%M} (horário de Brasília).",
        "",
        *(f"{name}: {value}" for name, value in parcel.about.items()),
        "",
        "As palavras da conversa não saem por e-mail: veja em Alertas, no Trato.",
    ]
    return "\n".join(lines)


def _grave(parcel: Parcel) -> str:
    return f"Alerta de gravidade {_SEVERITIES.get(parcel.severity, str(parcel.severity))}"


def _ending(parcel: Parcel) -> str:
    return f"Um certificado vence em até {parcel.about.get('days', '30')} dias"


def _about_ending(parcel: Parcel) -> str:
    until = parcel.about.get("valid_until", "")
    lines = [
        f"{_ending(parcel)}. Depois disso a porta recusa o que essa pessoa da equipe escrever.",
        "",
        f"Membro: {parcel.about.get('user_id', '')}",
        f"Certificado: {parcel.about.get('certificate_id', '')}",
        f"Válido até: {until}",
        "",
        "Quem é, e o curso para renovar, em Formação, no Trato.",
    ]
    return "\n".join(lines)
