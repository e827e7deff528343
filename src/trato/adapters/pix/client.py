"""A PSP over Bacen's Pix API 2.9: charges with a due date out, settlements in, by polling.

The contract is Banco Central's OpenAPI; nothing here is particular to one PSP.
"""

import base64
import ssl
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from trato.adapters.pix.parse import cents_of, money_of, read_rows
from trato.casework.payments.provider import (
    ChargeOrder,
    IssuedCharge,
    PspRefused,
    PspUnavailable,
    Settlement,
)
from trato.foundation import brcode, clock
from trato.foundation.http import Answer, HttpClient, Unreachable

_SCOPES = "cobv.write cobv.read pix.read webhook.write webhook.read"
_TOKEN_MARGIN_SECONDS = 30
_PER_PAGE = 100
_PAGES_MAX = 1_000
_NOTE_CHARACTERS = 140
_NAME_CHARACTERS = 200
_BASE = "/pix/v2"


class PixApi:
    """A `Psp` that speaks Bacen's Pix API. Safe to share between threads."""

    def __init__(
        self,
        base_url: str,
        client_id: str,
        client_secret: str,
        *,
        timeout_seconds: float = 15,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Speak to `base_url`; real PSPs also want a client certificate in `tls`."""
        self._http = HttpClient(base_url, timeout_seconds=timeout_seconds, tls=tls)
        pair = f"{quote(client_id, safe='')}:{quote(client_secret, safe='')}"
        self._basic = "Basic " + base64.b64encode(pair.encode()).decode()
        self._token = ""
        self._token_until = 0.0
        self._lock = threading.Lock()

    def issue(self, order: ChargeOrder) -> IssuedCharge:
        """Create the charge under our `txid`; repeating the call returns the same charge.

        The code that comes back is read before anybody sees it: check digits and amount.

        Raises:
            PspUnavailable: try again later.
            PspRefused: it never will, or what it made is not what was ordered.
        """
        path = f"{_BASE}/cobv/{quote(order.txid, safe='')}"
        try:
            return _issued(self._json("PUT", path, body=_charge_body(order)), order)
        except PspRefused:
            # A repeated PUT of a charge that was made, and perhaps paid, is refused: look first.
            made = self._existing(path)
            if made is None:
                raise
        return _issued(made, order)

    def settlements(self, *, since: datetime, until: datetime) -> list[Settlement]:
        """Return every settlement in a span of time, all pages.

        Raises:
            PspUnavailable: try again later.
        """
        found: list[Settlement] = []
        for page in range(_PAGES_MAX):
            query = {
                "inicio": _rfc3339(since),
                "fim": _rfc3339(until),
                "paginacao.paginaAtual": str(page),
                "paginacao.itensPorPagina": str(_PER_PAGE),
            }
            answer = self._json("GET", f"{_BASE}/pix?{urlencode(query)}")
            rows = answer.get("pix")
            found += read_rows(rows if isinstance(rows, list) else []).settlements
            if page + 1 >= _pages(answer):
                break
        return found

    def cancel(self, txid: str) -> None:
        """Withdraw an unpaid charge; one that is already withdrawn or unknown is no error.

        Raises:
            PspUnavailable: try again later.
            PspRefused: it has been paid.
        """
        path = f"{_BASE}/cobv/{quote(txid, safe='')}"
        body = {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}
        try:
            self._json("PATCH", path, body=body)
        except PspRefused:
            existing = self._existing(path)
            if existing is not None and not str(existing.get("status")).startswith("REMOVID"):
                raise

    def register_webhook(self, *, pix_key: str, url: str) -> None:
        """Tell the PSP where to report settlements of a key; it appends `/pix`.

        Raises:
            PspUnavailable: try again later.
            PspRefused: the address was not taken.
        """
        path = f"{_BASE}/webhook/{quote(pix_key, safe='')}"
        self._json("PUT", path, body={"webhookUrl": url})

    def close(self) -> None:
        """Close idle connections."""
        self._http.close()

    def _existing(self, path: str) -> dict[str, Any] | None:
        try:
            return self._json("GET", path)
        except PspRefused:
            return None

    def _json(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = self._authorised(method, path, body)
        if answer.status == 401:
            # The token was withdrawn before its time.
            self._token_until = 0.0
            answer = self._authorised(method, path, body)
        if 200 <= answer.status < 300:
            return _object(answer.body) if answer.body else {}
        if answer.status in (401, 408, 429) or answer.status >= 500:
            raise PspUnavailable(f"HTTP {answer.status}")
        raise PspRefused(_problem(answer))

    def _authorised(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Accept": "application/json"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        # Every call of this API names its object or only reads: all may be repeated.
        try:
            return self._http.request(method, path, body=content, headers=headers, may_repeat=True)
        except Unreachable as problem:
            raise PspUnavailable(str(problem)) from None

    def _bearer(self) -> str:
        with self._lock:
            if clock.monotonic() >= self._token_until:
                self._token, self._token_until = self._new_token()
            return self._token

    def _new_token(self) -> tuple[str, float]:
        form = urlencode({"grant_type": "client_credentials", "scope": _SCOPES}).encode()
        headers = {
            "Authorization": self._basic,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked_at = clock.monotonic()
        try:
            answer = self._http.request(
                "POST", "/oauth/token", body=form, headers=headers, may_repeat=True
            )
        except Unreachable as problem:
            raise PspUnavailable(str(problem)) from None
        found = _object(answer.body) if answer.status == 200 else {}
        token, lifetime = found.get("access_token"), found.get("expires_in", 60)
        if not isinstance(token, str) or not isinstance(lifetime, (int, float)):
            raise PspUnavailable(f"no token: HTTP {answer.status}")
        return token, asked_at + max(lifetime - _TOKEN_MARGIN_SECONDS, 1)


def _charge_body(order: ChargeOrder) -> dict[str, Any]:
    document = "cpf" if len(order.payer_document) == 11 else "cnpj"
    return {
        "calendario": {
            "dataDeVencimento": order.due_on.isoformat(),
            "validadeAposVencimento": order.valid_days_after_due,
        },
        "devedor": {
            document: order.payer_document,
            "nome": order.payer_name[:_NAME_CHARACTERS],
        },
        "valor": {"original": money_of(order.amount_cents)},
        "chave": order.pix_key,
        "solicitacaoPagador": order.description[:_NOTE_CHARACTERS],
    }


def _issued(made: Mapping[str, Any], order: ChargeOrder) -> IssuedCharge:
    code = made.get("pixCopiaECola")
    if not isinstance(code, str):
        raise PspUnavailable("the charge came without its code")
    try:
        brcode.parse(code)
        asked = dict(brcode.decode(code)).get("54")
    except brcode.BrCodeError as problem:
        raise PspRefused(f"the code is malformed: {problem}") from None
    value = made.get("valor")
    amount = cents_of(value.get("original")) if isinstance(value, dict) else None
    if made.get("txid") != order.txid or amount != order.amount_cents:
        raise PspRefused("the charge is not the one that was ordered")
    # A dynamic code usually leaves the amount to its location; where it is given it must agree.
    if asked is not None and cents_of(asked) != order.amount_cents:
        raise PspRefused("the code asks for another amount")
    return IssuedCharge(txid=order.txid, brcode=code, state=str(made.get("status", "ATIVA")))


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _pages(answer: Mapping[str, Any]) -> int:
    parameters = answer.get("parametros")
    paging = parameters.get("paginacao") if isinstance(parameters, dict) else None
    pages = paging.get("quantidadeDePaginas") if isinstance(paging, dict) else None
    return pages if isinstance(pages, int) else 1


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise PspUnavailable("the answer is not an object")
    return found


def _problem(answer: Answer) -> str:
    try:
        title = _object(answer.body).get("title")
    except PspUnavailable:
        title = None
    # The problem's detail and violations may repeat the payer's document: the title never does.
    return (
        f"HTTP {answer.status}: {title}"[:120]
        if isinstance(title, str)
        else (f"HTTP {answer.status}")
    )
