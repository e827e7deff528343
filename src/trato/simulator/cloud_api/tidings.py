"""News of an account, a number or a template: to the webhook of the account's app."""

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import Accounts
from trato.simulator.cloud_api.numbers import Number, Numbers
from trato.simulator.cloud_api.webhooks import change
from trato.simulator.http import Json
from trato.simulator.postman import Item, Postman


class Tidings:
    """Finds whom to tell; an account whose app is not subscribed is told nothing."""

    def __init__(self, numbers: Numbers, accounts: Accounts, postman: Postman) -> None:
        """Tell the webhooks of these numbers."""
        self._numbers, self._accounts, self._postman = numbers, accounts, postman
        self._told = 0

    def tell(self, waba_id: str, field: str, value: Json, *, kind: str = "account") -> None:
        """Tell an account."""
        number = next((n for n in self._numbers.values() if n.waba_id == waba_id), None)
        if number:
            self.tell_number(number, field, value, kind=kind)

    def tell_number(
        self, number: Number, field: str, value: Json, *, kind: str = "account", whom: str = ""
    ) -> None:
        """Tell what concerns one number, where its own messages go."""
        if not (number.address.url and self._accounts[number.waba_id].is_subscribed):
            return
        self._told += 1
        key = f"{number.waba_id}:{field}:{self._told}:{clock.now().timestamp()}"
        item = Item(key=key, change=change(field, value), whom=whom, kind=kind)
        self._postman.tell(number.address, item)
