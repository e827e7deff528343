"""A dispatcher that is told, a line of JSON at a time, where to die; each time in its own fork.

The provider writes down what it takes before it answers, in a file that outlives everybody.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

# Django must be ready before the models are read.
from tests.universe import Clock, FakeProvider, read_whole, rejection, run_dispatch  # noqa: E402
from trato.door.outbox.provider import Cleared  # noqa: E402
from trato.door.outbox.values import ErrorClass, NoAnswer, Receipt, Rejection  # noqa: E402
from trato.foundation import faults  # noqa: E402


class Written(FakeProvider):
    """A provider whose log is a file: what it refuses for sure is not in it."""

    def __init__(self, clock: Clock, file: Path, answer: str) -> None:
        super().__init__(clock=clock)
        self.file, self.answer = file, answer

    async def send(self, cleared: Cleared) -> Receipt | Rejection | NoAnswer:
        """Write it down, then answer as told: `accept`, `no_answer` or an error's class."""
        if self.answer not in ("accept", "no_answer"):
            return rejection(ErrorClass(self.answer))
        await read_whole(cleared)
        with self.file.open("a") as log:
            log.write(f"{cleared.message_id}\n")
        if self.answer == "no_answer":
            return NoAnswer(reason="nada")
        return Receipt(
            provider_message_id=f"wamid.{cleared.message_id.hex}", wa_id=cleared.to, bsuid="BR.9"
        )


def die_at(order: dict[str, Any]) -> None:
    """Dispatch once in a child, which is killed where the order says, and say how it ended."""
    child = os.fork()
    if not child:
        faults._armed = {order["point"]: 1.0}
        clock = Clock()
        provider = Written(clock, Path(order["log"]), order["answer"])
        run_dispatch(UUID(order["organisation"]), provider, clock)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(json.dumps({"ended": os.waitstatus_to_exitcode(status)}), flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        die_at(json.loads(line))
