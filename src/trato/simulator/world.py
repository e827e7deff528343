"""The whole simulated world, put together: its parts, its addresses and its running tasks."""

import asyncio

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.deliver import Delivery
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.routes import Graph
from trato.simulator.cloud_api.send import Sender
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.control import Control
from trato.simulator.faults import Faults
from trato.simulator.handles.clock import ClockHandle
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
        self.agenda = Agenda()
        faults, ledger, shelf, town = Faults(), Ledger(), Shelf(), Town(seed)
        self.postman = Postman(seed, self.agenda, faults)
        store = Store(seed)
        provider = Provider(seed=seed, postman=self.postman, ledger=ledger)
        delivery = Delivery(
            seed=seed,
            agenda=self.agenda,
            postman=self.postman,
            ledger=ledger,
            store=store,
            pay=provider.pay,
        )
        sender = Sender(
            seed=seed,
            town=town,
            shelf=shelf,
            store=store,
            ledger=ledger,
            faults=faults,
            delivery=delivery,
        )
        numbers = Numbers()
        graph = Graph(
            numbers=numbers, sender=sender, shelf=shelf, store=store, postman=self.postman
        )
        control = Control(
            numbers=numbers,
            town=town,
            shelf=shelf,
            graph=graph,
            ledger=ledger,
            faults=faults,
            delivery=delivery,
            provider=provider,
            agenda=self.agenda,
            postman=self.postman,
        )
        # What a snapshot holds.
        parts: dict[str, object] = {
            "agenda": self.agenda,
            "delivery": delivery,
            "faults": faults,
            "ledger": ledger,
            "numbers": numbers,
            "provider": provider,
            "shelf": shelf,
            "store": store,
            "town": town,
        }
        log = RequestLog()
        router = Router()
        # The fixed prefixes come first: the Graph API's own patterns are the widest.
        control.mount(router)
        ClockHandle(self.agenda, self.postman).mount(router)
        LogHandle(log).mount(router)
        SnapshotHandle(parts=parts, seed=seed, postman=self.postman, wake=self.agenda.wake).mount(
            router
        )
        if PSP in serves:
            PixApi(provider).mount(router)
        if WHATSAPP in serves:
            phone_for(
                seed=seed,
                numbers=numbers,
                town=town,
                shelf=shelf,
                store=store,
                ledger=ledger,
                agenda=self.agenda,
                postman=self.postman,
                delivery=delivery,
                pay=provider.pay,
            ).mount(router)
            graph.mount(router)
        self.app = App(router, log.write)

    async def live(self) -> None:
        """Let time pass and deliver webhooks, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.agenda.run())
            group.create_task(self.postman.run())
