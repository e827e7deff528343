"""Charges (`cob` and `cobv`): checked, kept, shown, and turned into a BR Code."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from trato.foundation.brcode import DynamicCode, plain, render
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json
from trato.simulator.psp.asked import wrong_in
from trato.simulator.psp.problems import Problem
from trato.simulator.psp.worth import next_business_day

TXID = re.compile(r"[a-zA-Z0-9]{26,35}")
REMOVED = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
_WRONG = {"cob": "CobOperacaoInvalida", "cobv": "CobVOperacaoInvalida"}


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
        return (today - last).days > int(calendar["validadeAposVencimento"])

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


def check(kind: str, asked: Json, today: date) -> Problem | None:
    """Return why the provider refuses this charge, or nothing."""
    wrong = wrong_in(kind, asked, today)
    if not wrong:
        return None
    violations = tuple((f"{kind}.{where}", why) for where, why in wrong)
    return invalid(kind, "A cobrança não respeita o esquema.", violations)


def invalid(kind: str, detail: str, violations: tuple[tuple[str, str], ...] = ()) -> Problem:
    """Return the refusal of an operation on a charge."""
    return Problem(kind=_WRONG[kind], detail=detail, violations=violations)
