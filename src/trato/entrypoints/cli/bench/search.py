"""How long a search of the archive takes over a million messages, behind the walls.

The messages are invented talk of a desk (twenty thousand different words, common ones common) of
two organisations. Each question goes the product's way: words read, index asked as the application
role, counted up to a thousand, fifty lines read back under row-level security. The planner's
choice is read from the database as it runs.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg

from trato.entrypoints.cli.bench.company import new_cooperative
from trato.entrypoints.cli.bench.effort import Effort
from trato.entrypoints.cli.bench.place import bench_place
from trato.entrypoints.cli.bench.report import CouldNotMeasure, Measured, percentile
from trato.entrypoints.cli.bench.talk import talk, vocabulary
from trato.foundation import clock
from trato.foundation.ids import new_id, new_ids
from trato.foundation.tenancy import within

_MESSAGES, _QUICK_MESSAGES = 1_000_000, 5_000
_NEIGHBOURS = 0.2
_FIRST = 20_000
_AT_ONCE = 5_000
_QUESTIONS, _QUICK_QUESTIONS = 60, 3
_PEOPLE, _AGENTS = 20_000, 50
_SEED = 11
_SEARCH = (
    "SELECT * FROM archive_search(%s, %s, '', '', null, null, null, null, null, null, null, null,"
    " null, 1001)"
)
_COMMON = ("pagar", "parcela", "acordo", "não", "pix", "proposta", "desconto", "dia")
_NEVER_APART = "proposta & !desconto"
_PLANNED = ("inventariante", "pagar", _NEVER_APART)
_PHRASES = ('"não devo"', '"já paguei"', '"falar com um atendente"', '"não tenho como pagar"')

_Question = Callable[[], Any]


def measure(effort: Effort) -> Measured:
    """Run the suite."""
    count = effort.count(_MESSAGES, quick=_QUICK_MESSAGES)
    found = Measured()
    chance = random.Random(_SEED)  # noqa: S311
    people = new_ids(effort.count(_PEOPLE, quick=50))
    with bench_place() as place:
        own, other = new_cooperative("aurora"), new_cooperative("vizinha")
        effort.tell(f"Guardando {count} mensagens…")
        first = min(_FIRST, count // 2)
        seconds = _fill(own, first, people, chance)
        with psycopg.connect(place.superuser_url, autocommit=True) as owner:
            # A million lines are brought in faster while their index is away.
            made = owner.execute("SELECT pg_get_indexdef('archive_words'::regclass)").fetchone()
            owner.execute("DROP INDEX archive_words")
            _fill(own, count - first, people, chance)
            _fill(other, int(count * _NEIGHBOURS), people, chance)
            effort.tell("Montando o índice…")
            owner.execute((made or [""])[0])
            owner.execute("VACUUM ANALYZE archive_line")
            plans = {word: _plan(owner, own, word) for word in _PLANNED}
            size = owner.execute(
                "SELECT pg_relation_size('archive_words'), pg_total_relation_size('archive_line')"
            ).fetchone()
        if size is None:
            raise CouldNotMeasure("O banco não disse o tamanho do índice.")
        effort.tell("Buscando…")
        times = _ask_all(own, people, chance, effort)
        every = [t for some in times.values() for t in some]
        found.note(
            messages=count, neighbours_messages=int(count * _NEIGHBOURS), questions=len(every),
            taken_in_per_second=first / seconds,
            words_index_mib=size[0] / 2**20, archive_mib=size[1] / 2**20,
            p50_ms=percentile(every, 0.5), worst_ms=max(every),
            **{f"{shape}_p50_ms": percentile(some, 0.5) for shape, some in times.items()},
            plan_rare_word=plans["inventariante"], plan_common_word=plans["pagar"],
            plan_never_apart=plans[_NEVER_APART],
            **place.database,
        )  # fmt: skip
        found.check("p95_ms", percentile(every, 0.95), "< 100")
        for shape, some in times.items():
            found.check(f"{shape}_p95_ms", percentile(some, 0.95), "< 100")
        found.check("rare_word_by_index", float("archive_words" in plans["inventariante"]), "== 1")
        found.check("never_apart_by_index", float("archive_words" in plans[_NEVER_APART]), "== 1")
    return found


def _fill(organisation_id: UUID, count: int, people: list[UUID], chance: random.Random) -> float:
    from trato.insights.archive.take_in import keep
    from trato.insights.archive.values import ArchivedLine, Source

    texts, now = talk(count, seed=chance.randint(1, 10**6)), clock.now()
    started = time.monotonic()
    written = 0
    while some := list(islice(texts, _AT_ONCE)):
        lines = [
            ArchivedLine(
                line_id=line_id,
                source=Source.OUTBOUND if place % 2 else Source.INBOUND,
                at=now - timedelta(seconds=20 * (count - written - place)),
                text=text, kind="text", message_class="service" if place % 2 else "",
                agent_id=chance.randint(1, _AGENTS) if place % 4 == 1 else None,
                person_id=chance.choice(people), conversation_id=None, chat_id=None,
            )
            for place, (line_id, text) in enumerate(zip(new_ids(len(some)), some, strict=True))
        ]  # fmt: skip
        with within(organisation_id):
            keep(lines)
        written += len(some)
    return time.monotonic() - started


def _ask_all(
    organisation_id: UUID, people: list[UUID], chance: random.Random, effort: Effort
) -> dict[str, list[float]]:
    from trato.insights.archive.search import search
    from trato.insights.archive.values import Wanted

    words, now = vocabulary(), clock.now()
    shapes: dict[str, _Question] = {
        "rare_word": lambda: Wanted(words=chance.choice(words[5_000:])),
        "middling_word": lambda: Wanted(words=chance.choice(words[5:500])),
        "common_word": lambda: Wanted(words=chance.choice(_COMMON)),
        "two_words": lambda: Wanted(words=f"{chance.choice(_COMMON)} {chance.choice(words[:500])}"),
        "phrase": lambda: Wanted(words=chance.choice(_PHRASES)),
        "negation": lambda: Wanted(words="{} -{}".format(*chance.sample(_COMMON, 2))),
        "beginning": lambda: Wanted(words=f"{chance.choice(words[:2000])[:4]}*"),
        "person_and_word": lambda: Wanted(
            words=chance.choice(_COMMON), person_id=chance.choice(people)
        ),
        "agent_and_word": lambda: Wanted(
            words=chance.choice(_COMMON), agent_id=chance.randint(1, _AGENTS)
        ),
        "word_in_a_month": lambda: Wanted(
            words=chance.choice(words[:500]),
            since=now - timedelta(days=chance.randint(40, 200)), until=now - timedelta(days=30),
        ),
        "nothing_found": lambda: Wanted(words=f"xyz{new_id().hex}"),
    }  # fmt: skip
    rounds = effort.count(_QUESTIONS, quick=_QUICK_QUESTIONS)
    times: dict[str, list[float]] = {shape: [] for shape in shapes}
    for shape, wanted in _in_turn(shapes, rounds):
        question = wanted()
        started = time.perf_counter()
        with within(organisation_id):
            search(question)
        times[shape].append(1000 * (time.perf_counter() - started))
    return times


def _in_turn(shapes: dict[str, _Question], rounds: int) -> Iterator[tuple[str, _Question]]:
    for _ in range(rounds):
        yield from shapes.items()


def _plan(owner: psycopg.Connection, organisation_id: UUID, word: str) -> str:
    """Return the access paths that the last statement inside the search function really took."""
    said: list[str] = []
    owner.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    owner.execute("LOAD 'auto_explain'")
    owner.execute("SET auto_explain.log_min_duration = 0")
    owner.execute("SET auto_explain.log_nested_statements = on")
    owner.execute("SET client_min_messages = log")
    owner.execute("SELECT set_config('trato.organisation', %s, false)", [str(organisation_id)])
    owner.execute(_SEARCH, [organisation_id, word])
    owner.execute("SET client_min_messages = notice")
    plan = [text for text in said if "l.words @@" in text][-1]
    steps = [line.strip(" ->") for line in plan.splitlines() if " Scan" in line]
    return "; ".join(step.partition("  (")[0] for step in steps)
