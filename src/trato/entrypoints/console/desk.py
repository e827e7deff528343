"""Django's own ASGI handler, but one thread does the whole of a request.

Its views wait for the database, and some of its layers know no other way. Handing a request from
the loop to a thread and back for each of them costs more than most pages do; a thread that stays
also keeps its connection and what that has planned.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from django.core import signals
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from trato.entrypoints.console.received import BODY

_T = TypeVar("_T")


class Desk(ASGIHandler):
    """Answers the console's and the API's requests, so many at once as it has threads.

    Each has been `Received` before.
    """

    def __init__(self, *, threads: int) -> None:
        """Load the layers as a thread calls them."""
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="desk")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"the desk speaks HTTP, not {scope['type']}")
        response = await self._in_a_thread(lambda: self._answer(scope, scope[BODY]))
        try:
            await self._send(response, send)
        finally:
            if response.streaming:
                await self._in_a_thread(response.close)

    async def _in_a_thread(self, work: Callable[[], _T]) -> _T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, copy_context().run, work)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = type(self)
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            # It is whole: what it holds open can go before the first byte is on its way.
            response.close()
        found: HttpResponseBase = response
        return found

    async def _send(self, response: HttpResponseBase, send: Any) -> None:
        if not response.streaming or response.is_async:  # type: ignore[attr-defined]
            await self.send_response(response, send)
            return
        parts: Iterator[bytes] = iter(response)
        response.streaming_content = self._parts(parts)  # type: ignore[attr-defined]
        await self.send_response(response, send)

    async def _parts(self, parts: Iterator[bytes]) -> Any:
        """Fetch one part after another, each in a thread: none waits for all of them."""
        while (part := await self._in_a_thread(lambda: next(parts, None))) is not None:
            yield part
