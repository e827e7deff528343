"""What has changed in one organisation since its pages were last told, and how they are told."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from trato.entrypoints.console.live.stream import Following
from trato.entrypoints.console.live.viewer import Viewer

ALL = "*"
ENDED = b"event: ended\ndata: 1\n\n"
HEARTBEAT = b": .\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Which parts of one page changed; `beside` what stands beside its thread."""

    thread: bool = False
    beside: bool = False
    rows: bool = False

    def __bool__(self) -> bool:
        """Whether any of them did."""
        return self.thread or self.beside or self.rows

    def __or__(self, other: "Touched") -> "Touched":
        """Return what either touches."""
        return Touched(
            thread=self.thread or other.thread,
            beside=self.beside or other.beside,
            rows=self.rows or other.rows,
        )

    def told(self, viewer: Viewer, follows: Following) -> bytes:
        """Return the events that let the page ask for these parts itself."""
        events = b""
        if self.thread or self.beside:
            kind = "door-changed" if self.beside else "thread-changed"
            events += _event(kind, {follows.thread})
        return events + (_event("list-changed", {str(viewer.user_id)}) if self.rows else b"")


@dataclass(slots=True)
class News:
    """Changes put together, each told once however often it happened.

    `threads` and `lookers` are conversations' ids; `marks` are the agents whose lists changed, and
    `fila` when something came into a queue or left one.
    """

    threads: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    lookers: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    is_list_changed: bool = False
    is_floor_changed: bool = False
    is_alerts_changed: bool = False

    def take(self, kind: str, items: Iterable[str]) -> None:
        """Add one notice of the database."""
        if kind == "conversation":
            self.is_list_changed = True
            for item in items:
                self._conversation(item)
        elif kind == "door":
            self.answered.update(items)
        elif kind == "thread":
            self.threads.update(items)
        elif kind == "lookers":
            self.lookers.update(items)
        elif kind == "floor":
            self.is_floor_changed = True
        elif kind == "alerts":
            self.is_alerts_changed = True

    def _conversation(self, item: str) -> None:
        conversation_id, *marks = item.split(",")
        self.threads.add(conversation_id)
        if marks or conversation_id == ALL:
            self.is_floor_changed = True
        self.marks.update(mark for mark in marks if mark != "gente")
        if conversation_id == ALL:
            self.marks.add(ALL)

    def touched(self, viewer: Viewer, follows: Following) -> Touched:
        """Return which parts of a page that takes parts have changed."""
        if not (viewer.sees_threads and follows.takes_parts):
            return Touched()
        its = {follows.thread, ALL} if follows.thread else set()
        return Touched(
            thread=bool((self.threads | self.answered) & its),
            beside=bool(self.answered & its),
            rows=bool(follows.query and self._listed(viewer, follows)),
        )

    def told(
        self,
        viewer: Viewer,
        follows: Following | None = None,
        but: Touched = Touched(),
    ) -> bytes:
        """Return the events for one page, as far as it may see them, shows them, and asks itself.

        `but` are the parts that it is given.
        """
        events = []
        if viewer.sees_threads:
            for name, items in (
                ("thread-changed", set() if but.thread else self.threads),
                ("door-changed", set() if but.thread else self.answered),
                ("list-changed", set() if but.rows else self._listed(viewer, follows)),
                ("lookers-changed", self.lookers),
            ):
                if follows is not None and name != "list-changed":
                    items = items & {follows.thread, ALL}
                if items:
                    events.append(_event(name, items))
        if viewer.sees_floor and self.is_floor_changed:
            events.append(_event("floor-changed", "1"))
        if viewer.sees_floor and self.is_alerts_changed:
            events.append(_event("alerts-changed", "1"))
        return b"".join(events)

    def _listed(self, viewer: Viewer, follows: Following | None) -> set[str]:
        """Return whose lists changed, as far as the page shows one of them."""
        if not self.is_list_changed:
            return set()
        if follows is None or follows.listed == "all":
            return self.marks or {"-"}
        if follows.listed == "mine":
            return self.marks & {str(viewer.user_id), "fila", ALL}
        return set()


def part_event(html: str, *, beside: bool) -> bytes:
    """Return the event that gives a page its parts as they are drawn now."""
    return f"event: part\ndata: {json.dumps({'html': html, 'beside': beside})}\n\n".encode()


def _event(name: str, items: Iterable[str]) -> bytes:
    return f"event: {name}\ndata: {' '.join(sorted(items))}\n\n".encode()
