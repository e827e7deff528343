"""A small town and a small honest bot, over HTTP only: people answer, pay, and are counted."""

import queue
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sim_harness import TOKEN, WABA, Receiver, World, person

from trato.simulator.people.reader import fold
from trato.simulator.people.values import Intent
from trato.simulator.people.wordings import WORDINGS

KEY = "12345678000195"
MONTHS = ("janeiro", "fevereiro", "marco")
STOPS = {fold(text) for text in WORDINGS[Intent.STOP]} | {"parar"}
WRONGS = {fold(text) for text in WORDINGS[Intent.WRONG_PERSON]} | {"nao sou eu"}
OPENING = (
    "Olá, Maria. Aqui é o assistente virtual da Cooperativa Sol. Falo com Maria? Responda SIM, "
    "NÃO SOU EU, ou PARAR para não receber mais mensagens."
)


class Bot:
    """Greets, identifies, offers, confirms, charges; stops when told to. One thread, in order."""

    def __init__(self, world: World, hook: Receiver) -> None:
        self.world, self.hook = world, hook
        self.state: dict[str, str] = {}
        self.cpf: dict[str, str] = {}
        self.seen: set[str] = set()
        self.codes = 0
        self.troubles: list[Exception] = []
        token = str(world.pix_token()[1]["access_token"])
        put = world.call(
            "PUT", f"/pix/v2/webhook/{KEY}", {"webhookUrl": hook.url("/psp")}, token=token
        )
        assert put[0] == 200
        self.inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        hook.on_change = self._put
        self.busy = threading.Lock()
        self.thread = threading.Thread(target=self._work, daemon=True)
        self.thread.start()

    def _put(self, change: dict[str, Any]) -> None:
        for message in change.get("messages", ()):
            self.inbox.put(message)

    def _work(self) -> None:
        while (message := self.inbox.get()) is not None:
            if message["id"] not in self.seen:
                self.seen.add(message["id"])
                try:
                    self._answer(message["from"], _words(message))
                except Exception as trouble:
                    # Whoever waits for the inbox is told, instead of waiting for ever.
                    self.troubles.append(trouble)
            self.inbox.task_done()
        self.inbox.task_done()

    def close(self) -> None:
        self.inbox.put(None)
        self.thread.join(5)

    def open(self, phone: str, cpf: str) -> None:
        digits = phone.lstrip("+")
        for form in (digits, digits[:4] + digits[5:]):
            self.state[form], self.cpf[form] = "opening", cpf
        node = {"name": "primeiro_contato", "language": {"code": "pt_BR"}}
        status, answer = self.world.send({"to": phone, "type": "template", "template": node})
        assert status == 200, answer

    def say(self, to: str, text: str, *titles: str) -> None:
        if not titles:
            body: dict[str, Any] = {"type": "text", "text": {"body": text}}
        else:
            rows = [{"type": "reply", "reply": {"id": t, "title": t}} for t in titles]
            interactive = {"type": "button", "body": {"text": text}, "action": {"buttons": rows}}
            body = {"type": "interactive", "interactive": interactive}
        status, answer = self.world.send({"to": to, **body})
        assert status == 200, answer

    def _answer(self, who: str, words: str) -> None:
        text, state = fold(words), self.state[who]
        if text in STOPS or words == "🛑":
            self.state[who] = "over"
            self.say(who, "Pronto. Você não receberá mais mensagens da Sol por aqui.")
        elif text in WRONGS:
            self.state[who] = "over"
            self.say(who, "Desculpe o incômodo. Este número foi retirado do nosso cadastro.")
        elif state != "over":
            getattr(self, f"_{state.split(':')[0]}")(who, text)

    def _opening(self, who: str, text: str) -> None:
        if "sim" in text or "sou eu" in text or "isso" in text:
            self.state[who] = "birth"
            self.say(who, "Para proteger seus dados, confirme o dia e o mês do seu nascimento.")
        elif self.state[who] == "opening":
            self.state[who] = "opening:again"
            self.say(who, "Falo com Maria?", "SIM", "NÃO SOU EU", "PARAR")

    def _birth(self, who: str, text: str) -> None:
        if any(form in text for form in ("07/03", "7/3", "07-03", "7 de marco")):
            self.state[who] = "cpf"
            self.say(who, "E os três últimos números do seu CPF?")
        elif self.state[who].count(":") < 2:
            self.state[who] += ":again"
            self.say(who, "Não consegui confirmar. Tente de novo: dia e mês do nascimento.")
        else:
            self.state[who] = "over"
            self.say(who, "Não foi possível confirmar seus dados por aqui.")

    def _cpf(self, who: str, text: str) -> None:
        if self.cpf[who][-3:] in text.replace(" ", ""):
            self.state[who] = "offers"
            self._offer(who)
        else:
            self.state[who] = "over"
            self.say(who, "Não foi possível confirmar seus dados por aqui.")

    def _offer(self, who: str) -> None:
        text = "Original R$ 800,00, multa R$ 16,00, juros R$ 84,00. Como prefere pagar a dívida?"
        self.say(who, text, "À vista R$ 900,00", "6x de R$ 160,00", "Atendente")

    def _offers(self, who: str, text: str) -> None:
        if "a vista r$" in text or "6x" in text or "vezes" in text or text.endswith("a vista"):
            self.state[who] = "confirm"
            self.say(who, "Confirma o acordo?", "Confirmo", "Voltar")
        elif self.state[who].count(":") < 3:
            self.state[who] += ":again"
            self._offer(who)
        else:
            self.state[who] = "over"

    def _confirm(self, who: str, text: str) -> None:
        self.codes += 1
        # A token lives for an hour of the world, which may be seconds of ours.
        token = str(self.world.pix_token()[1]["access_token"])
        txid = f"Acordo{self.codes:020d}"
        body = {"calendario": {"expiracao": 86400}, "valor": {"original": "160.00"}, "chave": KEY}
        status, made = self.world.call("PUT", f"/pix/v2/cob/{txid}", body, token=token)
        assert status == 201
        self.state[who] = "over"
        amount = {"value": 16000, "offset": 100}
        pix = {
            "code": made["pixCopiaECola"],
            "merchant_name": "Sol",
            "key": KEY,
            "key_type": "CNPJ",
        }
        parameters = {
            "reference_id": txid,
            "type": "digital-goods",
            "payment_type": "br",
            "currency": "BRL",
            "payment_settings": [{"type": "pix_dynamic_code", "pix_dynamic_code": pix}],
            "total_amount": amount,
            "order": {
                "status": "pending",
                "items": [{"retailer_id": "1", "name": "1 de 6", "amount": amount, "quantity": 1}],
                "subtotal": amount,
            },
        }
        action = {"name": "review_and_pay", "parameters": parameters}
        interactive = {"type": "order_details", "body": {"text": "Parcela"}, "action": action}
        row = {"to": who, "type": "interactive", "interactive": interactive}
        assert self.world.send(row)[0] == 200


