"""The whole simulated world, put together: its parts, its addresses and its running tasks."""

import asyncio

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.assembly import CloudApi, Ground
from trato.simulator.control import Control
from trato.simulator.faults import Faults
from trato.simulator.handles.clock import ClockHandle
from trato.simulator.handles.costs import CostsHandle
from trato.simulator.handles.deeds import DeedsHandle
from trato.simulator.handles.flows import FlowsHandle
from trato.simulator.handles.limits import LimitsHandle
from trato.simulator.handles.log import LogHandle
from trato.simulator.handles.snapshot import SnapshotHandle
from trato.simulator.http import App, Router
from trato.simulator.people.town import Town
from trato.simulator.phone.wire import phone_for
from trato.simulator.postman import Postman
from trato.simulator.psp.provider import Provider
from trato.simulator.psp.routes import PixApi
from trato.simulator.request_log import RequestLog

WHATSAPP, PSP = "whatsapp", "psp"
EVERYTHING = frozenset({WHATSAPP, PSP})


class World:
    """One world of one seed. Make it inside a running event loop."""

    def __init__(self, seed: int, serves: frozenset[str] = EVERYTHING) -> None:
        """Put the parts together; `serves` says which providers answer."""
        self.seed, self.agenda = seed, Agenda()
        self.faults, self.ledger, self.town = Faults(), Ledger(), Town(seed)
        self.postman = Postman(seed, self.agenda, self.faults)
        self.provider = Provider(seed=seed, postman=self.postman, ledger=self.ledger)
        self.cloud = CloudApi(
            Ground(
                seed=seed,
                agenda=self.agenda,
                postman=self.postman,
                ledger=self.ledger,
                faults=self.faults,
                town=self.town,
                pay=self.provider.pay,
            )
        )
        self.log = RequestLog()
        router = Router()
        # The fixed prefixes come first: the Graph API's own patterns are the widest.
        self._mount_handles(router)
        if PSP in serves:
            PixApi(self.provider).mount(router)
        if WHATSAPP in serves:
            self._mount_phone(router)
            self.cloud.mount(router)
        self.app = App(router, self.log.write)

    def _mount_handles(self, router: Router) -> None:
        cloud = self.cloud
        Control(
            numbers=cloud.numbers,
            town=self.town,
            shelf=cloud.shelf,
            review=cloud.review,
            pauses=cloud.pauses,
            accounts=cloud.accounts,
            portfolios=cloud.portfolios,
            restrictions=cloud.restrictions,
            ledger=self.ledger,
            faults=self.faults,
            delivery=cloud.delivery,
            provider=self.provider,
            agenda=self.agenda,
            postman=self.postman,
        ).mount(router)
        ClockHandle(self.agenda, self.postman).mount(router)
        LogHandle(self.log).mount(router)
        LimitsHandle(
            accounts=cloud.accounts,
            portfolios=cloud.portfolios,
            numbers=cloud.numbers,
            tiers=cloud.tiers,
            restrictions=cloud.restrictions,
            quality=cloud.quality,
            marketing=cloud.marketing,
        ).mount(router)
        FlowsHandle(cloud.flows, cloud.tidings).mount(router)
        CostsHandle(cloud.bills, cloud.pricing, cloud.numbers).mount(router)
        DeedsHandle(
            town=self.town,
            numbers=cloud.numbers,
            arrivals=cloud.arrivals,
            delivery=cloud.delivery,
            echoes=cloud.echoes,
            identity=cloud.identity,
            links=cloud.links,
            marketing=cloud.marketing,
            tidings=cloud.tidings,
        ).mount(router)
        SnapshotHandle(
            parts=self._parts(), seed=self.seed, postman=self.postman, wake=self.agenda.wake
        ).mount(router)

    def _mount_phone(self, router: Router) -> None:
        phone_for(
            seed=self.seed,
            numbers=self.cloud.numbers,
            town=self.town,
            shelf=self.cloud.shelf,
            store=self.cloud.store,
            ledger=self.ledger,
            agenda=self.agenda,
            delivery=self.cloud.delivery,
            arrivals=self.cloud.arrivals,
            marketing=self.cloud.marketing,
            flows=self.cloud.flows,
            tidings=self.cloud.tidings,
            pay=self.provider.pay,
        ).mount(router)

    def _parts(self) -> dict[str, object]:
        """Return what a snapshot holds."""
        own: dict[str, object] = {
            "agenda": self.agenda,
            "faults": self.faults,
            "ledger": self.ledger,
            "provider": self.provider,
            "town": self.town,
        }
        return {**own, **self.cloud.parts()}

    async def live(self) -> None:
        """Let time pass and deliver webhooks, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.agenda.run())
            group.create_task(self.postman.run())
