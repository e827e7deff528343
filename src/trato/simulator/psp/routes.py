"""The addresses of the API Pix, under /pix/v2, behind OAuth 2 client credentials."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from trato.simulator.chance import draw
from trato.simulator.http import Json, Request, Response, Router, answer
from trato.simulator.psp.charges import TXID, Charge, stamp
from trato.simulator.psp.problems import Problem, refusal
from trato.simulator.psp.provider import Provider, hook_for

BASE = "/pix/v2"
PAGE_MAX = 1000
Answerer = Callable[..., Awaitable[Response]]
_ABSENT = {"cob": "CobNaoEncontrado", "cobv": "CobVNaoEncontrada"}


class PixApi:
    """Answers for one provider."""

    def __init__(self, provider: Provider) -> None:
        """Serve this provider."""
        self._provider = provider

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("POST", "/oauth/token", self.token)
        router.add("POST", f"{BASE}/oauth/token", self.token)
        router.add("POST", f"{BASE}/cob", self._guard(self.create))
        for kind in ("cob", "cobv"):
            address = f"{BASE}/{kind}/{{txid}}"
            router.add("PUT", address, self._guard(self._of(kind, self.put)))
            router.add("GET", address, self._guard(self._of(kind, self.show)))
            router.add("PATCH", address, self._guard(self._of(kind, self.revise)))
        router.add("GET", f"{BASE}/pix", self._guard(self.list_pix))
        router.add("GET", f"{BASE}/pix/{{e2eid}}", self._guard(self.show_pix))
        router.add("PUT", f"{BASE}/webhook/{{chave}}", self._guard(self.set_hook))
        router.add("GET", f"{BASE}/webhook/{{chave}}", self._guard(self.show_hook))
        router.add("DELETE", f"{BASE}/webhook/{{chave}}", self._guard(self.drop_hook))
        router.add("POST", f"{BASE}/loc", self._guard(self.create_location))
        router.add("GET", f"{BASE}/loc/{{loc_id}}", self._guard(self.show_location))

    async def token(self, request: Request) -> Response:
        """Hand out an access token for client credentials."""
        form = parse_qs(request.body.decode(errors="replace"))
        if form.get("grant_type") != ["client_credentials"]:
            return answer({"error": "unsupported_grant_type"}, 400)
        client_id, secret = _basic(request.headers.get("authorization", ""))
        client_id = client_id or form.get("client_id", [""])[0]
        secret = secret or form.get("client_secret", [""])[0]
        token = self._provider.token_for(client_id, secret)
        if token is None:
            return answer({"error": "invalid_client"}, 401)
        scope = form.get("scope", ["cob.write cob.read pix.read webhook.write webhook.read"])[0]
        return answer(
            {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": scope}
        )

    def _guard(self, handler: Answerer) -> Answerer:
        async def guarded(request: Request, **parts: str) -> Response:
            client_id = self._provider.client_of(request.bearer())
            if client_id is None:
                return answer({"error": "invalid_token"}, 401)
            try:
                return await handler(request, client_id, **parts)
            except (ValueError, TypeError, KeyError):
                return refusal(Problem(kind="RequisicaoInvalida", detail="Requisição malformada."))

        return guarded

    def _of(self, kind: str, handler: Answerer) -> Answerer:
        async def of_kind(request: Request, client_id: str, txid: str) -> Response:
            return await handler(request, client_id, kind, txid)

        return of_kind

    async def create(self, request: Request, client_id: str) -> Response:
        """Create an immediate charge whose txid the provider chooses."""
        body = request.json()
        count = len(self._provider.clients[client_id].charges)
        raw = f"{draw('txid', client_id, count):016x}{draw('txid2', client_id, count):016x}"
        return self._put(client_id, "cob", raw, body)

    async def put(self, request: Request, client_id: str, kind: str, txid: str) -> Response:
        """Create a charge under the client's own txid; asking the same again changes nothing."""
        if not TXID.fullmatch(txid):
            detail = "O txid deve ter de 26 a 35 letras e dígitos."
            return refusal(Problem(kind="RequisicaoInvalida", detail=detail))
        return self._put(client_id, kind, txid, request.json())

    def _put(self, client_id: str, kind: str, txid: str, body: Json) -> Response:
        done = self._provider.put(client_id, kind, txid, body)
        if isinstance(done, Problem):
            return refusal(done)
        charge, is_new = done
        return self._shown(charge, 201 if is_new else 200)

    async def show(self, request: Request, client_id: str, kind: str, txid: str) -> Response:
        """Show a charge and what was paid on it."""
        charge = self._charge(client_id, kind, txid)
        return refusal(charge) if isinstance(charge, Problem) else self._shown(charge)

    async def revise(self, request: Request, client_id: str, kind: str, txid: str) -> Response:
        """Change or remove an active charge."""
        charge = self._charge(client_id, kind, txid)
        if isinstance(charge, Problem):
            return refusal(charge)
        problem = self._provider.revise(charge, request.json())
        return refusal(problem) if problem else self._shown(charge)

    def _charge(self, client_id: str, kind: str, txid: str) -> Charge | Problem:
        charge = self._provider.clients[client_id].charges.get(txid)
        if charge is None or charge.kind != kind:
            return Problem(kind=_ABSENT[kind], detail="Nenhuma cobrança tem este txid.")
        return charge

    def _shown(self, charge: Charge, status: int = 200) -> Response:
        receiver = self._provider.receiver(str(charge.asked["chave"]))
        return answer(charge.shown(receiver), status)

    async def list_pix(self, request: Request, client_id: str) -> Response:
        """List what was received between two instants, page by page."""
        query = request.query
        start, end = _instant(query["inicio"]), _instant(query["fim"])
        page = int(query.get("paginacao.paginaAtual", 0))
        size = int(query.get("paginacao.itensPorPagina", 100))
        if end < start or page < 0 or not 1 <= size <= PAGE_MAX:
            return refusal(
                Problem(kind="PixConsultaInvalida", detail="Período ou página inválida.")
            )
        found = [
            pix
            for pix in self._provider.clients[client_id].pix
            if start <= _instant(pix["horario"]) <= end
            and query.get("txid", pix["txid"]) == pix["txid"]
        ]
        paging = {
            "paginaAtual": page,
            "itensPorPagina": size,
            "quantidadeDePaginas": max(-(-len(found) // size), 1),
            "quantidadeTotalDeItens": len(found),
        }
        parameters = {"inicio": query["inicio"], "fim": query["fim"], "paginacao": paging}
        return answer({"parametros": parameters, "pix": found[page * size : (page + 1) * size]})

    async def show_pix(self, request: Request, client_id: str, e2eid: str) -> Response:
        """Show one received Pix."""
        held = self._provider.clients[client_id].pix
        pix = next((pix for pix in held if pix["endToEndId"] == e2eid), None)
        if pix is None:
            return refusal(Problem(kind="PixNaoEncontrado", detail="Nenhum Pix tem este e2eid."))
        return answer(pix)

    async def set_hook(self, request: Request, client_id: str, chave: str) -> Response:
        """Register where payments under a key are told."""
        url = str(request.json().get("webhookUrl", ""))
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            detail = "webhookUrl não é um endereço."
            return refusal(Problem(kind="WebhookOperacaoInvalida", detail=detail))
        self._provider.clients[client_id].hooks[chave] = hook_for(url)
        return answer({})

    async def show_hook(self, request: Request, client_id: str, chave: str) -> Response:
        """Show where payments under a key are told."""
        hook = self._provider.clients[client_id].hooks.get(chave)
        if hook is None:
            return refusal(Problem(kind="WebhookNaoEncontrado", detail="A chave não tem webhook."))
        cnpj = self._provider.receiver(chave)["cnpj"]
        created = stamp(hook.created_at)
        return answer({"webhookUrl": hook.url, "chave": chave, "cnpj": cnpj, "criacao": created})

    async def drop_hook(self, request: Request, client_id: str, chave: str) -> Response:
        """Stop telling about payments under a key."""
        if self._provider.clients[client_id].hooks.pop(chave, None) is None:
            return refusal(Problem(kind="WebhookNaoEncontrado", detail="A chave não tem webhook."))
        return Response(status=204)

    async def create_location(self, request: Request, client_id: str) -> Response:
        """Make a location that a later charge takes."""
        kind = str(request.json().get("tipoCob"))
        if kind not in ("cob", "cobv"):
            detail = "tipoCob deve ser cob ou cobv."
            return refusal(Problem(kind="PayloadLocationOperacaoInvalida", detail=detail))
        client = self._provider.clients[client_id]
        return answer(self._provider.new_location(client, kind).shown(), 201)

    async def show_location(self, request: Request, client_id: str, loc_id: str) -> Response:
        """Show a location."""
        held = self._provider.clients[client_id].locations
        location = held.get(int(loc_id)) if loc_id.isascii() and loc_id.isdigit() else None
        if location is None:
            detail = "Nenhuma location tem este id."
            return refusal(Problem(kind="PayloadLocationNaoEncontrado", detail=detail))
        return answer(location.shown())


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at


def _basic(header: str) -> tuple[str, str]:
    kind, _, coded = header.partition(" ")
    try:
        plain = base64.b64decode(coded, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        plain = ""
    client_id, _, secret = plain.partition(":")
    return client_id, secret
