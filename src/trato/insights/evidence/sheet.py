"""Sets a copy of a conversation as pages: who, when, how far it came, which decision, which hash.

The PDF is tagged, so that a screen reader reads it in order, and carries its own letters. What was
said is handed over as data and never as markup. One volume holds at most `VOLUME_MAX` messages.
"""

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any, Final

import typst

from trato.insights.archive.values import Source
from trato.insights.evidence.glyphs import in_letters
from trato.insights.evidence.values import (
    DecisionNamed,
    Heading,
    JournalPlace,
    Later,
    MediaNamed,
    Said,
)
from trato.insights.metrics.laws import Law, laws_of

VOLUME_MAX: Final = 1000
_PAGES: Final = Path(__file__).with_name("sheet.typ")
_MONTHS: Final = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
    "outubro", "novembro", "dezembro",
)  # fmt: skip
_DAYS: Final = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
_AUTHORS: Final = {
    "bot": "Assistente virtual", "human": "Atendente", "campaign": "Campanha",
    "api": "Integração", "system": "Sistema", "note": "Nota interna",
    "outside": "Empresa, pelo aplicativo, fora da mesa",
}  # fmt: skip
_STATES: Final = {
    "ready": "pronta, ainda não enviada", "held": "aguarda a hora permitida",
    "refused": "recusada pela porta: não foi enviada", "cancelled": "cancelada: não foi enviada",
    "expired": "expirada: não foi enviada", "sending": "sendo enviada",
    "unknown": "enviada, sem confirmação do provedor", "failed": "não entregue",
}  # fmt: skip
_STAGES: Final = {"submit": "ao submeter", "dispatch": "na hora de enviar"}
_VERDICTS: Final = {"allow": "permitida", "hold": "aguarda", "refuse": "recusada"}
_DONE: Final = {
    "reaction": "Reação", "edit": "Edição", "revoke": "Apagada por quem a escreveu",
}  # fmt: skip
_NOT_LEFT: Final = frozenset({"refused", "failed", "cancelled", "expired"})

Row = tuple[int, Said, str]
"""A message's position, itself, and the hash of its line."""


