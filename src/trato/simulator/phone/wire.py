"""Puts the phone together with the parts of a world."""

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.deliver import Delivery, Pay
from trato.simulator.cloud_api.flows import Flows
from trato.simulator.cloud_api.marketing import Marketing
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.people.town import Town
from trato.simulator.phone.acts import Acts
from trato.simulator.phone.hand import PlayedByHand
from trato.simulator.phone.history import History
from trato.simulator.phone.routes import Phone
from trato.simulator.phone.view import View


def phone_for(
    *,
    seed: int,
    numbers: dict[str, Number],
    town: Town,
    shelf: Shelf,
    store: Store,
    ledger: Ledger,
    agenda: Agenda,
    delivery: Delivery,
    arrivals: Arrivals,
    marketing: Marketing,
    flows: Flows,
    tidings: Tidings,
    pay: Pay,
) -> Phone:
    """Return the phone of a world; from now on the delivery asks whether a telephone is held."""
    hand = PlayedByHand(seed=seed, agenda=agenda, delivery=delivery, arrivals=arrivals)
    delivery.hand = hand
    history = History(ledger=ledger, shelf=shelf, hand=hand)
    acts = Acts(
        town=town,
        hand=hand,
        history=history,
        delivery=delivery,
        store=store,
        arrivals=arrivals,
        marketing=marketing,
        tidings=tidings,
        ledger=ledger,
        pay=pay,
    )
    view = View(
        hand=hand,
        history=history,
        store=store,
        arrivals=arrivals,
        marketing=marketing,
        flows=flows,
    )
    return Phone(
        numbers=numbers, town=town, store=store, hand=hand, history=history, acts=acts, view=view
    )
