"""The world's own handles, under /_sim: who lives in it, what goes wrong, what it saw."""

import json
import secrets
from functools import partial

import aiohttp

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.books.ledger import BOOKS, Ledger
from trato.simulator.cloud_api.accounts import Accounts, Portfolios, settle
from trato.simulator.cloud_api.deliver import Delivery
from trato.simulator.cloud_api.numbers import Number, Numbers, number_from
from trato.simulator.cloud_api.pauses import Pauses
from trato.simulator.cloud_api.restrictions import Restrictions
from trato.simulator.cloud_api.review import NOTICE_SECONDS, Review
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.faults import Faults, rule_from
from trato.simulator.handles.guard import add
from trato.simulator.http import Json, Request, Response, Router, answer
from trato.simulator.people.mind import TURNS_MAX
from trato.simulator.people.town import Handset, Town
from trato.simulator.people.values import Fact
from trato.simulator.postman import Postman
from trato.simulator.psp.provider import Provider

PAGE_MAX = 5000
HANDSHAKE_SECONDS = 10.0


class Control:
    """Everything a demonstration or a test asks of the world itself."""

    def __init__(
        self,
        *,
        numbers: Numbers,
        town: Town,
        shelf: Shelf,
        review: Review,
        pauses: Pauses,
        accounts: Accounts,
        portfolios: Portfolios,
        restrictions: Restrictions,
        ledger: Ledger,
        faults: Faults,
        delivery: Delivery,
        provider: Provider,
        agenda: Agenda,
        postman: Postman,
    ) -> None:
        """Hold the parts."""
        self._numbers, self._town, self._shelf = numbers, town, shelf
        self._review, self._pauses, self._accounts = review, pauses, accounts
        self._portfolios, self._restrictions = portfolios, restrictions
        self._ledger, self._faults, self._delivery = ledger, faults, delivery
        self._provider, self._agenda, self._postman = provider, agenda, postman

    def mount(self, router: Router) -> None:
        """Add the addresses to a router."""
        for method, name, handler in (
            ("GET", "health", self.health),
            ("GET", "idle", self.idle),
            ("GET", "books", self.books),
            ("POST", "numbers", self.numbers),
            ("POST", "people", self.people),
            ("POST", "say", self.say),
            ("POST", "pay", self.pay),
            ("GET", "faults", self.struck),
            ("POST", "faults", self.faults),
            ("DELETE", "faults", self.lift_faults),
            ("POST", "templates", self.templates),
            ("POST", "psp/keys", self.psp_keys),
        ):
            add(router, method, name, handler)

    async def health(self, request: Request) -> Response:
        """Say that the world is up, and what time it is in it."""
        return answer({"ok": True, "now": clock.now().isoformat(), "people": len(self._town)})

    async def idle(self, request: Request) -> Response:
        """Say whether anything is still going to happen by itself."""
        people = self._agenda.pending("person")
        webhooks = self._postman.pending() + self._agenda.pending("status")
        payments = self._agenda.pending("payment")
        return answer(
            {
                "idle": not (people or webhooks or payments),
                "pending_people": people,
                "pending_webhooks": webhooks,
                "pending_payments": payments,
            }
        )

    async def numbers(self, request: Request) -> Response:
        """Register a business number, after its webhook, if it has one, answered the handshake."""
        row = request.json()
        number = number_from(row, clock.now())
        if not self._restrictions.may_add_numbers(number.waba_id):
            return answer({"error": "the account may not add numbers now"}, 403)
        settle(row, self._accounts, self._portfolios)
        if number.address.url and not await _handshake(number):
            return answer({"error": "the webhook did not answer the handshake"}, 400)
        self._numbers[number.phone_number_id] = number
        return answer({"ok": True, "phone_number_id": number.phone_number_id}, 201)

    async def people(self, request: Request) -> Response:
        """Register people; some may write first."""
        rows = json.loads(request.body)
        if not isinstance(rows, list):
            raise ValueError("the body must be a list of people")
        found = []
        for row in rows:
            handset = self._town.move_in(row)
            found.append(_introduced(handset))
            first = row.get("writes_first")
            if first:
                self._plan_first(handset, first)
        return answer({"people": found}, 201)

    def _plan_first(self, handset: Handset, first: Json) -> None:
        number = self._numbers[str(first["phone_number_id"])]
        text = str(first.get("text") or "Oi, recebi um aviso de vocês. Do que se trata?")
        node = {"type": "text", "text": {"body": text}}
        self._agenda.after(
            float(first.get("after_seconds", 30)),
            "person",
            partial(self._delivery.open_with, number, handset, node),
        )

    async def say(self, request: Request) -> Response:
        """Let a person write something now: text, a tap or any message node."""
        body = request.json()
        handset = self._town.by_phone(str(body.get("phone", "")))
        number = self._numbers.get(str(body.get("phone_number_id", "")))
        if handset is None or number is None:
            return answer({"error": "no such person or number"}, 404)
        node = body.get("message") or {"type": "text", "text": {"body": str(body["text"])}}
        fact = Fact(body["fact"]) if body.get("fact") else None
        key = str(body.get("key") or f"say:{self._ledger.count('inbound')}")
        wamid = self._delivery.write(number, handset, node, key=key, fact=fact)
        return answer({"wamid": wamid}, 201)

    async def pay(self, request: Request) -> Response:
        """Pay a charge by its copy-and-paste code."""
        body = request.json()
        paid = self._provider.pay(str(body.get("code", "")), str(body.get("phone", "")))
        return answer({"paid": paid}, 200 if paid else 400)

    async def faults(self, request: Request) -> Response:
        """Put one rule of trouble in force, or a list of them."""
        rows = json.loads(request.body)
        rules = [rule_from(row) for row in (rows if isinstance(rows, list) else [rows])]
        for rule in rules:
            self._faults.add(rule)
        return answer({"ok": True, "rules": len(rules)}, 201)

    async def lift_faults(self, request: Request) -> Response:
        """Lift every rule, or those of one name."""
        return answer({"ok": True, "lifted": self._faults.clear(request.query.get("name", ""))})

    async def struck(self, request: Request) -> Response:
        """Tell how often each kind of trouble struck, and how webhooks fared on their way."""
        post = self._postman
        return answer(
            {
                "struck": dict(sorted(self._faults.struck.items())),
                "quiet": self._faults.quiet(),
                "webhooks": {
                    "delivered": post.delivered,
                    "not_taken": post.failed_tries,
                    "given_up": post.given_up,
                    "repeated": post.repeated,
                    "batches": post.batches,
                    "largest_batch": post.largest_batch,
                },
                "refused": {str(code): n for code, n in sorted(self._ledger.refused.items())},
            }
        )

    async def templates(self, request: Request) -> Response:
        """Change a template: its status, its category after notice, or a pacing pause."""
        body = request.json()
        found = self._shelf.of(str(body.get("waba_id")), str(body.get("name")))
        for template in found:
            if "category" in body:
                notice = float(body.get("notice_seconds", NOTICE_SECONDS))
                self._review.recategorise(template, str(body["category"]), notice)
            elif body.get("is_pacing"):
                self._pauses.pace(template)
            else:
                template.status = str(body["status"])
                self._review.announce(template)
        return answer({"changed": len(found)}, 200 if found else 404)

    async def psp_keys(self, request: Request) -> Response:
        """Say who receives under a Pix key: `{chave, name, city, uf, cnpj}`."""
        body = request.json()
        self._provider.name_receiver(str(body["chave"]), body)
        return answer({"ok": True}, 201)

    async def books(self, request: Request) -> Response:
        """Return the books: whole, one paged (`?book=sends&after=0`), or as lines of JSON."""
        query = request.query
        if query.get("format") == "ndjson":
            rows = (json.dumps({"book": name, **row}) for name, row in self._ledger.everything())
            people = (json.dumps({"book": "persons", **row}) for row in self._persons())
            body = "".join(f"{line}\n" for part in (rows, people) for line in part)
            return Response(body=body.encode(), content_type="application/x-ndjson")
        if "book" in query:
            return self._page(query)
        whole: Json = {name: self._ledger.page(name, 0, 10**9)[0] for name in BOOKS}
        whole["persons"] = self._persons()
        whole["refused"] = {str(code): n for code, n in sorted(self._ledger.refused.items())}
        return answer(whole)

    def _page(self, query: dict[str, str]) -> Response:
        name, after = query["book"], int(query.get("after", 0))
        limit = min(int(query.get("limit", PAGE_MAX)), PAGE_MAX)
        if name == "persons":
            rows = self._persons()
            page = rows[after : after + limit]
            return answer({name: page, "next": after + len(page), "total": len(rows)})
        if name not in BOOKS:
            raise ValueError("there is no such book")
        page, then = self._ledger.page(name, after, limit)
        return answer({name: page, "next": then, "total": self._ledger.count(name)})

    def _persons(self) -> list[Json]:
        return [_person(handset) for handset in self._town]


