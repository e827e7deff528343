"""Start the simulated world as one server on one port."""

import asyncio
import contextlib
import logging
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from trato.simulator.http import HANG_UP
from trato.simulator.world import World

_log = logging.getLogger(__name__)


class DroppableProtocol(HttpToolsProtocol):
    """HTTP as ever, with one more thing an application may do: close the socket unanswered."""

    def on_message_begin(self) -> None:
        """Offer the socket to the application."""
        super().on_message_begin()
        scope: Any = self.scope
        scope["extensions"] = {HANG_UP: self.transport.abort}


async def run(host: str, port: int, seed: int) -> None:
    """Serve until the server is told to stop or the world breaks."""
    world = World(seed)
    config = uvicorn.Config(
        world.app,
        host=host,
        port=port,
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
        await server.serve()
    finally:
        life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await life


def serve(host: str, port: int, seed: int) -> None:
    """Run the simulated world in this process until it is stopped."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(host, port, seed))
