"""A business of its own for each test: number, account, token; and the clock it lives by."""

import itertools
import json
from datetime import datetime
from typing import Any

from sim_harness import Receiver, World, person

from trato.simulator.chance import share
from trato.simulator.people.town import USERNAME_SHARE

DAY = 86_400
HOUR = 3_600
_numbers = itertools.count(1)
# Of the worlds' seed: whoever it gives a username to hides their phone from the first word on.
_people = (
    n
    for n in itertools.count(20_000)
    if share("username", 7, str(person(n)["phone"]).lstrip("+")) >= USERNAME_SHARE
)


class Business:
    """One number of one account in a shared world."""

    def __init__(self, world: World, hook: Receiver, **options: Any) -> None:
        n = next(_numbers)
        self.world, self.hook, self.token = world, hook, f"token-{n}"
        self.phone_id, self.waba = f"7000{n:06d}", f"8000{n:06d}"
        row = {
            "phone_number_id": self.phone_id,
            "waba_id": self.waba,
            "display": f"+55 11 4100-{n:04d}",
            "app_secret": "segredo",
            "verify_token": "verifique",
            "webhook_url": hook.url("/webhook"),
            "token": self.token,
            **options,
        }
        self.waba = row["waba_id"]
        self.token = row["token"]
        status, answer = world.call("POST", "/_sim/numbers", row)
        assert status == 201, answer

    def graph(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        return self.world.call(method, f"/v25.0/{path}", body, token=self.token)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.world.call(method, f"/_sim/{path}", body, timeout=60)
        assert status < 300, answer
        return answer

    def person(self, *, has_written: bool = False, persona: str = "silent") -> str:
        row = person(next(_people), persona)
        self.world.people(row)
        phone = str(row["phone"])
        if has_written:
            self.write(phone)
        return phone

    def people(self, count: int) -> list[str]:
        rows = [person(next(_people), "silent") for _ in range(count)]
        self.world.people(*rows)
        return [str(row["phone"]) for row in rows]

    def write(self, phone: str, text: str = "oi", **more: Any) -> str:
        row = {"phone": phone, "phone_number_id": self.phone_id, "text": text, **more}
        return str(self.control("POST", "say", row)["wamid"])

    def send(self, body: dict[str, Any]) -> tuple[int, Any]:
        whole = {"messaging_product": "whatsapp", **body}
        return self.graph("POST", f"{self.phone_id}/messages", whole)

    def text(self, phone: str, words: str = "olá") -> tuple[int, Any]:
        return self.send({"to": phone, "type": "text", "text": {"body": words}})

    def create(self, name: str, text: str = "Olá, tudo certo por aí?", **more: Any) -> Any:
        body = {
            "name": name,
            "language": "pt_BR",
            "category": "UTILITY",
            "components": [{"type": "BODY", "text": text}],
            **more,
        }
        return self.graph("POST", f"{self.waba}/message_templates", body)

    def template(self, name: str, phone: str) -> tuple[int, Any]:
        node = {"name": name, "language": {"code": "pt_BR"}}
        return self.send({"to": phone, "type": "template", "template": node})

    def approved(self, name: str, **more: Any) -> str:
        """Create a template and wait its review out."""
        status, answer = self.create(name, **more)
        assert status == 200, answer
        self.advance(120)
        assert self.look(name)["status"] == "APPROVED"
        return str(answer["id"])

    def look(self, name: str) -> dict[str, Any]:
        rows = self.graph("GET", f"{self.waba}/message_templates?name={name}")[1]["data"]
        found: dict[str, Any] = rows[0]
        return found

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance_seconds": seconds})

    def now(self) -> datetime:
        return datetime.fromisoformat(self.control("GET", "clock")["now"])

    def told(self, field: str) -> list[dict[str, Any]]:
        """Return the values of one field that this account was told, oldest first, each once."""
        self.world.settle_webhooks()
        seen: dict[str, dict[str, Any]] = {}
        for path, _, body in list(self.hook.calls):
            for value in _values(body, self.waba, field) if path == "/webhook" else ():
                seen.setdefault(str(value), value)
        return list(seen.values())

    def statuses(self, answer: tuple[int, Any]) -> dict[str, dict[str, Any]]:
        """Return what became of an accepted message, by status."""
        assert answer[0] == 200, answer
        wamid = answer[1]["messages"][0]["id"]
        self.advance(60)
        rows = [row for value in self.told("messages") for row in value.get("statuses", ())]
        return {row["status"]: row for row in rows if row["id"] == wamid}

    def failed_with(self, answer: tuple[int, Any]) -> int:
        rows = self.statuses(answer)
        assert set(rows) == {"failed"}, rows
        return int(rows["failed"]["errors"][0]["code"])


def _values(body: bytes, waba: str, field: str) -> list[dict[str, Any]]:
    return [
        change["value"]
        for entry in json.loads(body)["entry"]
        if entry["id"] == waba
        for change in entry["changes"]
        if change["field"] == field
    ]


def code(answer: tuple[int, Any]) -> int:
    """Return the Graph API's error code of a refused call."""
    assert answer[0] >= 400, answer
    return int(answer[1]["error"]["code"])
