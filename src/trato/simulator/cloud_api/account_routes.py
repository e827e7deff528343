"""The Graph API's addresses of a WhatsApp account: itself, its numbers, the app it tells."""

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import Accounts
from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.gate import Gate, picked
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.paging import page_of
from trato.simulator.cloud_api.phone_routes import PhoneRoutes
from trato.simulator.cloud_api.restrictions import in_force
from trato.simulator.http import Json, Request, Response, Router, answer

_APPS = "/v{version}/{waba}/subscribed_apps"
_APP: Json = {
    "whatsapp_business_api_data": {
        "id": "670843887433847",
        "name": "Aplicativo simulado",
        "link": "https://example.com/",
    }
}


class AccountRoutes:
    """Answers for every account."""

    def __init__(
        self, *, gate: Gate, accounts: Accounts, numbers: Numbers, phones: PhoneRoutes
    ) -> None:
        """Serve these."""
        self._gate, self._accounts, self._numbers = gate, accounts, numbers
        self._phones = phones

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        router.add("GET", "/v{version}/{waba}/phone_numbers", self.phone_numbers)
        router.add("GET", _APPS, self.apps)
        router.add("POST", _APPS, self.subscribe)
        router.add("DELETE", _APPS, self.unsubscribe)

    def show(self, request: Request, thing: str) -> Response | None:
        """Show an account, or nothing if the id is no account's."""
        if thing not in self._accounts:
            return None
        account = self._gate.account(request, thing)
        if isinstance(account, Failure):
            return refusal(account)
        is_free = not in_force(account, "", clock.now())
        row = {
            "id": account.waba_id,
            "name": f"Conta {account.waba_id}",
            "currency": account.currency,
            "timezone_id": "1",
            "account_review_status": "APPROVED",
            "health_status": {"can_send_message": "AVAILABLE" if is_free else "LIMITED"},
        }
        return answer(picked(row, request))

    async def phone_numbers(self, request: Request, version: str, waba: str) -> Response:
        """List the account's numbers."""
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        mine = [n for n in self._numbers.values() if n.waba_id == waba]
        return answer(page_of([self._phones.row(n, request) for n in mine], request))

    async def apps(self, request: Request, version: str, waba: str) -> Response:
        """Say which app is told what happens."""
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        return answer({"data": [_APP] if account.is_subscribed else []})

    async def subscribe(self, request: Request, version: str, waba: str) -> Response:
        """Have the app told."""
        return self._set(request, waba, True)

    async def unsubscribe(self, request: Request, version: str, waba: str) -> Response:
        """Have the app told no longer."""
        return self._set(request, waba, False)

    def _set(self, request: Request, waba: str, is_subscribed: bool) -> Response:
        account = self._gate.account(request, waba)
        if isinstance(account, Failure):
            return refusal(account)
        account.is_subscribed = is_subscribed
        return answer({"success": True})
