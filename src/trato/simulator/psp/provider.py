"""The provider itself: who its clients are, what they charge, what was paid, whom to tell."""

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trato.foundation import clock
from trato.foundation.brcode import BrCodeError, DynamicCode, parse
from trato.simulator.books.ledger import Ledger, Paid
from trato.simulator.chance import draw
from trato.simulator.http import Json
from trato.simulator.postman import Address, Item, Postman
from trato.simulator.psp.asked import kept
from trato.simulator.psp.charges import Charge, check, invalid, stamp
from trato.simulator.psp.problems import Problem
from trato.simulator.psp.worth import worth_on

TOKEN_VALID = timedelta(hours=1)
_BRASILIA = ZoneInfo("America/Sao_Paulo")
_ISPB = "99999010"
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True, kw_only=True)
class Hook:
    """A webhook registered for a Pix key."""

    url: str
    created_at: datetime
    address: Address


@dataclass(slots=True, kw_only=True)
class Location:
    """Where a charge can be read; free until a charge takes it."""

    loc_id: int
    url: str
    kind: str
    created_at: datetime
    txid: str = ""

    def shown(self) -> Json:
        """Return it as the API shows it."""
        body: Json = {
            "id": self.loc_id,
            "location": self.url,
            "tipoCob": self.kind,
            "criacao": stamp(self.created_at),
        }
        return {**body, "txid": self.txid} if self.txid else body


@dataclass(slots=True)
class Client:
    """A receiving user of the provider."""

    secret: str
    charges: dict[str, Charge] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    pix: list[Json] = field(default_factory=list)


