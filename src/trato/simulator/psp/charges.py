"""Charges (`cob` and `cobv`): checked, kept, shown, and turned into a BR Code."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from trato.foundation.brcode import DynamicCode, plain, render
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json
from trato.simulator.psp.problems import Problem
from trato.simulator.psp.worth import next_business_day

TXID = re.compile(r"[a-zA-Z0-9]{26,35}")
MONEY = re.compile(r"\d{1,10}\.\d{2}")
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
_CPF = re.compile(r"\d{11}")
_CNPJ = re.compile(r"[0-9A-Z]{14}")
_WRONG = {"cob": "CobOperacaoInvalida", "cobv": "CobVOperacaoInvalida"}
_KEPT = ("calendario", "devedor", "valor", "chave", "solicitacaoPagador", "infoAdicionais")


@dataclass(slots=True, kw_only=True)
class Charge:
    """One charge. `asked` is what the client wrote, the part of it that is kept."""

    client_id: str
    txid: str
    kind: str
    asked: Json
    created_at: datetime
    loc_id: int
    location: str
    revision: int = 0
    status: str = "ATIVA"
    pix: list[Json] = field(default_factory=list)

    def expired(self, now: datetime, today: date) -> bool:
        """Say whether it can no longer be paid because of time."""
        calendar = obj(self.asked["calendario"])
        if self.kind == "cob":
            return now > self.created_at + timedelta(seconds=int(calendar["expiracao"]))
        last = next_business_day(self.due_on())
        return today > last + timedelta(days=int(calendar["validadeAposVencimento"]))

    def due_on(self) -> date:
        """Return the due date of a `cobv`."""
        return date.fromisoformat(str(self.asked["calendario"]["dataDeVencimento"]))

    def shown(self, receiver: Json) -> Json:
        """Return it as the API shows it."""
        calendar = {"criacao": stamp(self.created_at), **self.asked["calendario"]}
        loc = {
            "id": self.loc_id,
            "txid": self.txid,
            "location": self.location,
            "tipoCob": self.kind,
            "criacao": stamp(self.created_at),
        }
        body: Json = {
            **self.asked,
            "calendario": calendar,
            "txid": self.txid,
            "revisao": self.revision,
            "status": self.status,
            "loc": loc,
            "location": self.location,
            "pixCopiaECola": self.code(receiver),
        }
        if self.kind == "cobv":
            body["recebedor"] = receiver
        if self.pix:
            body["pix"] = self.pix
        return body

    def code(self, receiver: Json) -> str:
        """Return the copy-and-paste code."""
        return render(
            DynamicCode(
                url=self.location,
                name=plain(str(receiver["nome"]), 25) or "RECEBEDOR",
                city=plain(str(receiver["cidade"]), 15) or "BRASILIA",
            )
        )


def stamp(at: datetime) -> str:
    """Return an instant as the API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def kept(kind: str, body: Json) -> Json:
    """Return the part of a request that is kept, with its defaults."""
    asked = {name: body[name] for name in _KEPT if name in body}
    calendar = dict(obj(asked.get("calendario")))
    if kind == "cob":
        calendar.setdefault("expiracao", 86400)
    else:
        calendar.setdefault("validadeAposVencimento", 30)
    asked["calendario"] = calendar
    return asked


def check(kind: str, asked: Json, today: date) -> Problem | None:
    """Return why the provider refuses this charge, or nothing."""
    wrong = [*_valor(obj(asked.get("valor"))), *_rest(asked), *_devedor(kind, asked)]
    calendar = obj(asked.get("calendario"))
    wrong += _cob_calendar(calendar) if kind == "cob" else _cobv_calendar(calendar, today)
    if not wrong:
        return None
    violations = tuple((f"{kind}.{where}", why) for where, why in wrong)
    return invalid(kind, "A cobrança não respeita o esquema.", violations)


def invalid(kind: str, detail: str, violations: tuple[tuple[str, str], ...] = ()) -> Problem:
    """Return the refusal of an operation on a charge."""
    return Problem(kind=_WRONG[kind], detail=detail, violations=violations)


def _valor(valor: Json) -> list[tuple[str, str]]:
    original = valor.get("original")
    if not isinstance(original, str) or not MONEY.fullmatch(original):
        return [("valor.original", "O campo não respeita o schema.")]
    if not Decimal(original):
        return [("valor.original", "O campo é zero.")]
    wrong = []
    for name, modes in (("multa", 2), ("juros", 8), ("abatimento", 2), ("desconto", 6)):
        node = valor.get(name)
        if node is not None and not _is_rate(node, modes):
            wrong.append((f"valor.{name}", "O objeto não respeita o schema."))
    return wrong


def _is_rate(node: object, modes: int) -> bool:
    node = obj(node)
    mode = node.get("modalidade")
    if not isinstance(mode, int) or not 1 <= mode <= modes:
        return False
    if modes == 6 and mode <= 2:
        steps = node.get("descontoDataFixa")
        return isinstance(steps, list) and 1 <= len(steps) <= 3 and "valorPerc" not in node
    return MONEY.fullmatch(str(node.get("valorPerc"))) is not None


def _rest(asked: Json) -> list[tuple[str, str]]:
    wrong = []
    if not 1 <= len(str(asked.get("chave", ""))) <= 77:
        wrong.append(("chave", "O campo não respeita o schema."))
    if len(str(asked.get("solicitacaoPagador", ""))) > 140:
        wrong.append(("solicitacaoPagador", "O campo não respeita o schema."))
    extra = asked.get("infoAdicionais", [])
    if not isinstance(extra, list) or len(extra) > 50:
        wrong.append(("infoAdicionais", "O objeto não respeita o schema."))
    return wrong


def _devedor(kind: str, asked: Json) -> list[tuple[str, str]]:
    debtor = asked.get("devedor")
    if debtor is None and kind == "cob":
        return []
    debtor = obj(debtor)
    has_cpf = _CPF.fullmatch(str(debtor.get("cpf", ""))) is not None
    has_cnpj = _CNPJ.fullmatch(str(debtor.get("cnpj", ""))) is not None
    if has_cpf == has_cnpj or not 1 <= len(str(debtor.get("nome", ""))) <= 200:
        return [("devedor", "O objeto não respeita o schema.")]
    return []


def _cob_calendar(calendar: Json) -> list[tuple[str, str]]:
    expires = calendar.get("expiracao")
    if not isinstance(expires, int) or expires <= 0:
        return [("calendario.expiracao", "O campo é igual ou menor que zero.")]
    return []


def _cobv_calendar(calendar: Json, today: date) -> list[tuple[str, str]]:
    try:
        due_on = date.fromisoformat(str(calendar.get("dataDeVencimento")))
    except ValueError:
        return [("calendario.dataDeVencimento", "O campo não respeita o schema.")]
    wrong = []
    if due_on < today:
        wrong.append(("calendario.dataDeVencimento", "A data é anterior à criação."))
    after = calendar.get("validadeAposVencimento")
    if not isinstance(after, int) or after < 0:
        wrong.append(("calendario.validadeAposVencimento", "O campo é menor que zero."))
    return wrong
