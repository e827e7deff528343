"""Puts the phone together with the parts of a world."""

from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import Ledger
from trato.simulator.cloud_api.deliver import Delivery, Pay
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.people.town import Town
from trato.simulator.phone.acts import Acts
from trato.simulator.phone.hand import PlayedByHand
from trato.simulator.phone.history import History
from trato.simulator.phone.routes import Phone
from trato.simulator.postman import Postman


def phone_for(
    *,
    seed: int,
    numbers: dict[str, Number],
    town: Town,
    shelf: Shelf,
    store: Store,
    ledger: Ledger,
    agenda: Agenda,
    postman: Postman,
    delivery: Delivery,
    pay: Pay,
) -> Phone:
    """Return the phone of a world; from now on the delivery asks whether a telephone is held."""
    hand = PlayedByHand(seed=seed, agenda=agenda, delivery=delivery)
    delivery.hand = hand
    history = History(ledger=ledger, shelf=shelf, hand=hand)
    acts = Acts(
        town=town,
        hand=hand,
        history=history,
        delivery=delivery,
        store=store,
        postman=postman,
        ledger=ledger,
        pay=pay,
    )
    return Phone(numbers=numbers, town=town, store=store, hand=hand, history=history, acts=acts)
