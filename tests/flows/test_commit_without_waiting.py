"""Loops that redo their work do not wait for the disk; everything else does, as ever."""

import threading

from django.db import connections

from tests.conftest import Server
from trato.entrypoints.worker.bell import Bell
from trato.entrypoints.worker.loop import Loop
from trato.foundation.database import ask


def _waits(*, is_redone: bool) -> list[str]:
    """Return how the commits of a loop wait, before and after its connection was lost."""
    found: list[str] = []
    stop = threading.Event()

    def job(_: object) -> int:
        found.append(ask("SHOW synchronous_commit")[0][0])
        connections["default"].close()
        if len(found) == 2:
            stop.set()
        return 1

    loop = Loop("test", job, Bell().ear(), 0.01, is_redone=is_redone)
    thread = threading.Thread(target=loop.run, args=(stop,))
    thread.start()
    thread.join(timeout=30)
    return found


def test_a_loop_that_redoes_its_work_does_not_wait_for_the_disk(
    database: Server, organisation: object
) -> None:
    assert _waits(is_redone=True)[:2] == ["off", "off"]
    assert _waits(is_redone=False)[:2] == ["on", "on"], "a thread's choice is its own"
    assert ask("SHOW synchronous_commit") == [("on",)]
