"""The demo's world: two organisations, their numbers and templates, and the simulated outside."""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from trato.entrypoints.cli.supervise import Family
from trato.foundation.http import HttpClient
from trato.foundation.tenancy import within

PIX_CLIENT = ("trato-demo", "trato-demo-secret")
ADMINISTRATOR = "gestor@aurora.example"
GREETING = (
    "Olá, {{1}}. Aqui é o assistente virtual da {{2}}. Tenho um assunto do seu interesse. "
    "Falo com {{1}}? Responda SIM, NÃO SOU EU, ou PARAR para não receber mais mensagens."
)
# Two processes, so that taking in and answering do not share one interpreter.
_WORKERS = {
    "worker-in": ("unpack", "tick", "archive", "watch", "retention", "copies"),
    "worker-out": ("answer", "issue", "poll", "notify"),
}
BUTTONS = ["Sim", "Não sou eu", "Parar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """One organisation of the demo and what belongs to it."""

    organisation_id: UUID
    slug: str
    creditor_slug: str
    portfolio_name: str
    template_id: UUID
    phone_number_id: str
    account_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """How one organisation of the demo is set up."""

    slug: str
    name: str
    actor_role: str
    document: str
    address: str
    creditor_slug: str
    creditor_name: str
    creditor_document: str
    creditor_address: str
    pix_key: str
    portfolio_name: str
    phone_number_id: str
    account_id: str
    display: str
    per_second: int = 80


COOPERATIVE = Script(
    slug="aurora",
    name="Cooperativa Aurora",
    actor_role="original_creditor",
    document="11222333000181",
    address="Rua das Flores, 100, São Paulo/SP",
    creditor_slug="aurora",
    creditor_name="Cooperativa Aurora",
    creditor_document="11222333000181",
    creditor_address="Rua das Flores, 100, São Paulo/SP",
    pix_key="11222333000181",
    portfolio_name="Cooperados",
    phone_number_id="106540352240001",
    account_id="102290129340001",
    display="+55 11 4000-0001",
)
AGENCY = Script(
    slug="horizonte",
    name="Assessoria Horizonte",
    actor_role="third_party_collector",
    document="11444777000161",
    address="Av. Central, 200, São Paulo/SP",
    creditor_slug="lojas-modelo",
    creditor_name="Lojas Modelo",
    creditor_document="45723174000110",
    creditor_address="Av. do Comércio, 50, Campinas/SP",
    pix_key="45723174000110",
    portfolio_name="Carteira terceirizada",
    phone_number_id="106540352240002",
    account_id="102290129340002",
    display="+55 11 4000-0002",
)


def offer_policy() -> dict[str, Any]:
    """Return the demo creditors' offer policy: more room the older the debt (alçada)."""

    def limits(charges: int, principal: int, most: int) -> dict[str, int]:
        return {
            "discount_charges_bps_max": charges,
            "discount_principal_bps_max": principal,
            "instalments_max": most,
            "instalment_cents_min": 3_000,
            "down_payment_bps_min": 0,
            "rate_bps_month": 150,
            "first_due_days_max": 30,
        }

    def band(first: int, last: int | None, principal: int, most: int) -> dict[str, Any]:
        return {
            "dpd_min": first,
            "dpd_max": last,
            "bot": limits(8_000, principal, most),
            "agent": limits(9_000, principal + 500, most + 6),
            "supervisor": limits(10_000, principal + 1_500, most + 12),
        }

    return {
        "version": "demo-1",
        "validity_days": 5,
        "bands": [band(0, 60, 0, 12), band(61, 180, 500, 18), band(181, None, 1_500, 24)],
    }


class Outside:
    """The simulated world's own handles, over HTTP like everything else."""

    def __init__(self, port: int) -> None:
        """Speak to the world on a loopback port."""
        self.base_url = f"http://127.0.0.1:{port}"
        self._http = HttpClient(self.base_url, timeout_seconds=60)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Make one call (a text body is a form) and return the JSON answer.

        Raises:
            RuntimeError: the world answered with an error.
        """
        is_form = isinstance(body, str)
        raw = body.encode() if is_form else json.dumps(body).encode() if body is not None else None
        kind = "application/x-www-form-urlencoded" if is_form else "application/json"
        answer = self._http.request(
            method,
            path,
            body=raw,
            headers={"Content-Type": kind, **headers},
            # The world closes a connection that was idle for half a minute.
            may_repeat=method == "GET",
        )
        if answer.status >= 400:
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:200].decode()}")
        return json.loads(answer.body or b"{}")


def settle_in(script: Script, *, outside: Outside, web_port: int, at: datetime, token: str) -> Cast:
    """Create one organisation with its creditor, number, template and webhooks."""
    from trato.book.organisations import create, keys
    from trato.book.portfolios.create_creditor import create_creditor

    app_secret, verify_token = secrets.token_hex(16), secrets.token_hex(12)
    organisation_id = create.create_organisation(
        slug=script.slug,
        name=script.name,
        actor_role=script.actor_role,
        document=script.document,
        address=script.address,
        contact="0800 000 0000",
        data_contact=f"privacidade@{script.slug}.example",
        at=at,
    )
    with within(organisation_id):
        create.add_number(
            phone_number_id=script.phone_number_id,
            account_id=script.account_id,
            display=script.display,
            app_secret=app_secret,
            verify_token=verify_token,
            at=at,
            tier_limit=100_000,
            rate_per_second=script.per_second,
        )
        create_creditor(
            slug=script.creditor_slug,
            name=script.creditor_name,
            document=script.creditor_document,
            address=script.creditor_address,
            pix_key=script.pix_key,
            at=at,
            offer_policy=offer_policy(),
        )
    _connect(script, outside, web_port, app_secret, verify_token, token)
    template_id = _submit_template(script, outside, organisation_id, token, at)
    hook = f"http://127.0.0.1:{web_port}/webhooks/pix/{script.slug}"
    _register_pix(script, outside, f"{hook}/{keys.webhook_token(script.slug)}")
    return Cast(
        organisation_id=organisation_id,
        slug=script.slug,
        creditor_slug=script.creditor_slug,
        portfolio_name=script.portfolio_name,
        template_id=template_id,
        phone_number_id=script.phone_number_id,
        account_id=script.account_id,
    )


def _connect(
    script: Script,
    outside: Outside,
    web_port: int,
    app_secret: str,
    verify_token: str,
    token: str,
) -> None:
    outside.ask(
        "POST",
        "/_sim/numbers",
        {
            "phone_number_id": script.phone_number_id,
            "waba_id": script.account_id,
            "display": script.display,
            "verified_name": script.name,
            "app_secret": app_secret,
            "verify_token": verify_token,
            "webhook_url": f"http://127.0.0.1:{web_port}/webhooks/whatsapp/{script.slug}",
            "token": token,
            "throughput_per_second": script.per_second,
            "role": script.actor_role,
            # The demo is about the business: neither review nor the messaging limit holds it up.
            "messaging_limit": "TIER_UNLIMITED",
            "template_review": "instant",
        },
    )


def _submit_template(
    script: Script, outside: Outside, organisation_id: UUID, token: str, at: datetime
) -> UUID:
    from trato.book.organisations.create import add_template

    name = f"contato_inicial_{script.slug}"
    answer = outside.ask(
        "POST",
        f"/v25.0/{script.account_id}/message_templates",
        {
            "name": name,
            "language": "pt_BR",
            "category": "UTILITY",
            "components": [
                {
                    "type": "BODY",
                    "text": GREETING,
                    "example": {"body_text": [["Maria", script.name]]},
                },
                {
                    "type": "BUTTONS",
                    "buttons": [{"type": "QUICK_REPLY", "text": text} for text in BUTTONS],
                },
            ],
        },
        Authorization=f"Bearer {token}",
    )
    with within(organisation_id):
        return add_template(
            account_id=script.account_id,
            name=name,
            category="UTILITY",
            body=GREETING,
            buttons=BUTTONS,
            message_class="first_contact",
            status=str(answer.get("status", "PENDING")),
            at=at,
        )


def _register_pix(script: Script, outside: Outside, url: str) -> None:
    client_id, secret = PIX_CLIENT
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    answer = outside.ask(
        "POST", "/oauth/token", "grant_type=client_credentials", Authorization=f"Basic {pair}"
    )
    outside.ask(
        "POST",
        "/_sim/psp/keys",
        {
            "chave": script.pix_key,
            "name": script.creditor_name,
            "city": "SAO PAULO",
            "uf": "SP",
            "cnpj": script.creditor_document,
        },
    )
    outside.ask(
        "PUT",
        f"/pix/v2/webhook/{script.pix_key}",
        {"webhookUrl": url},
        Authorization=f"Bearer {answer['access_token']}",
    )


def start_processes(
    family: Family, *, web_port: int, sim_url: str, token: str, unknown_after_seconds: float
) -> None:
    """Start web, worker and dispatcher; only the dispatcher is given the provider's token."""
    web = family.start("web", "-m", "trato", "web", TRATO_WEB_PORT=str(web_port))
    for name, loops in _WORKERS.items():
        family.start(
            name,
            "-m",
            "trato",
            "worker",
            *(f"--only={loop}" for loop in loops),
            TRATO_UNKNOWN_AFTER_SECONDS=str(unknown_after_seconds),
            TRATO_PIX_URL=sim_url,
            TRATO_PIX_CLIENT_ID=PIX_CLIENT[0],
            TRATO_PIX_CLIENT_SECRET=PIX_CLIENT[1],
        )
    family.start(
        "dispatcher",
        "-m",
        "trato",
        "dispatcher",
        TRATO_WHATSAPP_TOKEN=token,
        TRATO_WHATSAPP_URL=f"{sim_url}/v25.0",
    )
    family.await_port(web, web_port)