def _words(message: dict[str, Any]) -> str:
    node = message[message["type"]]
    node = node.get(node.get("type"), node)
    return str(node.get("body") or node.get("title") or node.get("text") or "")


@pytest.fixture
def hook() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def _template(world: World, name: str, text: str) -> None:
    buttons = [{"type": "QUICK_REPLY", "text": t} for t in ("SIM", "NÃO SOU EU", "PARAR")]
    body = {
        "name": name,
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": text}, {"type": "BUTTONS", "buttons": buttons}],
    }
    status, _ = world.call("POST", f"/v25.0/{WABA}/message_templates", body, token=TOKEN)
    assert status == 200


def live(speed: float, hook: Receiver, count: int) -> dict[str, Any]:
    world = World(speed=speed)
    try:
        assert world.register(hook)[0] == 201
        _template(world, "primeiro_contato", OPENING)
        rows = [person(n) | {"persona": None} for n in range(count)]
        world.people(*rows)
        bot = Bot(world, hook)
        for row in rows:
            bot.open(row["phone"], row["cpf"])
        # Between a word and its answer the world may stand still for a moment.
        told = -1
        while told != len(hook.calls):
            told = len(hook.calls)
            world.settle(60)
            bot.inbox.join()
            world.settle(60)
        bot.close()
        assert bot.troubles == []
        return world.books()
    finally:
        world.close()


