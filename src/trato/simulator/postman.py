"""Webhooks out: signed, several at once, sometimes batched or twice, repeated until taken."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import aiohttp

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.chance import draw, share
from trato.simulator.faults import Faults
from trato.simulator.http import Json

_log = logging.getLogger(__name__)

WORKERS = 12
BATCH_SHARE = 0.15
BATCH_MAX = 4
DUPLICATE_SHARE = 0.02
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 4.0)
LATER_WORLD_SECONDS = (60.0, 300.0, 900.0, 3600.0, 10_800.0, 21_600.0)
GIVEN_UP_AFTER = timedelta(days=7)
TIMEOUT_SECONDS = 20.0
GATHER_ITEMS, GATHER_SECONDS = 6, 0.5
OVERTAKEN_WITHIN_SECONDS = 1.0
Taken = Callable[[], None]


@dataclass(slots=True, kw_only=True)
class Item:
    """One thing to tell. `key` names it in draws; `whom` is the person it is about."""

    key: str
    change: Json
    whom: str = ""
    kind: str = ""
    on_taken: Taken | None = None


@dataclass(slots=True, kw_only=True)
class Address:
    """Where one receiver's items go, how they are wrapped and with what they are signed."""

    url: str
    wrap: Callable[[list[Item]], Json]
    secret: str = ""
    batches: bool = True
    twice_share: float = DUPLICATE_SHARE
    waiting: deque[Item] = field(default_factory=deque)
    gathered: list[Item] = field(default_factory=list)
    held_back: Item | None = None


@dataclass(slots=True, kw_only=True)
class Parcel:
    """A body on its way, and how often it was tried."""

    address: Address
    body: bytes
    taken: list[Taken]
    since: datetime
    tries: int = 0


