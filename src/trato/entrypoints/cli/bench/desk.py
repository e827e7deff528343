"""How soon a desk sees what people write: 200 agents connected, 100 messages a second.

Real web and worker processes. Every agent has one conversation and follows the desk's stream as the
page does: thread and list are given as they are drawn, or named and then read anew, no more often
than the page does.
A few of them are real Chromium pages, which note when the words stand on the screen. What is seen
is held against the instant at which the webhook was stored. One more agent's page walks the list of
all two hundred by keyboard meanwhile; a row that has the focus, and the next two of a walk, are
fetched ahead, as in the product (not for a supervisor, whose look is journaled). A key has its
thread when it stands on the screen with the newest of its messages that was stored 300 ms, what a
message may take to be seen, before the key. Nobody answers, and the assistant is silent.
"""

import asyncio
import json
import re
import threading
import time
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import psycopg

from trato.entrypoints.cli.bench.company import (
    Company,
    found_company,
    import_people,
    move_in,
    new_token,
    start_world,
)
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.load import Load
from trato.entrypoints.cli.bench.place import Place, bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured, percentile
from trato.entrypoints.cli.bench.sheet import Inhabitant
from trato.entrypoints.cli.bench.viewers import Screen, Step, open_screens
from trato.entrypoints.cli.supervise import free_port
from trato.entrypoints.cli.world import start_processes
from trato.foundation import clock
from trato.foundation.tenancy import within