class Provider:
    """Keeps charges, takes payments, tells the receiver."""

    def __init__(self, *, seed: int, postman: Postman, ledger: Ledger) -> None:
        """Start without clients."""
        self._seed, self._postman, self._ledger = seed, postman, ledger
        self.clients: dict[str, Client] = {}
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._by_location: dict[str, Charge] = {}
        self._receivers: dict[str, Json] = {}
        self._locations = 0

    def token_for(self, client_id: str, secret: str) -> str | None:
        """Return an access token; a client unknown so far is taken on with the secret it shows."""
        if not client_id or not secret:
            return None
        client = self.clients.setdefault(client_id, Client(secret))
        if not hmac.compare_digest(client.secret.encode(), secret.encode()):
            return None
        now = clock.now()
        token = f"{draw('token', self._seed, client_id, now.isoformat()):016x}"
        self._tokens = {t: (c, until) for t, (c, until) in self._tokens.items() if until > now}
        self._tokens[token] = (client_id, now + TOKEN_VALID)
        return token

    def client_of(self, token: str) -> str | None:
        """Return whose token this is, while it is valid."""
        client_id, until = self._tokens.get(token, ("", clock.now()))
        return client_id if clock.now() < until else None

    def name_receiver(self, chave: str, row: Json) -> None:
        """Say who receives under a Pix key."""
        self._receivers[chave] = row

    def receiver(self, chave: str) -> Json:
        """Return who receives under a Pix key."""
        known = self._receivers.get(chave, {})
        return {
            "cnpj": str(known.get("cnpj") or "00000000000191"),
            "nome": str(known.get("name") or "Recebedor Simulado"),
            "logradouro": "Rua da Simulação, 1",
            "cidade": str(known.get("city") or "Brasilia"),
            "uf": str(known.get("uf") or "DF"),
            "cep": "70000000",
        }

    def put(
        self, client_id: str, kind: str, txid: str, body: Json
    ) -> tuple[Charge, bool] | Problem:
        """Create a charge, or return the one that is there when the same is asked again."""
        client = self.clients[client_id]
        asked = kept(kind, body)
        there = client.charges.get(txid)
        if there:
            if there.kind == kind and there.asked == asked:
                return there, False
            return invalid(kind, "Já existe outra cobrança com este txid.")
        problem = check(kind, asked, today())
        if problem:
            return problem
        location = self._take_location(client, kind, body)
        if isinstance(location, Problem):
            return location
        location.txid = txid
        charge = Charge(
            client_id=client_id,
            txid=txid,
            kind=kind,
            asked=asked,
            created_at=clock.now(),
            loc_id=location.loc_id,
            location=location.url,
        )
        client.charges[txid] = charge
        self._by_location[location.url] = charge
        return charge, True

    def _take_location(self, client: Client, kind: str, body: Json) -> Location | Problem:
        loc = body.get("loc")
        if not isinstance(loc, dict):
            return self.new_location(client, kind)
        location = client.locations.get(int(loc.get("id") or 0))
        if location is None:
            return invalid(kind, "A location referenciada inexiste.")
        if location.txid or location.kind != kind:
            return invalid(kind, "A location já está em uso ou é de outro tipo.")
        return location

    def new_location(self, client: Client, kind: str) -> Location:
        """Return a fresh place for a charge."""
        self._locations += 1
        raw = f"{draw('loc', self._seed, self._locations):016x}"
        raw += f"{draw('loc2', self._seed, self._locations):016x}"
        path = "qr/v2/cobv" if kind == "cobv" else "qr/v2"
        url = f"pix.simulado.example/{path}/{raw}"
        location = Location(loc_id=self._locations, url=url, kind=kind, created_at=clock.now())
        client.locations[location.loc_id] = location
        return location

    def revise(self, charge: Charge, body: Json) -> Problem | None:
        """Change an active charge, or remove it."""
        if charge.status != "ATIVA":
            return invalid(charge.kind, "A cobrança não está ATIVA.")
        if "status" in body:
            if body != {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}:
                return invalid(charge.kind, "Só é possível remover, e sem outras alterações.")
            charge.status = "REMOVIDA_PELO_USUARIO_RECEBEDOR"
        else:
            asked = kept(charge.kind, {**charge.asked, **body})
            problem = check(charge.kind, asked, today())
            if problem:
                return problem
            charge.asked = asked
        charge.revision += 1
        return None

    def pay(self, code: str, phone: str) -> bool:
        """Pay a charge by its copy-and-paste code, as a person with a bank app would."""
        try:
            read = parse(code)
        except BrCodeError:
            return False
        charge = self._by_location.get(read.url) if isinstance(read, DynamicCode) else None
        now = clock.now()
        if charge is None or charge.status != "ATIVA" or charge.expired(now, today()):
            return False
        pix = self._pix(charge, now)
        charge.status = "CONCLUIDA"
        charge.pix.append(pix)
        client = self.clients[charge.client_id]
        client.pix.append(pix)
        cents = int(str(pix["valor"]).replace(".", ""))
        row = Paid(e2eid=pix["endToEndId"], txid=charge.txid, cents=cents, phone=phone, at=now)
        self._ledger.payments.append(row)
        hook = client.hooks.get(str(charge.asked["chave"]))
        if hook:
            item = Item(key=row.e2eid, change=pix, whom=phone, kind="pix")
            self._postman.tell(hook.address, item)
        return True

    def _pix(self, charge: Charge, now: datetime) -> Json:
        number = draw("e2e", self._seed, charge.client_id, charge.txid)
        tail = "".join(_ALPHABET[number // 36**n % 36] for n in range(11))
        pix: Json = {
            "endToEndId": f"E{_ISPB}{now:%Y%m%d%H%M}{tail}",
            "txid": charge.txid,
            "chave": charge.asked["chave"],
            "horario": stamp(now),
        }
        valor = charge.asked["valor"]
        if charge.kind == "cob":
            return {**pix, "valor": valor["original"]}
        worth = worth_on(valor, charge.due_on(), today())
        parts = {
            name: {"valor": f"{getattr(worth, name):.2f}"}
            for name in ("original", "multa", "juros", "abatimento", "desconto")
            if name == "original" or getattr(worth, name)
        }
        return {**pix, "valor": f"{worth.total:.2f}", "componentesValor": parts}


def hook_for(url: str) -> Hook:
    """Return a webhook whose Pix go to `{url}/pix`."""
    address = Address(url=f"{url.rstrip('/')}/pix", wrap=_wrap, twice_share=0.1)
    return Hook(url=url, created_at=clock.now(), address=address)


def today() -> date:
    """Return the date in Brasília, on which the API counts."""
    return clock.now().astimezone(_BRASILIA).date()


def _wrap(items: list[Item]) -> Json:
    return {"pix": [item.change for item in items]}
