"""What has changed in one organisation since its pages were last told, and how they are told."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from trato.entrypoints.console.live.stream import Following
from trato.entrypoints.console.live.viewer import Viewer

ALL = "*"
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

    def told(self, viewer: Viewer, follows: Following | None = None) -> bytes:
        """Return the events for one page, as far as it may see them and shows them."""
        events = []
        if viewer.sees_threads:
            for name, items in (
                ("thread-changed", self.threads),
                ("door-changed", self.answered),
                ("list-changed", self._listed(viewer, follows)),
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


def _event(name: str, items: Iterable[str]) -> bytes:
    return f"event: {name}\ndata: {' '.join(sorted(items))}\n\n".encode()
