"""`/_sim/costs` and `/_sim/rates`: what was spent, and what it costs from when on."""

from trato.simulator.cloud_api.bills import Bills
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.pricing import FREE_SERVICE_PER_MONTH, Pricing
from trato.simulator.handles.guard import add, rows_of
from trato.simulator.http import Request, Response, Router, answer


class CostsHandle:
    """Shows the bill and takes new rates."""

    def __init__(self, bills: Bills, pricing: Pricing, numbers: Numbers) -> None:
        """Show these."""
        self._bills, self._pricing, self._numbers = bills, pricing, numbers

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "GET", "costs", self.costs)
        add(router, "GET", "rates", self.rates)
        add(router, "POST", "rates", self.add_rates)

    async def costs(self, request: Request) -> Response:
        """Return the bill (`?month=2026-11&phone_number_id=`), and the allowance used in it."""
        month = request.query.get("month", "")
        number = request.query.get("phone_number_id", "")
        bill = self._bills.shown(month, number)
        if month:
            bill["service_allowance"] = {
                one: {"used": self._pricing.used(one, month), "free": FREE_SERVICE_PER_MONTH}
                for one in self._numbers
                if number in ("", one)
            }
        return answer(bill)

    async def rates(self, request: Request) -> Response:
        """Return every rate with the day it begins."""
        return answer({"rates": self._pricing.shown()})

    async def add_rates(self, request: Request) -> Response:
        """Add rates: `{market, category, currency, valid_from, price}`, one or a list."""
        rows = rows_of(request)
        for row in rows:
            if not isinstance(row, dict):
                raise ValueError("a rate is an object")
            self._pricing.add(row)
        return answer({"added": len(rows)}, 201)
