"""The telephones somebody plays by hand: which they are, and what waits for their screen."""

from collections import OrderedDict
from dataclasses import dataclass, field

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.chance import between
from trato.simulator.cloud_api.arrivals import Arrivals
from trato.simulator.cloud_api.deliver import Delivery, Outgoing
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.http import Json
from trato.simulator.people.town import Handset

RECENT_MAX = 5000
TYPING_SECONDS = 25.0
TYPING_SHOWN_MIN_SECONDS = 3.0


@dataclass(slots=True)
class Telephone:
    """One telephone in the hand. Numbers are meant by their `phone_number_id`."""

    handset: Handset
    is_held: bool = True
    is_on: bool = True
    waiting: list[Outgoing] = field(default_factory=list)
    unread: list[Outgoing] = field(default_factory=list)
    paid: set[str] = field(default_factory=set)
    typing_until: dict[str, float] = field(default_factory=dict)
    read_up_to: dict[str, str] = field(default_factory=dict)


class PlayedByHand:
    """The hand that the delivery asks: it takes messages for the telephones it holds."""

    def __init__(
        self, *, seed: int, agenda: Agenda, delivery: Delivery, arrivals: Arrivals
    ) -> None:
        """Hold nothing yet."""
        self._seed, self._agenda, self._delivery = seed, agenda, delivery
        self._arrivals = arrivals
        self._telephones: dict[str, Telephone] = {}
        self._recent: OrderedDict[str, Outgoing] = OrderedDict()
        self._written: dict[str, tuple[str, str]] = {}

    def hold(self, handset: Handset) -> Telephone:
        """Take a telephone; the person's own mind is silent from now on."""
        telephone = self._telephones.setdefault(handset.phone, Telephone(handset))
        telephone.is_held = True
        return telephone

    def let_go(self, telephone: Telephone) -> None:
        """Give a telephone back to the simulated person, switched on."""
        self.switch(telephone, is_on=True)
        telephone.is_held = False

    def telephone(self, phone: str) -> Telephone | None:
        """Return a telephone that was ever held."""
        return self._telephones.get(phone)

    def holds(self, handset: Handset) -> bool:
        """Say whether the telephone is in this hand."""
        telephone = self._telephones.get(handset.phone)
        return telephone is not None and telephone.is_held

    def takes(self, message: Outgoing) -> bool:
        """See a message go by; take it if it is for a telephone held."""
        self._recent[message.wamid] = message
        if len(self._recent) > RECENT_MAX:
            self._recent.popitem(last=False)
        if message.handset is None or not self.holds(message.handset):
            return False
        telephone = self._telephones[message.handset.phone]
        seconds = between(0.9, 2.8, "delivered", self._seed, message.wamid)
        # Machine time: who holds a telephone is no part of the world that a snapshot saves.
        wait = clock.pause_seconds(seconds)
        self._agenda.after_machine(wait, "phone", lambda: self._arrive(telephone, message))
        return True

    def _arrive(self, telephone: Telephone, message: Outgoing) -> None:
        number = message.number.phone_number_id
        if self._arrivals.shuts_out(message.number, telephone.handset.phone):
            return
        if not telephone.is_on:
            telephone.waiting.append(message)
            return
        telephone.typing_until.pop(number, None)
        telephone.unread.append(message)
        self._delivery.tell(message, "delivered")

    def switch(self, telephone: Telephone, *, is_on: bool) -> None:
        """Switch a telephone on or off; what waited for it arrives."""
        telephone.is_on = is_on
        if is_on:
            waiting, telephone.waiting = telephone.waiting, []
            for message in waiting:
                self._arrive(telephone, message)

    def see(self, telephone: Telephone, phone_number_id: str) -> int:
        """Read whatever has arrived from a number; return how many messages that were."""
        seen = [m for m in telephone.unread if m.number.phone_number_id == phone_number_id]
        telephone.unread = [m for m in telephone.unread if m not in seen]
        for message in seen:
            self._delivery.tell(message, "read")
        return len(seen)

    def recent(self, wamid: str) -> Outgoing | None:
        """Return a business message that went by not long ago."""
        return self._recent.get(wamid)

    def has_written(self, telephone: Telephone, number: Number, wamid: str) -> None:
        """Remember who wrote a message, for the marks the business puts on it."""
        self._written[wamid] = (telephone.handset.phone, number.phone_number_id)

    def is_marked(self, number: Number, body: Json) -> None:
        """See the business mark a message as read, perhaps while it types."""
        wamid = str(body.get("message_id"))
        phone, phone_number_id = self._written.get(wamid, ("", ""))
        telephone = self._telephones.get(phone)
        if telephone is None or phone_number_id != number.phone_number_id:
            return
        telephone.read_up_to[phone_number_id] = wamid
        if body.get("typing_indicator"):
            shown = max(clock.pause_seconds(TYPING_SECONDS), TYPING_SHOWN_MIN_SECONDS)
            telephone.typing_until[phone_number_id] = clock.monotonic() + shown

    def is_typing(self, telephone: Telephone, phone_number_id: str) -> bool:
        """Say whether the business shows that it is typing."""
        return telephone.typing_until.get(phone_number_id, 0.0) > clock.monotonic()
