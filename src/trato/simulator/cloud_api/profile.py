"""A number's business profile: what people see when they open its page."""

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import refuse
from trato.simulator.http import Json

_LENGTHS_MAX = {"about": 139, "address": 256, "description": 512, "email": 128, "vertical": 64}
WEBSITES_MAX, WEBSITE_LENGTH_MAX = 2, 256


class Profiles:
    """One profile a number."""

    def __init__(self) -> None:
        """Start with empty ones."""
        self._held: dict[str, Json] = {}

    def get(self, phone_number_id: str) -> Json:
        """Return a profile."""
        empty = {"messaging_product": "whatsapp", "vertical": "UNDEFINED"}
        return {**empty, **self._held.get(phone_number_id, {})}

    def change(self, phone_number_id: str, body: Json) -> Failure | None:
        """Change the fields that are given."""
        if body.get("messaging_product") != "whatsapp":
            return Failure(code=100, details="The parameter messaging_product is required.")
        given = {name: str(body[name]) for name in _LENGTHS_MAX if name in body}
        for name, text in given.items():
            if len(text) > _LENGTHS_MAX[name]:
                return refuse(name, f"is longer than {_LENGTHS_MAX[name]}")
        websites = body.get("websites", [])
        if not isinstance(websites, list) or len(websites) > WEBSITES_MAX:
            return refuse("websites", f"holds {WEBSITES_MAX} addresses at most")
        if any(len(str(site)) > WEBSITE_LENGTH_MAX for site in websites):
            return refuse("websites", f"is longer than {WEBSITE_LENGTH_MAX}")
        held = self._held.setdefault(phone_number_id, {})
        held.update(given)
        if "websites" in body:
            held["websites"] = [str(site) for site in websites]
        return None
