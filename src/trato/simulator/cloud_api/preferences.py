"""The webhook that tells of a person who stops or resumes marketing."""

from trato.foundation import clock
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.http import Json
from trato.simulator.people.town import Handset


def preference(number: Number, handset: Handset, value: str) -> Json:
    """Return the value of a `user_preferences` change."""
    contact = {
        "profile": {"name": handset.truth.name},
        "wa_id": handset.wa_id,
        "user_id": handset.user_id,
    }
    row = {
        "wa_id": handset.wa_id,
        "user_id": handset.user_id,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(clock.now().timestamp()),
    }
    return {
        "messaging_product": "whatsapp",
        "metadata": number.metadata(),
        "contacts": [contact],
        "user_preferences": [row],
    }
