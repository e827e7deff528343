"""The Graph API's addresses of one business number: itself, its PIN, profile and block list."""

from trato.foundation import clock
from trato.simulator.chance import draw
from trato.simulator.cloud_api.blocks import Blocks, users_of
from trato.simulator.cloud_api.echoes import Echoes
from trato.simulator.cloud_api.errors import Failure, refusal
from trato.simulator.cloud_api.gate import Gate, body_of, picked
from trato.simulator.cloud_api.numbers import Number, Numbers
from trato.simulator.cloud_api.paging import page_of
from trato.simulator.cloud_api.profile import Profiles
from trato.simulator.cloud_api.registration import Registration
from trato.simulator.cloud_api.restrictions import Restrictions
from trato.simulator.cloud_api.tiers import Tiers
from trato.simulator.http import Json, Request, Response, Router, answer

_LIMIT = "whatsapp_business_manager_messaging_limit"


class PhoneRoutes:
    """Answers for every registered number."""

    def __init__(
        self,
        *,
        gate: Gate,
        numbers: Numbers,
        tiers: Tiers,
        blocks: Blocks,
        profiles: Profiles,
        registration: Registration,
        restrictions: Restrictions,
        echoes: Echoes,
    ) -> None:
        """Serve these."""
        self._echoes = echoes
        self._gate, self._numbers, self._tiers, self._blocks = gate, numbers, tiers, blocks
        self._profiles, self._registration = profiles, registration
        self._restrictions = restrictions

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        for method, name, handler in (
            ("POST", "register", self.register),
            ("POST", "deregister", self.deregister),
            ("GET", "whatsapp_business_profile", self.profile),
            ("POST", "whatsapp_business_profile", self.change_profile),
            ("POST", "smb_app_data", self.share),
            ("GET", "block_users", self.blocked),
            ("POST", "block_users", self.block),
            ("DELETE", "block_users", self.unblock),
        ):
            router.add(method, "/v{version}/{phone}/" + name, handler)

    def show(self, request: Request, thing: str) -> Response | None:
        """Show a number, or nothing if the id is no number's."""
        if thing not in self._numbers:
            return None
        number = self._gate.number(request, thing)
        return refusal(number) if isinstance(number, Failure) else answer(self.row(number, request))

    def row(self, number: Number, request: Request) -> Json:
        """Return the fields asked for."""
        return picked({**number.as_row(), _LIMIT: self._tiers.of(number).tier}, request)

    def set_pin(self, request: Request, thing: str) -> Response:
        """Set the PIN of two-step verification."""
        number, body = self._gate.number(request, thing), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        if isinstance(body, Failure):
            return refusal(body)
        return _done(self._registration.set_pin(number, str(body.get("pin", ""))))

    async def register(self, request: Request, version: str, phone: str) -> Response:
        """Put the number into service."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        if isinstance(body, Failure):
            return refusal(body)
        if not self._restrictions.may_add_numbers(number.waba_id):
            return refusal(Failure(code=368, details="The account may not add numbers."))
        return _done(self._registration.register(number, str(body.get("pin", "")), clock.now()))

    async def deregister(self, request: Request, version: str, phone: str) -> Response:
        """Take the number out of service."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        return _done(self._registration.deregister(number, clock.now()))

    async def share(self, request: Request, version: str, phone: str) -> Response:
        """Have the app's past or its address book told, for a number shared with it."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        kind = "" if isinstance(body, Failure) else str(body.get("sync_type"))
        if not number.is_coexistence or kind not in ("history", "smb_app_state_sync"):
            return refusal(Failure(code=100, details="sync_type, or the number, does not fit."))
        if kind == "history":
            self._echoes.share_history(number)
        else:
            self._echoes.share_contacts(number)
        request_id = f"{draw('share', phone, kind, clock.now()):016x}"
        return answer({"messaging_product": "whatsapp", "request_id": request_id})

    async def profile(self, request: Request, version: str, phone: str) -> Response:
        """Show the business profile."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        return answer({"data": [picked(self._profiles.get(phone), request)]})

    async def change_profile(self, request: Request, version: str, phone: str) -> Response:
        """Change the business profile."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        return _done(body if isinstance(body, Failure) else self._profiles.change(phone, body))

    async def blocked(self, request: Request, version: str, phone: str) -> Response:
        """List whom the number has blocked."""
        number = self._gate.number(request, phone)
        if isinstance(number, Failure):
            return refusal(number)
        return answer(page_of(self._blocks.blocked(phone), request))

    async def block(self, request: Request, version: str, phone: str) -> Response:
        """Block people who wrote within 24 hours."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        if isinstance(body, Failure):
            return refusal(body)
        found = self._blocks.block(phone, users_of(body), clock.now())
        if isinstance(found, Failure):
            return refusal(found)
        return answer(found, 400 if "failed_users" in found["block_users"] else 200)

    async def unblock(self, request: Request, version: str, phone: str) -> Response:
        """Let people back in."""
        number, body = self._gate.number(request, phone), body_of(request)
        if isinstance(number, Failure):
            return refusal(number)
        if isinstance(body, Failure):
            return refusal(body)
        found = self._blocks.unblock(phone, users_of(body))
        return answer(found, 400 if "failed_users" in found["block_users"] else 200)


def _done(failure: Failure | None) -> Response:
    return refusal(failure) if failure else answer({"success": True})