def set_pages(
    heading: Heading,
    rows: Sequence[Row],
    *,
    lines: bytes,
    lines_sha256: str,
    zone: tzinfo,
    volume: tuple[int, int] = (1, 1),
) -> bytes:
    """Return one volume as PDF, with its lines inside as an attached file.

    `lines_sha256` is what all lines up to the volume's last message hash to.
    """
    setter = _Setter(heading, zone)
    upto = rows[-1][0] if rows else 0
    data = setter.frame(volume, upto, lines_sha256) | {
        "days": setter.days(rows),
        "lines": lines.decode(),
    }
    return typst.compile(
        _PAGES.read_bytes(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(heading.exported_at.timestamp()),
    )


class _Setter:
    def __init__(self, heading: Heading, zone: tzinfo) -> None:
        self._heading = heading
        self._zone = zone

    def frame(self, volume: tuple[int, int], upto: int, lines_sha256: str) -> dict[str, Any]:
        """Return everything but the messages."""
        told = self._heading
        part = f", volume {volume[0]} de {volume[1]}" if volume[1] > 1 else ""
        masked = "Dados pessoais mascarados." if told.is_masked else ""
        return {
            "title": f"Registro da conversa{part}",
            "organisation": in_letters(told.organisation),
            "description": f"Conversa {told.conversation_id}",
            "footer": f"Conversa {told.conversation_id}{part}",
            "lead": f"Tudo o que foi dito e como cada mensagem foi decidida. {masked}".strip(),
            "facts": self._facts(),
            "how": list(_HOW),
            "file": f"conversa-{volume[0]}.jsonl" if volume[1] > 1 else "conversa.jsonl",
            "ends": [
                f"SHA-256 das linhas 1 a {upto}: {lines_sha256}",
                f"Diário ao exportar: {told.journal_sequence} fatos selados, "
                f"fim da corrente {told.journal_hash or '–'}",
            ],
        }

    def _facts(self) -> list[tuple[str, str]]:
        told = self._heading
        span = f"{self._when(told.first_at)} a {self._when(told.last_at)}" if told.first_at else "–"
        pairs = [
            ("Empresa", f"{told.organisation}, {told.organisation_document}"),
            ("Número da empresa", told.number),
            ("Pessoa", f"{told.person}, {told.document}" if told.document else told.person),
            ("Contato da pessoa", told.address or "–"),
            ("Período", span),
            ("Mensagens e notas", _count(told.messages)),
            ("Exportada", f"{self._when(told.exported_at)}, por {told.exported_by}"),
            ("Horários", f"{self._zone}; segundos como o sistema os guardou"),
        ]
        return [(name, in_letters(text)) for name, text in pairs]

    def days(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Return the messages under the days on which they were said."""
        days: list[dict[str, Any]] = []
        for position, said, line_hash in rows:
            at = said.at.astimezone(self._zone)
            day = f"{_DAYS[at.weekday()]}, {at.day} de {_MONTHS[at.month - 1]} de {at.year}"
            if not days or days[-1]["day"] != day:
                days.append({"day": day, "messages": []})
            days[-1]["messages"].append(self._message(position, said, line_hash))
        return days

    def _message(self, position: int, said: Said, line_hash: str) -> dict[str, Any]:
        return {
            "position": _count(position),
            "who": in_letters(self._who(said)),
            "at": f"{said.at.astimezone(self._zone):%d/%m/%Y %H:%M:%S}",
            "tone": _tone(said),
            "text": in_letters(said.text),
            "more": [in_letters(line) for line in self._more(said)],
            "proof": _proof(said, line_hash),
        }

    def _who(self, said: Said) -> str:
        if said.author == "person":
            return self._heading.person or "Pessoa não identificada"
        name = _AUTHORS.get(said.author, said.author)
        if said.source == Source.WHISPER:
            name = "Cochicho do supervisor"
        return f"{name} ({said.by})" if said.by else name

    def _more(self, said: Said) -> list[str]:
        lines = [self._about(said), *(_attachment(one) for one in said.media)]
        if said.erased_at:
            at = self._when(said.erased_at)
            proof = "" if self._heading.is_masked else f"; SHA-256 do texto {said.text_sha256}"
            lines.append(f"Texto apagado em {at} pela política de guarda{proof}")
        elif said.kind != "text" and not said.text and not said.media and said.kind not in _DONE:
            lines.append(f"[{said.kind}]")
        lines += [f"Depois: {self._later(one)}" for one in said.later]
        lines.append(self._ticks(said))
        lines += [_law(one) for one in laws_of(said.refusal_codes)]
        return [line for line in lines if line]

    def _about(self, said: Said) -> str:
        if said.kind not in _DONE:
            return ""
        what = "Reação retirada" if said.kind == "reaction" and not said.text else _DONE[said.kind]
        if said.about is None:
            return f"{what}: a mensagem não está nesta conversa ou não se sabe qual é"
        return f"{what}: mensagem de {self._when(said.about_at)}, id {said.about}"

    def _later(self, one: Later) -> str:
        at = self._when(one.at)
        if one.kind == "reaction":
            return f"reação {one.text} em {at}" if one.text else f"reação retirada em {at}"
        if one.kind == "edit":
            return f"editada em {at} para: {one.text}" if one.text else f"editada em {at}"
        return f"apagada por quem a escreveu em {at}; o texto como chegou continua acima"

    def _ticks(self, said: Said) -> str:
        steps = (
            ("aceita pelo WhatsApp", said.sent_at),
            ("entregue", said.delivered_at),
            ("lida", said.read_at),
        )
        told = [f"{name} {self._when(at)}" for name, at in steps if at]
        if said.state in _STATES:
            reason = f" ({said.failed_reason})" if said.failed_reason else ""
            told.append(_STATES[said.state] + reason)
        line = "; ".join(told)
        return line[:1].upper() + line[1:]

    def _when(self, at: datetime | None) -> str:
        return f"{at.astimezone(self._zone):%d/%m/%Y %H:%M:%S}" if at else "–"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _tone(said: Said) -> str:
    if said.source in (Source.NOTE, Source.WHISPER):
        return "note"
    if said.state in _NOT_LEFT:
        return "stop"
    return "them" if said.author == "person" else "us"


def _law(law: Law) -> str:
    cited = "; ".join(one.label for one in law.citations)
    return f"{law.code}: {law.message} {cited}".strip()


def _attachment(one: MediaNamed) -> str:
    if one.state == "erased":
        return f"Anexo apagado pela política de guarda, SHA-256 {one.sha256 or 'desconhecido'}"
    if one.state != "stored":
        return "Anexo que não foi guardado" if one.state == "failed" else "Anexo ainda a caminho"
    size = f", {_count(one.size_bytes)} bytes" if one.size_bytes is not None else ""
    return f"Anexo: {one.mime_type or 'tipo desconhecido'}{size}, SHA-256 {one.sha256}"


def _proof(said: Said, line_hash: str) -> list[str]:
    lines = [f"id {said.message_id} · {_journal(said.journal)}"]
    lines += [f"decisão {_decision(one)}" for one in said.decisions]
    return [*lines, f"SHA-256 {line_hash}"]


def _decision(one: DecisionNamed) -> str:
    stage, verdict = _STAGES.get(one.stage, one.stage), _VERDICTS.get(one.verdict, one.verdict)
    return f"{one.decision_id} {stage}: {verdict}, {one.rulebook} · {_journal(one.journal)}"


def _journal(place: JournalPlace | None) -> str:
    if place is None:
        return "sem fato no diário"
    return "diário: por selar" if place.sequence is None else f"diário n.º {place.sequence}"


_HOW: Final = (
    "Este PDF leva anexo, dentro dele, o arquivo JSONL com as mesmas mensagens, uma por linha. O "
    "SHA-256 impresso em cada mensagem é o da sua linha; cada linha leva também o da anterior.",
    "Sem instalar nada: extraia o anexo (leitor de PDF ou pdfdetach). sha256sum sobre uma linha, "
    "sem a quebra final, dá o número impresso; sobre as linhas de mensagens dá o de todas.",
    "Com o Trato: trato evidence verify conversa.jsonl confere o arquivo sem banco de dados; com "
    "--journal confere também cada lugar no diário, e trato journal verify a corrente inteira.",
    "O diário guarda esta exportação: quem, quando, quantas mensagens e o SHA-256 deste arquivo.",
    "Emojis e letras de outros alfabetos aparecem por extenso ou por número entre colchetes; o "
    "texto exato está no JSONL.",
)