AGENTS = 200
PER_SECOND = 100
_NUMBER_PER_SECOND = 5_000
_SCREENS = 3
_APART_SECONDS = 0.15
_TOGETHER_SECONDS = 0.004
_THREAD, _LIST = "thread", "list"
_VERSION = re.compile(
    r'data-part="/conversas/(?:[0-9a-f-]{36}/)?(fio|lista)/\?[^"]*?v=([0-9a-f]+)"'
)
_PATIENCE_SECONDS = 60.0
_WARM_UP_SECONDS = 3.0
_SEEN_WITHIN_SECONDS = 0.3
_NEVER_MS = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One agent: who they are, what they have open, and the cookie of their session."""

    user_id: int
    cookie: str
    conversation_id: UUID
    person: Inhabitant


@dataclass(slots=True)
class _Seen:
    """When each numbered message was first read by whoever has its conversation."""

    at: dict[int, float] = field(default_factory=dict)
    reads: int = 0
    refused: int = 0


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    agents = effort.count(AGENTS, quick=8)
    seconds = effort.choose(20.0, quick=4.0)
    per_second = effort.count(PER_SECOND, quick=8)
    with bench_place() as place:
        effort.tell("Iniciando PostgreSQL, web, trabalho e o mundo simulado…")
        company = _begin(place)
        effort.tell(f"{agents} atendentes, cada um com uma conversa…")
        seats = _seat(company, agents)
        walker = _sign_in(company, "bench.walker@aurora.example", "atendente")
        with open_screens(company.web_port, seats[:_SCREENS], walker) as screens:
            effort.tell(f"{per_second} mensagens por segundo durante {seconds:.0f} s…")
            found = _run(place, company, seats, screens, per_second, seconds)
        found.note(agents=len(seats), offered_per_second=per_second, **place.database)
        return found


def _begin(place: Place) -> Company:
    outside, web_port, token = start_world(place), free_port(), new_token()
    start_processes(
        place.family,
        web_port=web_port,
        sim_url=outside.base_url,
        token=token,
        unknown_after_seconds=900,
    )
    return found_company(outside, web_port, token=token, per_second=_NUMBER_PER_SECOND)


def _seat(company: Company, agents: int) -> list[Seat]:
    """Let as many people as agents write once, and give each agent one of their conversations."""
    from trato.casework.conversations import read
    from trato.casework.conversations.hand_over import take_over

    people = [Inhabitant(number) for number in range(agents)]
    import_people(company.cast, agents)
    move_in(company.outside, people, persona="silent")
    for who in people:
        company.outside.ask("POST", "/_sim/people/username", {"phone": who.phone, "username": ""})
        _say(company, who, "Oi")
    organisation_id = company.cast.organisation_id
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with within(organisation_id):
            lines = read.recent(limit=agents)
        if len(lines) >= agents:
            break
        if time.monotonic() > deadline:
            raise CouldNotMeasure(f"Só {len(lines)} de {agents} conversas foram abertas.")
        time.sleep(0.5)
    by_person = {_person_of(company, who): who for who in people}
    seats = []
    for place_number, line in enumerate(lines):
        email = f"bench.{place_number}@aurora.example"
        user_id, cookie = _sign_in(company, email, "atendente")
        with within(organisation_id):
            take_over(line.conversation_id, agent_id=user_id, at=clock.now())
        assert line.person_id  # noqa: S101  (everybody was imported)
        seats.append(
            Seat(
                user_id=user_id,
                cookie=cookie,
                conversation_id=line.conversation_id,
                person=by_person[line.person_id],
            )
        )
    return seats


def _person_of(company: Company, who: Inhabitant) -> UUID:
    from trato.book.people.read import find_by_document

    with within(company.cast.organisation_id):
        found = find_by_document(who.cpf)
    if found is None:
        raise CouldNotMeasure("Uma pessoa importada não foi achada.")
    return found


def _sign_in(company: Company, email: str, role: str) -> tuple[int, str]:
    """Make an account with a session of its own; nobody types two hundred passwords."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    from trato.book.organisations.create import add_member

    user = get_user_model().objects.create(username=email, email=email)
    user.set_unusable_password()
    user.save()
    with within(company.cast.organisation_id):
        add_member(email=email, password="", role=role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return int(user.pk), str(session.session_key)


def _say(company: Company, who: Inhabitant, text: str) -> None:
    company.outside.ask("POST", "/_sim/say", _saying(company, who, text))


def _saying(company: Company, who: Inhabitant, text: str) -> dict[str, str]:
    number = company.cast.phone_number_id
    return {"phone": who.phone, "phone_number_id": number, "text": text, "fact": ""}


def _run(
    place: Place,
    company: Company,
    seats: list[Seat],
    screens: list[Screen],
    per_second: int,
    seconds: float,
) -> Measured:
    seen, ready, over = _Seen(), threading.Event(), threading.Event()
    count = int((seconds + _WARM_UP_SECONDS) * per_second)
    crowd = threading.Thread(
        target=lambda: asyncio.run(_crowd(company, seats, count, per_second, seen, ready, over))
    )
    crowd.start()
    if not ready.wait(_PATIENCE_SECONDS):
        raise CouldNotMeasure("Nem todos os atendentes se conectaram.")
    load = Load(place)
    walker, watchers = screens[-1], screens[:-1]
    steps = walker.walk(seconds=seconds + _WARM_UP_SECONDS)
    loads = load.figures()
    over.wait(_PATIENCE_SECONDS)
    shown = [row for screen in watchers for row in screen.shown()]
    walked = dict(walker.shown())
    crowd.join(_PATIENCE_SECONDS)
    place.family.check()
    stored = _stored(place)
    first = int(_WARM_UP_SECONDS * per_second)
    visible = _waits_ms({n: at for n, at in shown if n >= first}, stored)
    read = _waits_ms({n: at for n, at in seen.at.items() if n >= first}, stored)
    keys_ms = [_key_ms(step, seats, walked, stored) for step in steps]
    followed = [n for n in stored if n >= first and n % len(seats) >= _SCREENS]
    unseen = sum(1 for n in followed if n not in seen.at)
    found = Measured()
    found.note(
        **loads,
        messages_stored=len(stored),
        messages_read_by_agents=len(read),
        messages_seen_on_screens=len(visible),
        part_reads=seen.reads,
        read_p50_ms=percentile(read, 0.5) if read else None,
        read_p95_ms=percentile(read, 0.95) if read else None,
        keys_pressed=len(keys_ms),
        keys_shown_behind=sum(
            late > step.took_ms for late, step in zip(keys_ms, steps, strict=True)
        ),
        key_to_thread_p50_ms=percentile(keys_ms, 0.5) if keys_ms else None,
    )
    found.check("visible_p95_ms", percentile(visible, 0.95) if visible else None, "< 300")
    found.check("key_to_thread_p95_ms", percentile(keys_ms, 0.95) if keys_ms else None, "< 60")
    found.check("web_cores", float(loads["web_cores"] or 0), "< 1")
    found.check("unseen", unseen, "== 0")
    found.check("part_reads_refused", seen.refused, "== 0")
    return found


async def _crowd(
    company: Company,
    seats: list[Seat],
    count: int,
    per_second: int,
    seen: _Seen,
    ready: threading.Event,
    over: threading.Event,
) -> None:
    from trato import wiring

    port = company.web_port
    async with wiring.make_session() as session:
        joined = [asyncio.Event() for _ in seats]
        following = [
            asyncio.create_task(_follow(session, port, seat, seen, event))
            for seat, event in zip(seats[_SCREENS:], joined[_SCREENS:], strict=True)
        ]
        for event in joined[_SCREENS:]:
            await asyncio.wait_for(event.wait(), _PATIENCE_SECONDS)
        ready.set()
        await _speak(session, company, seats, count, per_second)
        await asyncio.sleep(3.0)
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    over.set()


async def _speak(
    session: Any,
    company: Company,
    seats: list[Seat],
    count: int,
    per_second: int,
) -> None:
    loop = asyncio.get_running_loop()
    address = f"{company.outside.base_url}/_sim/say"
    started = loop.time()

    async def say(number: int, seat: Seat) -> None:
        body = _saying(company, seat.person, f"Mensagem #{number:06d}.")
        async with session.post(address, json=body) as answer:
            if answer.status != 201:
                raise CouldNotMeasure(f"O mundo simulado respondeu {answer.status}.")

    async with asyncio.TaskGroup() as group:
        for number, seat in enumerate(islice(cycle(seats), count)):
            await asyncio.sleep(started + number / per_second - loop.time())
            group.create_task(say(number, seat))


async def _follow(session: Any, port: int, seat: Seat, seen: _Seen, joined: asyncio.Event) -> None:
    """Follow the stream and read what it names anew, as the page does."""
    headers = {"Cookie": f"sessionid={seat.cookie}", "HX-Request": "true"}
    base = f"http://127.0.0.1:{port}"
    parts = _Parts(session, base, seat.conversation_id, headers, seen)
    mine, me = str(seat.conversation_id), str(seat.user_id)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /ao-vivo/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {headers['Cookie']}"
    writer.write(f"{head}\r\n\r\n".encode())
    try:
        status = (await reader.readline()).split()[1:2]
        if status != [b"200"]:
            raise CouldNotMeasure(f"O fluxo respondeu {status}.")
        kind = ""
        # Between the events stand the sizes of chunks and empty lines: none of them begins so.
        while raw := await reader.readline():
            line = raw.decode().strip()
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "hello":
                shown = f"fio={mine}&lista=mine&escolha=estado%3Dminhas&partes=1"
                told = {"X-Stream": line.removeprefix("data: ")}
                async with session.post(f"{base}/ao-vivo/?{shown}", headers=told) as answer:
                    if answer.status != 204:
                        raise CouldNotMeasure(f"O fluxo respondeu {answer.status}.")
                joined.set()
            elif line.startswith("data: ") and kind == "part":
                parts.take(json.loads(line.removeprefix("data: "))["html"])
            elif line.startswith("data: "):
                names = line.removeprefix("data: ").split()
                if kind in ("thread-changed", "door-changed") and {mine, "*"} & set(names):
                    parts.refresh(_THREAD)
                elif kind == "list-changed" and {me, "*"} & set(names):
                    parts.refresh(_LIST)
    finally:
        writer.close()


class _Parts:
    """What a page reads anew: one request at a time, what changes meanwhile after it.

    As in the page, what one event changed is asked for at once, and what has not changed since is
    answered with nothing.
    """

    def __init__(
        self, session: Any, base: str, conversation_id: UUID, headers: dict[str, str], seen: _Seen
    ) -> None:
        self._session, self._base, self._headers = session, base, headers
        self._thread = f"/conversas/{conversation_id}/fio/"
        self._seen = seen
        self._task: asyncio.Task[None] | None = None
        self._wanted: set[str] = set()
        self._versions = {_THREAD: "", _LIST: ""}

    def refresh(self, part: str) -> None:
        self._wanted.add(part)
        if self._task is None:
            self._task = asyncio.create_task(self._read())

    def take(self, text: str) -> None:
        """Show what was given, and note what stands in it."""
        at = clock.now().timestamp()
        for part, version in _VERSION.findall(text):
            self._versions[_THREAD if part == "fio" else _LIST] = version
        for piece in text.split("Mensagem #")[1:]:
            if piece[:6].isdigit():
                self._seen.at.setdefault(int(piece[:6]), at)

    def _asked(self, wanted: set[str]) -> tuple[str, dict[str, str]]:
        the_list = {"estado": "minhas", "v": self._versions[_LIST]}
        if _THREAD not in wanted:
            return f"{self._base}/conversas/lista/", the_list
        asked = {"v": self._versions[_THREAD]}
        if _LIST in wanted:
            asked["lista"] = "&".join(f"{name}={value}" for name, value in the_list.items())
        return f"{self._base}{self._thread}", asked

    async def _read(self) -> None:
        try:
            while self._wanted:
                await asyncio.sleep(_TOGETHER_SECONDS)
                wanted, self._wanted = self._wanted, set()
                address, asked = self._asked(wanted)
                async with self._session.get(
                    address, params=asked, headers=self._headers
                ) as answer:
                    text = await answer.text()
                    self._seen.reads += 1
                    self._seen.refused += answer.status not in (200, 204)
                self.take(text)
                await asyncio.sleep(_APART_SECONDS)
        finally:
            self._task = None


def _stored(place: Place) -> dict[int, float]:
    """Return when each numbered message's webhook was stored, in seconds of the world's clock."""
    with psycopg.connect(place.superuser_url) as connection:
        rows = connection.execute(
            "SELECT text, received_at FROM conversations_inboundmessage"
            " WHERE text LIKE 'Mensagem #%'"
        ).fetchall()
    return {int(text[10:16]): at.timestamp() for text, at in rows}


def _key_ms(
    step: Step, seats: list[Seat], seen: dict[int, float], stored: dict[int, float]
) -> float:
    """Return how long after a key its thread stood there with its newest message."""
    place = next(n for n, one in enumerate(seats) if one.conversation_id == step.conversation_id)
    due = [
        n for n, at in stored.items()
        if n % len(seats) == place and at <= step.at - _SEEN_WITHIN_SECONDS
    ]  # fmt: skip
    if not due:
        return step.took_ms
    newest_at = seen.get(max(due))
    late_ms = _NEVER_MS if newest_at is None else (newest_at - step.at) * 1000
    return max(step.took_ms, late_ms)


def _waits_ms(seen: dict[int, float], stored: dict[int, float]) -> list[float]:
    return [(at - stored[n]) * 1000 for n, at in seen.items() if n in stored]
