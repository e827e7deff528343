"""What of each part of the world is state: everything it holds but its tools and neighbours."""

import asyncio
from typing import Any

from trato.foundation import clock
from trato.simulator import timeline
from trato.simulator.http import Json
from trato.simulator.postman import Postman
from trato.simulator.snapshot.freeze import Freezer
from trato.simulator.snapshot.thaw import Thawer

VERSION = 2
# Machine time means nothing in another process, or later in this one; nor does whoever holds a
# telephone in their hand.
_LEFT_OUT = {"_machine", "hand"}
# The postman is asked for nothing on its way before a snapshot, so it has nothing to save.
_TOOLS = (asyncio.Event, asyncio.Queue, Postman)


def save(parts: dict[str, object], seed: int) -> Json:
    """Return the whole world as one JSON document.

    Raises:
        TypeError: a part holds what cannot be written.
    """
    freezer = Freezer(parts)
    state = {
        name: {key: freezer.freeze(value) for key, value in _state(part, parts).items()}
        for name, part in parts.items()
    }
    return {
        "version": VERSION,
        "seed": seed,
        "now": clock.now().isoformat(),
        "speed": clock.speed(),
        "parts": state,
        "records": freezer.records,
    }


def restore(parts: dict[str, object], document: Json) -> None:
    """Put the world back as it was, clock included; what does not fit changes nothing.

    Raises:
        ValueError: the document is not a snapshot of this version.
    """
    if document.get("version") != VERSION or set(document["parts"]) != set(parts):
        raise ValueError("the document is not a snapshot of this version")
    thawer = Thawer(parts, document["records"])
    found = {
        name: {key: thawer.thaw(value) for key, value in state.items()}
        for name, state in document["parts"].items()
    }
    for name, part in parts.items():
        wanted = _state(part, parts)
        if set(found[name]) != set(wanted):
            raise ValueError(f"the snapshot's {name} is of another version")
    now = timeline.instant(str(document["now"]))
    for name, part in parts.items():
        _put(part, found[name])
    timeline.set_back(now)
    timeline.set_speed(float(document["speed"]))


def _state(part: object, parts: dict[str, object]) -> dict[str, Any]:
    if isinstance(part, dict):
        return {"items": dict(part)}
    known = {id(one) for one in parts.values()}
    return {
        name: value
        for name, value in vars(part).items()
        if id(value) not in known and not isinstance(value, _TOOLS) and name not in _LEFT_OUT
    }


def _put(part: object, state: dict[str, Any]) -> None:
    if isinstance(part, dict):
        part.clear()
        part.update(state["items"])
        return
    for name, value in state.items():
        setattr(part, name, value)
