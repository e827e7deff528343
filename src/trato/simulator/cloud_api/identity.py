"""A person changes their number, and with it their business-scoped id; businesses are told."""

from trato.foundation import clock
from trato.simulator.chance import draw
from trato.simulator.cloud_api.numbers import Numbers
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.http import Json
from trato.simulator.people.town import Handset, Town


class Identity:
    """Moves people to other numbers."""

    def __init__(self, town: Town, numbers: Numbers, tidings: Tidings) -> None:
        """Move people of this town."""
        self._town, self._numbers, self._tidings = town, numbers, tidings

    def change_number(self, handset: Handset, new_phone: str) -> None:
        """Give a person another number; every business they know gets a system message.

        Raises:
            ValueError: the number is none, or somebody has it.
        """
        old_wa_id = handset.wa_id
        self._town.move(handset, new_phone)
        for phone_number_id, line in handset.lines.items():
            number = self._numbers.get(phone_number_id)
            # To the business this is a new person, who has not written yet.
            line.last_inbound_at = None
            if number:
                node = _system(handset, old_wa_id, phone_number_id)
                value = {
                    "messaging_product": "whatsapp",
                    "metadata": number.metadata(),
                    "messages": [node],
                }
                self._tidings.tell_number(
                    number, "messages", value, kind="system", whom=handset.phone
                )


def _system(handset: Handset, old_wa_id: str, phone_number_id: str) -> Json:
    words = f"User {handset.truth.name} changed from {old_wa_id} to {handset.wa_id}"
    token = draw("system", phone_number_id, old_wa_id, handset.wa_id)
    return {
        "from": old_wa_id,
        "id": f"wamid.{token:016x}",
        "timestamp": str(int(clock.now().timestamp())),
        "type": "system",
        "system": {
            "body": words,
            "wa_id": handset.wa_id,
            "user_id": handset.user_id,
            "type": "user_changed_number",
        },
    }
