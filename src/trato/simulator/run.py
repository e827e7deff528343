"""Start the simulated world, or a part of it, as one server on one port."""

import asyncio
import contextlib
import errno
import logging
import socket
from typing import Any

import uvicorn
from uvicorn.loops.auto import auto_loop_factory
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from trato.foundation import clock
from trato.simulator.http import HANG_UP
from trato.simulator.world import EVERYTHING, World

_log = logging.getLogger(__name__)
_QUEUED_CONNECTIONS = 2048


class PortTaken(Exception):
    """The address cannot be listened at; the text says so to whoever chose it."""


class DroppableProtocol(HttpToolsProtocol):
    """HTTP as ever, with one more thing an application may do: close the socket unanswered."""

    def on_message_begin(self) -> None:
        """Offer the socket to the application."""
        super().on_message_begin()
        scope: Any = self.scope
        scope["extensions"] = {HANG_UP: self.transport.abort}


async def run(listener: socket.socket, seed: int, serves: frozenset[str]) -> None:
    """Serve until the server is told to stop or the world breaks."""
    world = World(seed, serves)
    config = uvicorn.Config(
        world.app,
        http=DroppableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    life = asyncio.create_task(world.live())
    life.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve(sockets=[listener])
    finally:
        life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await life


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else is built.

    Raises:
        PortTaken: somebody else has it, or it is not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_QUEUED_CONNECTIONS)
    except (OSError, OverflowError) as problem:
        listener.close()
        is_taken = getattr(problem, "errno", None) == errno.EADDRINUSE
        why = "já está em uso" if is_taken else "não pode ser usada"
        raise PortTaken(f"A porta {port} de {host} {why}. Escolha outra com --port.") from None
    return listener


def serve(host: str, port: int, seed: int, serves: frozenset[str] = EVERYTHING) -> None:
    """Run the simulated world in this process until it is stopped.

    Raises:
        PortTaken: nobody can listen there.
        SettingError: `TRATO_CLOCK` is no time.
    """
    clock.now()
    listener = listen(host, port)
    with contextlib.suppress(KeyboardInterrupt):
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(run(listener, seed, serves))
