"""What has changed in one organisation since its pages were last told, and how they are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

ALL = "*"
FRESH = b"event: fresh\ndata: 1\n\n"
ENDED = b"event: ended\ndata: 1\n\n"
HEARTBEAT = b": .\n\n"


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

    def told(self, *, sees_threads: bool, sees_floor: bool) -> bytes:
        """Return the events for pages that may see so much; nothing when none is for them."""
        events = []
        if sees_threads:
            if self.threads:
                events.append(_event("thread-changed", self.threads))
            if self.answered:
                events.append(_event("door-changed", self.answered))
            if self.is_list_changed:
                events.append(_event("list-changed", self.marks or {"-"}))
            if self.lookers:
                events.append(_event("lookers-changed", self.lookers))
        if sees_floor and self.is_floor_changed:
            events.append(_event("floor-changed", "1"))
        if sees_floor and self.is_alerts_changed:
            events.append(_event("alerts-changed", "1"))
        return b"".join(events)


def _event(name: str, items: Iterable[str]) -> bytes:
    return f"event: {name}\ndata: {' '.join(sorted(items))}\n\n".encode()
