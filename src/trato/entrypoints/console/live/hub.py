"""The web process's one listening connection, and the open pages it tells what it hears.

A page costs memory and now and then a write: no thread, no database connection. What happens within
a short while is told at once; the first of it without waiting. What a page shows of it is drawn for
all the pages that it touches in one go, by one thread a process. The while is twice as long as that
takes, a tenth of a second at most: a busy machine draws more pages in one go.
"""

import asyncio
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import psycopg
import structlog
from django.db import connections

from trato.entrypoints.console.live.news import ENDED, HEARTBEAT, News, Touched
from trato.entrypoints.console.live.redraw import Redrawn, Wanting, give, redraw, takes_list
from trato.entrypoints.console.live.stream import FRESH, Following, Shown, Stream
from trato.entrypoints.console.live.viewer import Viewer, admit
from trato.foundation import settings

CHANNEL = "trato_live"
APART_SECONDS = 0.1
_APART_LEAST_SECONDS = 0.04
_APART_BY_DRAWING = 2
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 60.0
_BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
_FIRST_LISTEN_SECONDS = 5.0
_REDRAWN_AT_ONCE_MAX = 64

_log = structlog.get_logger(__name__)


class Hub:
    """Every stream of one event loop; listens while there is at least one."""

    def __init__(self) -> None:
        """Have nobody to tell."""
        self._streams: dict[UUID, set[Stream]] = defaultdict(set)
        self._news: dict[UUID, News] = {}
        self._told_at: dict[UUID, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._keys: dict[Stream, str] = {}
        self._by_token: dict[str, Stream] = {}
        self._is_listening = asyncio.Event()
        self._checking = asyncio.Semaphore(1)
        self._touched: dict[UUID, dict[Stream, Touched]] = defaultdict(dict)
        self._redrawing: dict[UUID, asyncio.Task[None]] = {}
        self._artist = ThreadPoolExecutor(1, thread_name_prefix="redraw")
        self._drawing_seconds = 0.0

    @property
    def size(self) -> int:
        """How many pages follow."""
        return len(self._keys)

    def count_of(self, user_id: int) -> int:
        """Return how many pages of one user follow."""
        return sum(stream.viewer.user_id == user_id for stream in self._keys)

    async def admit(self, session_key: str) -> Viewer | None:
        """Ask the database whose session it is, one at a time: a crowd must not take it all."""
        async with self._checking:
            return await asyncio.to_thread(admit, session_key)

    async def join(self, viewer: Viewer, session_key: str, language: str = "") -> Stream:
        """Tell this page from now on. What happens after it returns is not missed."""
        stream = Stream(viewer, language)
        self._streams[viewer.organisation_id].add(stream)
        self._keys[stream] = session_key
        self._by_token[stream.token] = stream
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(work)
                for work in (self._listen(), self._beat(), self._recheck())
            ]
        try:
            async with asyncio.timeout(_FIRST_LISTEN_SECONDS):
                await self._is_listening.wait()
        except TimeoutError:
            # The page polls meanwhile, and is told to load afresh once we hear.
            pass
        return stream

    def follow(self, token: str, follows: Following, shown: Shown | None = None) -> bool:
        """Tell a page from now on only of what it shows; False if it is no stream of ours.

        What has changed since it was drawn is given at once.
        """
        stream = self._by_token.get(token)
        if stream is None:
            return False
        if follows.query and not takes_list(follows.query, stream.viewer.user_id):
            follows = replace(follows, query="")
        stream.follow(follows, shown)
        touched = Touched.all_of(follows)
        if touched and follows.takes_parts and stream.viewer.sees_threads:
            self._redraw_soon(stream, touched)
        return True

    async def leave(self, stream: Stream) -> None:
        """Forget a page; the last one takes the connection with it."""
        self._keys.pop(stream, None)
        self._by_token.pop(stream.token, None)
        organisation_id = stream.viewer.organisation_id
        self._streams[organisation_id].discard(stream)
        if not self._streams[organisation_id]:
            del self._streams[organisation_id]
            self._news.pop(organisation_id, None)
            self._told_at.pop(organisation_id, None)
            self._touched.pop(organisation_id, None)
        if not self._keys:
            tasks, self._tasks = self._tasks, []
            self._is_listening.clear()
            for task in tasks:
                task.cancel()
            self._artist.submit(connections.close_all)

    async def _listen(self) -> None:
        failures = 0
        while True:
            try:
                listening = await psycopg.AsyncConnection.connect(
                    settings.database_url(), autocommit=True, connect_timeout=5
                )
                async with listening:
                    await listening.execute(f"LISTEN {CHANNEL}".encode())
                    self._is_listening.set()
                    if failures:
                        # Nobody knows what was said meanwhile.
                        self._put_all(FRESH)
                    failures = 0
                    async for notice in listening.notifies():
                        self._hear(notice.payload)
            except psycopg.Error as problem:
                _log.warning("live_not_listening", problem=type(problem).__name__)
            failures += 1
            await asyncio.sleep(_BACKOFF_SECONDS[min(failures, len(_BACKOFF_SECONDS)) - 1])

    def _hear(self, payload: str) -> None:
        where, kind, *items = payload.split()
        if where == "-":
            self._doubt(kind, items)
            return
        organisation_id = UUID(where)
        if organisation_id not in self._streams:
            return
        if organisation_id not in self._news:
            self._news[organisation_id] = News()
            loop = asyncio.get_running_loop()
            due = self._told_at.get(organisation_id, 0.0) + self._apart_seconds() - loop.time()
            loop.call_later(max(due, 0.0), self._tell, organisation_id)
        self._news[organisation_id].take(kind, items)

    def _apart_seconds(self) -> float:
        wanted = max(_APART_BY_DRAWING * self._drawing_seconds, _APART_LEAST_SECONDS)
        return min(wanted, APART_SECONDS)

    def _tell(self, organisation_id: UUID) -> None:
        news = self._news.pop(organisation_id, None)
        if news is None:
            return
        self._told_at[organisation_id] = asyncio.get_running_loop().time()
        said: dict[tuple[bool, bool], bytes] = {}
        names = news.names()
        for stream in self._streams.get(organisation_id, ()):
            viewer, follows = stream.viewer, stream.follows
            if follows is not None and not news.concerns(viewer, follows, names):
                continue
            if follows is not None:
                touched = news.touched(viewer, follows)
                if touched:
                    self._redraw_soon(stream, touched)
                events = news.told(viewer, follows, touched)
            else:
                sees = viewer.sees_threads, viewer.sees_floor
                events = said.get(sees) or said.setdefault(sees, news.told(viewer))
            if events:
                stream.put(events)

    def _redraw_soon(self, stream: Stream, touched: Touched) -> None:
        organisation_id = stream.viewer.organisation_id
        waiting = self._touched[organisation_id]
        waiting[stream] = waiting.get(stream, Touched()) | touched
        if organisation_id not in self._redrawing:
            task = asyncio.create_task(self._redraw(organisation_id))
            self._redrawing[organisation_id] = task

    async def _redraw(self, organisation_id: UUID) -> None:
        """Draw until no page of an organisation waits; what happens meanwhile is drawn after it."""
        try:
            await self._redraw_waiting(organisation_id)
        finally:
            # In the same step as the last look: whoever comes from now on begins anew.
            del self._redrawing[organisation_id]

    async def _redraw_waiting(self, organisation_id: UUID) -> None:
        while waiting := self._touched.get(organisation_id):
            streams = list(waiting)[:_REDRAWN_AT_ONCE_MAX]
            pages = {
                stream: Wanting(
                    viewer=stream.viewer,
                    session_key=self._keys[stream],
                    language=stream.language,
                    follows=stream.follows,
                    shown=stream.shown,
                    touched=waiting[stream],
                )
                for stream in streams
                if stream.follows is not None and stream in self._keys
            }
            for stream in streams:
                del waiting[stream]
            found = await self._drawn(organisation_id, list(pages.values()))
            for (stream, page), redrawn in zip(pages.items(), found, strict=True):
                give(stream, page, redrawn)

    async def _drawn(self, organisation_id: UUID, pages: list[Wanting]) -> list[Redrawn]:
        """Have them drawn; where that fails, every page asks for itself and is told why not."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            found = await loop.run_in_executor(self._artist, redraw, organisation_id, pages)
            self._drawing_seconds = loop.time() - began
            return found
        except Exception as problem:
            _log.warning("live_not_redrawn", problem=type(problem).__name__)
            self._artist.submit(connections.close_all)
            return [Redrawn(html="", shown=one.shown, asks=one.touched) for one in pages]

    def _doubt(self, kind: str, items: list[str]) -> None:
        """End the streams of a session that is gone; ask again about a member who changed."""
        for stream in list(self._keys):
            if kind == "session" and stream.viewer.session_hash in items:
                stream.end(ENDED)
            elif kind == "member" and str(stream.viewer.user_id) in items:
                self._tasks.append(asyncio.create_task(self._check(stream)))

    async def _check(self, stream: Stream) -> None:
        key = self._keys.get(stream)
        try:
            if key is None:
                return
            found = await self.admit(key)
            if found is None or found != stream.viewer:
                stream.end(ENDED)
            else:
                stream.viewer = found
        except Exception as problem:
            # The database is away: the page may stay, the next look tells.
            _log.warning("live_not_checked", problem=type(problem).__name__)

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            self._tasks = [task for task in self._tasks if not task.done()]
            for stream in list(self._keys):
                await self._check(stream)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self._put_all(HEARTBEAT)

    def _put_all(self, events: bytes) -> None:
        for stream in self._keys:
            stream.put(events)