def outcome(books: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Return what became of each person, without times."""
    names = ("proved_identity_at", "said_stop_at", "said_wrong_person_at", "accepted_at", "paid_at")
    said: dict[str, list[str]] = {}
    for row in books["inbound"]:
        said.setdefault(row["from"], []).append(row["text"])
    return {
        row["phone"]: (
            row["persona"],
            *(row[name] is not None for name in names),
            tuple(said.get(row["phone"].lstrip("+"), ())),
        )
        for row in books["persons"]
    }


def test_a_town_lives_and_the_same_seed_lives_the_same(hook: Receiver) -> None:
    books = live(300.0, hook, 60)
    assert books["forbidden"] == []
    found = outcome(books)
    assert sum(row[5] for row in found.values()) >= 10, "some have paid"
    assert sum(row[2] for row in found.values()) >= 1, "some have said stop"
    assert len(books["payments"]) == sum(row[5] for row in found.values())
    assert all(row["acknowledged_at"] for row in books["inbound"])
    second = Receiver()
    try:
        again = live(500.0, second, 60)
    finally:
        second.close()
    assert outcome(again) == found


def test_both_sides_count_the_same(hook: Receiver) -> None:
    books = live(300.0, hook, 30)
    ours = Counter(message["id"] for message in hook.values("messages"))
    assert set(ours) == {row["wamid"] for row in books["inbound"]}
    told = {(row["id"], row["status"]) for row in hook.values("statuses")}
    assert told == {(row["wamid"], row["status"]) for row in books["statuses"]}
    assert {p["endToEndId"] for p in hook.pix()} == {p["e2eid"] for p in books["payments"]}


def test_a_careless_business_is_seen(hook: Receiver) -> None:
    world = World(speed=60.0)
    try:
        assert world.register(hook, role="third_party_collector")[0] == 201
        _template(world, "divida", "Maria, sua dívida de R$ 900,00 está vencida.")
        row = person(1, "opts_out")
        world.people(row)
        node = {"name": "divida", "language": {"code": "pt_BR"}}
        for _ in range(2):
            assert world.send({"to": row["phone"], "type": "template", "template": node})[0] == 200
        world.say(row["phone"], "Pare", fact="said_stop")
        world.settle()
        assert world.text(row["phone"], "Pronto.")[0] == 200
        assert world.text(row["phone"], "Mais uma coisa.")[0] == 200
        world.say(row["phone"], "VOLTAR", fact="said_resume")
        world.settle()
        assert world.text(row["phone"], "Olá de novo.")[0] == 200
        why = Counter(entry["why"] for entry in world.books()["forbidden"])
        assert why == {
            "debt_before_identity": 2,
            "third_party_initiated": 2,
            "initiated_twice_in_a_day": 1,
            "after_stop": 1,
        }
    finally:
        world.close()


def test_books_by_page_and_by_line(hook: Receiver) -> None:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        rows = [person(n, "silent") for n in range(7)]
        world.people(*rows)
        for row in rows:
            world.say(row["phone"], "oi")
        world.settle()
        found, after = [], 0
        while True:
            page = world.call("GET", f"/_sim/books?book=inbound&after={after}&limit=3")[1]
            found += page["inbound"]
            after = page["next"]
            if after >= page["total"]:
                break
        assert found == world.books()["inbound"]
        lines = world.call("GET", "/_sim/books?format=ndjson")[1].splitlines()
        assert len(lines) == 14
        assert world.call("GET", "/_sim/books?book=_rows")[0] == 400
        assert world.call("POST", "/_sim/people", [{"phone": "1"}])[0] == 400
    finally:
        world.close()
