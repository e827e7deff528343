"""A load generator for one HTTP address: requests written whole in advance, connections kept open.

It does so little per request that the server is what is measured: no client library, no parsing
beyond the status line. One request is under way on a connection at a time.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import uvloop

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_LATE_SECONDS_MAX = 15.0
_PACE_SECONDS = 0.001


@dataclass(slots=True)
class Tally:
    """What came back: answers by status, how long each took, how long everything took."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0
    broken: int = 0

    @property
    def per_second(self) -> float:
        """Return how many answers of 200 came in a second."""
        return self.statuses[200] / self.seconds if self.seconds else 0.0


def request_bytes(*, port: int, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """Return one whole POST."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + _HEAD_END + body


def flood(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Tally:
    """Send as fast as answers come, for so long or until the requests run out."""
    return _run(_flood(port, requests, connections, seconds))


def drip(port: int, requests: Sequence[bytes], *, connections: int, per_second: float) -> Tally:
    """Send at a steady pace, whatever comes back; a wait counts from when its request was due."""
    return _run(_drip(port, requests, connections, per_second))


def _run(work: Coroutine[None, None, Tally]) -> Tally:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


class _Connection(asyncio.Protocol):
    """One kept connection: writes a request, tells its crew when the answer is whole."""

    def __init__(self, crew: "_Crew") -> None:
        self._crew = crew
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # Not an `isinstance`: the loop's own transports are no subclasses.
        self._transport = cast(asyncio.Transport, transport)

    def send(self, request: bytes, *, since: float) -> None:
        """Write a request whose wait counts from an instant of the loop's clock."""
        assert self._transport is not None  # noqa: S101
        self._since = since
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Wait for the head and the announced body, then tell."""
        received = self._received = self._received + data
        end = received.find(_HEAD_END)
        if end < 0:
            return
        at = received.find(_LENGTH) + len(_LENGTH)
        length = int(received[at : received.index(b"\r", at)])
        if len(received) < end + len(_HEAD_END) + length:
            return
        self._received = b""
        self._crew.answered(self, int(received[9:12]), self._since)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that nothing more will come."""
        self._crew.lost()

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()


class _Crew:
    """Connections that work one list off; subclasses say what an idle one does."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.tally = Tally()
        self.under_way = 0
        self.is_over = asyncio.Event()
        self.connections: list[_Connection] = []

    async def connect(self, port: int, count: int) -> None:
        for _ in range(count):
            _, one = await self.loop.create_connection(lambda: _Connection(self), "127.0.0.1", port)
            self.connections.append(one)

    def answered(self, one: _Connection, status: int, since: float) -> None:
        self.under_way -= 1
        self.tally.statuses[status] += 1
        self.tally.waits_ms.append((self.loop.time() - since) * 1000)
        self.idle(one)

    def idle(self, one: _Connection) -> None:
        raise NotImplementedError

    def lost(self) -> None:
        if not self.is_over.is_set():
            self.tally.broken += 1
            self.is_over.set()

    async def finish(self, started: float, seconds: float) -> Tally:
        try:
            await asyncio.wait_for(self.is_over.wait(), seconds + _LATE_SECONDS_MAX)
        except TimeoutError:
            self.tally.broken += self.under_way
        self.tally.seconds = self.loop.time() - started
        self.is_over.set()
        for one in self.connections:
            one.close()
        return self.tally


class _Flood(_Crew):
    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        super().__init__()
        self.requests, self.until = requests, until

    def idle(self, one: _Connection) -> None:
        now = self.loop.time()
        request = next(self.requests, None) if now < self.until else None
        if request is not None:
            self.under_way += 1
            one.send(request, since=now)
        elif not self.under_way:
            self.is_over.set()


async def _flood(port: int, requests: Sequence[bytes], count: int, seconds: float) -> Tally:
    crew = _Flood(iter(requests), until=0.0)
    await crew.connect(port, count)
    started = crew.loop.time()
    crew.until = started + seconds
    for one in crew.connections:
        crew.idle(one)
    return await crew.finish(started, seconds)


class _Drip(_Crew):
    def __init__(self, total: int) -> None:
        super().__init__()
        self.total = total
        self.resting: deque[_Connection] = deque()
        self.due: deque[tuple[bytes, float]] = deque()

    def idle(self, one: _Connection) -> None:
        if self.due:
            self._send(one, *self.due.popleft())
            return
        self.resting.append(one)
        if len(self.tally.waits_ms) == self.total:
            self.is_over.set()

    def offer(self, request: bytes, since: float) -> None:
        if self.resting:
            self._send(self.resting.popleft(), request, since)
        else:
            self.due.append((request, since))

    def _send(self, one: _Connection, request: bytes, since: float) -> None:
        self.under_way += 1
        one.send(request, since=since)


async def _drip(port: int, requests: Sequence[bytes], count: int, per_second: float) -> Tally:
    crew = _Drip(len(requests))
    await crew.connect(port, count)
    crew.resting.extend(crew.connections)
    started, sent = crew.loop.time(), 0
    while sent < len(requests) and not crew.is_over.is_set():
        wanted = min(int((crew.loop.time() - started) * per_second) + 1, len(requests))
        while sent < wanted:
            crew.offer(requests[sent], started + sent / per_second)
            sent += 1
        await asyncio.sleep(_PACE_SECONDS)
    return await crew.finish(started, 0.0)
