"""The whole simulated world, put together: its parts, its addresses and its running tasks."""

import asyncio

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.deliver import Delivery
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.routes import Graph
from trato.simulator.cloud_api.send import Sender
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.control import Control
from trato.simulator.faults import Faults
from trato.simulator.http import App, Router
from trato.simulator.people.town import Town
from trato.simulator.postman import Postman
from trato.simulator.psp.provider import Provider
from trato.simulator.psp.routes import PixApi


class World:
    """One world of one seed. Make it inside a running event loop."""

    def __init__(self, seed: int) -> None:
        """Put the parts together."""
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
        numbers: dict[str, Number] = {}
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
        router = Router()
        # The fixed prefixes come first: the Graph API's own patterns are the widest.
        control.mount(router)
        PixApi(provider).mount(router)
        graph.mount(router)
        self.app = App(router)

    async def live(self) -> None:
        """Let time pass and deliver webhooks, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.agenda.run())
            group.create_task(self.postman.run())
