"""The ops port: health and metrics beside a process's own work, where one is set."""

import asyncio
import threading

import uvicorn

from trato.entrypoints.ops.app import Ops
from trato.foundation import settings


def serve_beside() -> None:
    """Serve on the ops port in a thread of its own until the process ends; off where none is set.

    Raises:
        SettingError: the port cannot be had.
    """
    address = settings.ops_address()
    if address is None:
        return
    config = uvicorn.Config(
        Ops(is_private=True), host=address[0], port=address[1], log_config=None,
        access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1,
    )  # fmt: skip
    try:
        listener = config.bind_socket()
    except SystemExit:
        raise settings.SettingError(
            "TRATO_OPS_PORT está ocupada ou não pode ser aberta: escolha outra."
        ) from None
    server = uvicorn.Server(config)
    threading.Thread(
        target=lambda: asyncio.run(server.serve([listener])), name="ops", daemon=True
    ).start()
