"""People for a world that is already up: made from a seed, moved in over its own handles."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from trato.simulator.chance import draw, pick
from trato.simulator.http import Json

_AT_ONCE = 500
_TIMEOUT_SECONDS = 30.0
_FIRST_WORDS_WITHIN_SECONDS = 600
_FIRST = ("Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Inês", "João", "Lúcia", "Rita")
_LAST = ("Almeida", "Barros", "Castro", "Lima", "Moraes", "Nunes", "Pires", "Ramos", "Teixeira")


class NoWorld(Exception):
    """Nobody could move in; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many people, from which seed, and a business number to which they write first."""

    count: int
    seed: int
    persona: str = ""
    writes_first_to: str = ""


def populate(url: str, wanted: Wanted) -> list[str]:
    """Let them move in; return one line of JSON a person.

    Raises:
        NoWorld: no world answers at the address, or it would not take them.
    """
    rows = [inhabitant(wanted, number) for number in range(wanted.count)]
    found = asyncio.run(_move_in(url.rstrip("/"), rows))
    return [
        json.dumps({**row, **one}, ensure_ascii=False) for row, one in zip(rows, found, strict=True)
    ]


def inhabitant(wanted: Wanted, number: int) -> Json:
    """Return one person, always the same for a seed and a position."""
    key = (wanted.seed, number)
    born = draw("born", *key)
    row: Json = {
        "phone": f"+55119{8 * 10**7 + draw('district', wanted.seed) % 1000 * 10**4 + number}",
        "name": f"{pick(_FIRST, 'first', *key)} {pick(_LAST, 'last', *key)}",
        "birth_on": f"{1950 + born % 55}-{born // 55 % 12 + 1:02d}-{born // 660 % 28 + 1:02d}",
        "cpf": cpf_of(draw("cpf", *key) % 10**9),
    }
    if wanted.persona:
        row["persona"] = wanted.persona
    if wanted.writes_first_to:
        after = draw("after", *key) % _FIRST_WORDS_WITHIN_SECONDS
        row["writes_first"] = {"phone_number_id": wanted.writes_first_to, "after_seconds": after}
    return row


def cpf_of(root: int) -> str:
    """Return nine digits with the two check digits of a CPF."""
    digits = [int(digit) for digit in f"{root:09d}"]
    for _ in range(2):
        weights = range(len(digits) + 1, 1, -1)
        rest = sum(w * d for w, d in zip(weights, digits, strict=True)) * 10 % 11
        digits.append(rest % 10)
    return "".join(map(str, digits))


async def _move_in(url: str, rows: list[Json]) -> list[Json]:
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
    found: list[Json] = []
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for at in range(0, len(rows), _AT_ONCE):
            found += await _post(session, f"{url}/_sim/people", rows[at : at + _AT_ONCE])
    return found


async def _post(session: aiohttp.ClientSession, url: str, rows: list[Json]) -> list[Json]:
    try:
        async with session.post(url, data=json.dumps(rows).encode()) as response:
            body: Any = await response.json(content_type=None)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        raise NoWorld(
            f"Nenhum mundo simulado responde em {url}. Inicie um com: trato sim"
        ) from None
    if response.status != 201:
        why = body.get("error") if isinstance(body, dict) else body
        raise NoWorld(f"O mundo recusou as pessoas: {why}")
    people: list[Json] = body["people"]
    return people
