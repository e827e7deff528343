"""`/_sim/portfolios`, `restrictions`, `quality`, `marketing`: what Meta allows, seen and turned."""

from dataclasses import asdict, replace

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import TIERS, Accounts, Portfolio, Portfolios
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.quality import Quality
from trato.simulator.cloud_api.restrictions import Restrictions, in_force
from trato.simulator.cloud_api.tiers import Tiers
from trato.simulator.handles.guard import add, rows_of
from trato.simulator.http import Json, Request, Response, Router, answer


class LimitsHandle:
    """Shows the limits in force and changes them as Meta would."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        portfolios: Portfolios,
        numbers: Numbers,
        tiers: Tiers,
        restrictions: Restrictions,
        quality: Quality,
        marketing: Marketing,
    ) -> None:
        """Turn these."""
        self._accounts, self._portfolios, self._numbers = accounts, portfolios, numbers
        self._tiers, self._restrictions = tiers, restrictions
        self._quality, self._marketing = quality, marketing

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        add(router, "GET", "portfolios", self.portfolios)
        add(router, "POST", "portfolios", self.change_portfolio)
        add(router, "GET", "restrictions", self.restrictions)
        add(router, "POST", "restrictions", self.restrict)
        add(router, "DELETE", "restrictions", self.lift)
        add(router, "GET", "quality", self.quality)
        add(router, "POST", "quality", self.set_thresholds)
        add(router, "POST", "marketing", self.set_marketing)

    async def portfolios(self, request: Request) -> Response:
        """Show every portfolio's limit and how much of it is used."""
        rows = [self._tiers.shown(owner) for owner in self._portfolios.values()]
        return answer({"portfolios": rows})

    async def change_portfolio(self, request: Request) -> Response:
        """Set a portfolio's limit, have it verified, or lower what an upgrade takes."""
        body = request.json()
        owner = self._portfolio(body)
        if body.get("is_verified"):
            self._tiers.verify(owner)
        if "messaging_limit" in body:
            if body["messaging_limit"] not in TIERS:
                raise ValueError(f"messaging_limit must be one of {', '.join(TIERS)}")
            self._tiers.set(owner, str(body["messaging_limit"]))
        owner.upgrade_people = int(body.get("throughput_upgrade_people", owner.upgrade_people))
        return answer(self._tiers.shown(owner))

    def _portfolio(self, body: Json) -> Portfolio:
        if "portfolio_id" in body:
            return self._portfolios[str(body["portfolio_id"])]
        return self._tiers.of(self._numbers[str(body["phone_number_id"])])

    async def restrictions(self, request: Request) -> Response:
        """Show what is forbidden to whom."""
        now = clock.now()
        rows = [
            {"waba_id": account.waba_id, "type": one.kind, "phone_number_id": one.phone_number_id,
             "until": one.until.isoformat() if one.until else None}
            for account in self._accounts.values()
            if in_force(account, "", now) or account.restrictions
            for one in account.restrictions
        ]  # fmt: skip
        return answer({"restrictions": rows})

    async def restrict(self, request: Request) -> Response:
        """Put one restriction in force, or several."""
        for row in rows_of(request):
            if not isinstance(row, dict):
                raise ValueError("a restriction is an object")
            self._restrictions.impose(row)
        return answer({"ok": True}, 201)

    async def lift(self, request: Request) -> Response:
        """Lift an account's restrictions (`?waba_id=`)."""
        return answer({"lifted": self._restrictions.lift(request.query["waba_id"])})

    async def quality(self, request: Request) -> Response:
        """Show every number's colour and the thresholds."""
        now = clock.now()
        rows = {n.phone_number_id: self._quality.colour(n.phone_number_id, now) for n in
                self._numbers.values()}  # fmt: skip
        return answer({"numbers": rows, "thresholds": asdict(self._quality.thresholds)})

    async def set_thresholds(self, request: Request) -> Response:
        """Change from which share of complaints a colour begins."""
        self._quality.thresholds = replace(self._quality.thresholds, **request.json())
        return answer(asdict(self._quality.thresholds))

    async def set_marketing(self, request: Request) -> Response:
        """Change how many marketing messages a person takes in a day, from all businesses."""
        per_day = int(request.json()["per_day"])
        if per_day < 0:
            raise ValueError("per_day must not be negative")
        self._marketing.per_day = per_day
        return answer({"per_day": per_day})
