"""Who may call: a token, the number or account it speaks for, and how often it manages one."""

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import CALLS_PER_HOUR, Account, Accounts
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.numbers import Number, Numbers
from trato.simulator.cloud_api.templates import Shelf, Template
from trato.simulator.http import Json, Request


class Gate:
    """Finds what a path names, if the caller's token may touch it."""

    def __init__(self, numbers: Numbers, accounts: Accounts, shelf: Shelf) -> None:
        """Guard these."""
        self._numbers, self._accounts, self._shelf = numbers, accounts, shelf

    def number(self, request: Request, phone_number_id: str) -> Number | Failure:
        """Return a business number."""
        token = request.bearer()
        if not self.is_known(token):
            return _invalid()
        number = self._numbers.get(phone_number_id)
        if number is None:
            return _missing()
        if token != number.token:
            return Failure(code=10, details="The token has no permission for this number.")
        return number

    def account(self, request: Request, waba_id: str) -> Account | Failure:
        """Return an account; every look at it counts against its hourly limit."""
        if not self.is_known(request.bearer()):
            return _invalid()
        mine = [n for n in self._numbers.values() if n.token == request.bearer()]
        if not any(n.waba_id == waba_id for n in mine):
            return _missing()
        account, now = self._accounts[waba_id], clock.now()
        account.calls.add(now)
        if account.calls.count(now) > CALLS_PER_HOUR:
            return Failure(code=80007, details=f"More than {CALLS_PER_HOUR} calls in an hour.")
        return account

    def template(self, request: Request, template_id: str) -> Template | Failure | None:
        """Return a template by its id, or nothing if the id is no template's."""
        template = self._shelf.by_id(template_id)
        if template is None:
            return None
        account = self.account(request, template.waba_id)
        return account if isinstance(account, Failure) else template

    def is_known(self, token: str) -> bool:
        """Say whether any number was registered with this token."""
        return bool(token) and any(n.token == token for n in self._numbers.values())


def body_of(request: Request) -> Json | Failure:
    """Return the body as an object."""
    try:
        return request.json()
    except ValueError:
        return Failure(code=100, details="The body is not a JSON object.")


def picked(row: Json, request: Request) -> Json:
    """Return the fields that were asked for, or all of them; the id is always there."""
    asked = [name.partition("{")[0].strip() for name in request.query.get("fields", "").split(",")]
    wanted = {name for name in asked if name}
    return {k: v for k, v in row.items() if not wanted or k in wanted or k == "id"}


def _invalid() -> Failure:
    return Failure(code=190, details="The token is not valid.")


def _missing() -> Failure:
    return Failure(code=100, details="Unsupported request: the object does not exist.")