async def _handshake(number: Number) -> bool:
    challenge = secrets.token_hex(8)
    query = {
        "hub.mode": "subscribe",
        "hub.challenge": challenge,
        "hub.verify_token": number.verify_token,
    }
    timeout = aiohttp.ClientTimeout(total=HANDSHAKE_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(number.address.url, params=query) as response,
        ):
            return response.status == 200 and (await response.text()) == challenge
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


def _introduced(handset: Handset) -> Json:
    return {
        "phone": f"+{handset.phone}",
        "persona": handset.truth.persona,
        "wa_id": handset.wa_id,
        "user_id": handset.user_id,
    }


_SHOWN = {
    "said_stop_at": Fact.SAID_STOP,
    "said_resume_at": Fact.SAID_RESUME,
    "said_wrong_person_at": Fact.SAID_WRONG_PERSON,
    "asked_human_at": Fact.ASKED_HUMAN,
    "disputed_at": Fact.DISPUTED,
    "accepted_at": Fact.ACCEPTED,
    "paid_at": Fact.PAID,
}


def _person(handset: Handset) -> Json:
    row = _introduced(handset)
    row["name"] = handset.truth.name
    lines = []
    for phone_number_id, line in handset.lines.items():
        facts: Json = {"phone_number_id": phone_number_id, "turns": line.thread.turns}
        proved = line.proved_at()
        facts["proved_identity_at"] = proved.isoformat() if proved else None
        for name, fact in _SHOWN.items():
            at = line.facts.get(fact)
            facts[name] = at.isoformat() if at else None
        facts["is_at_turn_limit"] = line.thread.turns >= TURNS_MAX
        lines.append(facts)
    for name in ("proved_identity_at", *_SHOWN):
        row[name] = min((one[name] for one in lines if one[name]), default=None)
    row["lines"] = lines
    return row