class Postman:
    """Delivers to every address; what is not taken for a week is given up, as Meta does."""

    def __init__(self, seed: int, agenda: Agenda, faults: Faults) -> None:
        """Start with nothing to deliver."""
        self._seed, self._agenda, self._faults = seed, agenda, faults
        self._queue: asyncio.Queue[Address | Parcel] = asyncio.Queue()
        self._open = 0
        self.delivered = 0
        self.failed_tries = 0
        self.given_up = 0
        self.repeated = 0
        self.batches = 0
        self.largest_batch = 0

    def pending(self) -> int:
        """Return how many items have not been taken yet."""
        return self._open

    def tell(self, address: Address, item: Item) -> None:
        """Have one item delivered, with whatever trouble is in force."""
        trouble = self._faults.for_webhook(item.whom, item.kind)
        what = trouble.get("webhook")
        if what == "drop":
            return
        if what == "delay":
            self._open += 1
            seconds = float(trouble.get("seconds", 1.0))
            self._agenda.after_machine(seconds, "webhook", lambda: self._line_up(address, item))
            return
        if what == "gather":
            self._gather(address, item, trouble)
            return
        if what == "reorder" and address.held_back is None:
            self._open += 1
            address.held_back = item
            # Nothing else may come to overtake it: it leaves by itself after a while.
            seconds = float(trouble.get("seconds", OVERTAKEN_WITHIN_SECONDS))
            self._agenda.after_machine(seconds, "webhook", lambda: self._let_go(address, item))
            return
        if address.held_back:
            # Overtaken is what comes after something later was taken.
            deed = item.on_taken or _nothing
            item.on_taken = partial(self._overtaken, address, address.held_back, deed)
        self._open += 1
        self._line_up(address, item)
        if what == "duplicate" or share("twice", self._seed, item.key) < address.twice_share:
            self._open += 1
            self.repeated += 1
            again = Item(key=item.key, change=item.change, whom=item.whom, kind=item.kind)
            self._line_up(address, again)

    def _overtaken(self, address: Address, held: Item, deed: Taken) -> None:
        deed()
        self._let_go(address, held)

    def _let_go(self, address: Address, held: Item) -> None:
        # It may have left already, and another one may be held by now.
        if address.held_back is held:
            address.held_back = None
            self._line_up(address, held)

    def _gather(self, address: Address, item: Item, trouble: Json) -> None:
        """Set an item aside until there are enough of them, or for a while: then all in one."""
        self._open += 1
        address.gathered.append(item)
        if len(address.gathered) >= int(trouble.get("items", GATHER_ITEMS)):
            self._let_gathered_go(address)
        elif len(address.gathered) == 1:
            seconds = float(trouble.get("seconds", GATHER_SECONDS))
            self._agenda.after_machine(seconds, "webhook", lambda: self._let_gathered_go(address))

    def _let_gathered_go(self, address: Address) -> None:
        items, address.gathered = address.gathered, []
        groups = [items] if address.batches else [[item] for item in items]
        for group in groups:
            if group:
                self._queue.put_nowait(self._wrap(address, group))

    def _line_up(self, address: Address, item: Item) -> None:
        address.waiting.append(item)
        self._queue.put_nowait(address)

    async def run(self) -> None:
        """Deliver until cancelled."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        connector = aiohttp.TCPConnector(limit=2 * WORKERS)
        async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
            await asyncio.gather(*(self._work(session) for _ in range(WORKERS)))

    async def _work(self, session: aiohttp.ClientSession) -> None:
        while True:
            job = await self._queue.get()
            parcel = job if isinstance(job, Parcel) else self._pack(job)
            if parcel and not await self._deliver(session, parcel):
                self._retry(parcel)

    def _pack(self, address: Address) -> Parcel | None:
        if not address.waiting:
            return None
        first = address.waiting.popleft()
        items = [first]
        if address.batches and share("batch", self._seed, first.key) < BATCH_SHARE:
            size = 2 + draw("size", self._seed, first.key) % (BATCH_MAX - 1)
            while address.waiting and len(items) < size:
                items.append(address.waiting.popleft())
        return self._wrap(address, items)

    def _wrap(self, address: Address, items: list[Item]) -> Parcel:
        if len(items) > 1:
            self.batches += 1
            self.largest_batch = max(self.largest_batch, len(items))
        body = json.dumps(address.wrap(items), ensure_ascii=True, separators=(",", ":")).encode()
        taken = [item.on_taken or _nothing for item in items]
        return Parcel(address=address, body=body, taken=taken, since=clock.now())

    async def _deliver(self, session: aiohttp.ClientSession, parcel: Parcel) -> bool:
        headers = {"content-type": "application/json", "user-agent": "facebookexternalua"}
        if parcel.address.secret:
            headers["x-hub-signature-256"] = sign(parcel.address.secret, parcel.body)
        try:
            async with session.post(
                parcel.address.url, data=parcel.body, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
                is_taken = response.status == 200
        except (aiohttp.ClientError, OSError, TimeoutError):
            is_taken = False
        if is_taken:
            self._open -= len(parcel.taken)
            self.delivered += len(parcel.taken)
            for deed in parcel.taken:
                deed()
        return is_taken

    def _retry(self, parcel: Parcel) -> None:
        """Try again ever less often: soon at first, then by the world's clock, a week at most."""
        self.failed_tries += 1
        if clock.now() - parcel.since >= GIVEN_UP_AFTER:
            self._open -= len(parcel.taken)
            self.given_up += len(parcel.taken)
            return
        again = partial(self._queue.put_nowait, parcel)
        parcel.tries += 1
        late = parcel.tries - len(BACKOFF_SECONDS)
        if late < 0:
            self._agenda.after_machine(BACKOFF_SECONDS[parcel.tries - 1], "webhook", again)
            return
        if late == 0:
            _log.warning("a webhook was not taken %d times; still trying", parcel.tries)
        pause = LATER_WORLD_SECONDS[min(late, len(LATER_WORLD_SECONDS) - 1)]
        # In a world that runs fast an hour may be less than the receiver needs to come back.
        least = BACKOFF_SECONDS[-1] * clock.speed()
        self._agenda.after(max(pause, least), "webhook", again)


def sign(secret: str, body: bytes) -> str:
    """Return the value of X-Hub-Signature-256 over these raw bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _nothing() -> None:
    return None
