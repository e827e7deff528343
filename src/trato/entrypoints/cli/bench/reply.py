"""How soon a person is answered: people write at a steady pace, the bot's answers are awaited.

Real web, worker and dispatcher processes. Both instants of a pair are the simulated world's: when
the person wrote, and when the provider accepted the first message to that person afterwards. Every
person goes the same way: greets, says yes, gives a birthday and digits, is shown what is owed.
"""

import asyncio
import math
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import uvloop

from trato.entrypoints.cli.bench.company import (
    Company,
    found_company,
    import_people,
    move_in,
    new_token,
    read_book,
    start_world,
)
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.load import Load
from trato.entrypoints.cli.bench.place import Place, bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured, percentile
from trato.entrypoints.cli.bench.sheet import Inhabitant
from trato.entrypoints.cli.supervise import free_port
from trato.entrypoints.cli.world import start_processes

PER_SECOND = 50
# Fifty come in and more than sixty go out: a number's usual eighty a second, both ways together,
# are not enough; this is what the provider raises a busy number to.
_NUMBER_PER_SECOND = 1000
_PAUSE_SECONDS = 4.0
_TURNS = 4
# Only when the first people say their last line is the pace the whole one.
_WARM_UP_SECONDS = (_TURNS - 1) * _PAUSE_SECONDS + 1.0
_PATIENCE_SECONDS = 20.0
_QUIET_LOOKS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """Something a person will say, so long after the start."""

    at_seconds: float
    who: Inhabitant
    text: str
    fact: str


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    seconds = effort.choose(30.0, quick=3.0)
    script = plan(seconds + _WARM_UP_SECONDS)
    people = sorted({line.who for line in script}, key=lambda who: who.number)
    with bench_place() as place:
        effort.tell("Iniciando PostgreSQL, web, trabalho, despachante e o mundo simulado…")
        company = _begin(place)
        import_people(company.cast, len(people))
        move_in(company.outside, people, persona="silent")
        _show_numbers(company, people)
        effort.tell(f"{len(script)} mensagens de {len(people)} pessoas, {PER_SECOND} por segundo…")
        load = Load(place)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            late_seconds = runner.run(_speak(company, script))
        found_load = load.figures()
        place.family.check()
        _await_answers(company)
        found = _count(company)
        found.note(**found_load, **place.database)
        found.note(
            offered_per_second=PER_SECOND,
            measured_seconds=seconds,
            warm_up_seconds=_WARM_UP_SECONDS,
            generator_late_seconds_max=late_seconds,
        )
        return found


def _show_numbers(company: Company, people: list[Inhabitant]) -> None:
    """Let nobody hide their number behind a username: they would be passed to a person."""
    for who in people:
        company.outside.ask("POST", "/_sim/people/username", {"phone": who.phone, "username": ""})


def plan(seconds: float) -> list[Line]:
    """Return who says what when: one message every slot, the same person again after a pause.

    People begin one after the other, so that once the first have come to their last line, every
    second holds as many greetings as birthdays.
    """
    script = []
    for slot in range(math.ceil(seconds * PER_SECOND)):
        place, step = divmod(slot, _TURNS)
        number = place - step * math.ceil(PER_SECOND * _PAUSE_SECONDS / _TURNS)
        if number >= 0:
            who = Inhabitant(number)
            text, fact = _words(who)[step]
            script.append(Line(slot / PER_SECOND, who, text, fact))
    return script


def _words(who: Inhabitant) -> tuple[tuple[str, str], ...]:
    """Return what a person says in turn, and what it makes true for the world's referee."""
    return (
        ("Oi", ""),
        ("Sim", ""),
        (who.born_on.strftime("%d/%m"), "gave_birth"),
        (who.cpf[-3:], "gave_cpf"),
    )


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


async def _speak(company: Company, script: list[Line]) -> float:
    """Let everybody speak on time; return how late the latest message was written."""
    from trato import wiring

    loop = asyncio.get_running_loop()
    address = f"{company.outside.base_url}/_sim/say"
    latest = 0.0
    async with wiring.make_session() as session, asyncio.TaskGroup() as group:

        async def say(line: Line) -> None:
            body = {
                "phone": line.who.phone,
                "phone_number_id": company.cast.phone_number_id,
                "text": line.text,
                "fact": line.fact,
            }
            async with session.post(address, json=body) as answer:
                if answer.status != 201:
                    raise CouldNotMeasure(f"O mundo simulado respondeu {answer.status}.")

        started = loop.time()
        for line in script:
            await asyncio.sleep(started + line.at_seconds - loop.time())
            latest = max(latest, loop.time() - started - line.at_seconds)
            group.create_task(say(line))
    return latest


def _await_answers(company: Company) -> None:
    """Wait until the provider has heard nothing new for a while."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    seen, quiet = -1, 0
    while quiet < _QUIET_LOOKS and time.monotonic() < deadline:
        time.sleep(0.5)
        total = company.outside.ask("GET", "/_sim/books?book=sends&limit=1")["total"]
        quiet = quiet + 1 if total == seen else 0
        seen = total


def _count(company: Company) -> Measured:
    waits = _waits_ms(
        _instants(company, "inbound", "from", "at"),
        _instants(company, "sends", "to", "accepted_at"),
    )
    answered = [wait for wait in waits if math.isfinite(wait)]
    found = Measured()
    found.note(
        messages=len(waits),
        answered=len(answered),
        reply_p50_ms=percentile(answered, 0.5),
        reply_p95_ms=percentile(answered, 0.95),
        reply_p99_ms=percentile(answered, 0.99),
        reply_max_ms=percentile(answered, 1.0),
        provider_messages=len(read_book(company.outside, "sends")),
        provider_statuses=len(read_book(company.outside, "statuses")),
    )
    found.check("reply_p95_ms", percentile(waits, 0.95), "< 400")
    found.check("unanswered", len(waits) - len(answered), "== 0")
    found.check("forbidden_sends", len(read_book(company.outside, "forbidden")), "== 0")
    return found


def _waits_ms(written: dict[str, list[datetime]], sent: dict[str, list[datetime]]) -> list[float]:
    """Return how long each message waited for the next one to its writer; for ever if none came.

    What was written while things warmed up is left out.
    """
    counted_from = min(min(times) for times in written.values()) + timedelta(
        seconds=_WARM_UP_SECONDS
    )
    waits = []
    for phone, times in written.items():
        for at, until in pairwise([*times, None]):
            if at is None or at < counted_from:
                continue
            answers = (s for s in sent.get(phone, ()) if s >= at and (until is None or s < until))
            answer = next(answers, None)
            waits.append((answer - at).total_seconds() * 1000 if answer else math.inf)
    return waits


def _instants(company: Company, book: str, who: str, when: str) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    for row in read_book(company.outside, book):
        found[str(row[who])].append(datetime.fromisoformat(str(row[when])))
    return {phone: sorted(times) for phone, times in found.items()}
