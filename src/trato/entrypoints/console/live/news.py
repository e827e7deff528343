"""What has changed in one organisation since its pages were last told, and how they are told."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from trato.entrypoints.console.live.stream import Following
from trato.entrypoints.console.live.viewer import Viewer

ALL = "*"
ENDED = b"event: ended\ndata: 1\n\n"
HEARTBEAT = b": .\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Which parts of one page changed; `beside` what stands beside its thread.

    `near` are those of the threads that it keeps.
    """

    thread: bool = False
    beside: bool = False
    rows: bool = False
    near: frozenset[str] = frozenset()

    @classmethod
    def all_of(cls, follows: Following) -> "Touched":
        """Return everything that a page is given, as far as it shows it."""
        return cls(thread=bool(follows.thread), rows=bool(follows.query), near=follows.near)

    def __bool__(self) -> bool:
        """Whether any of them did."""
        return self.thread or self.beside or self.rows or bool(self.near)

    def __or__(self, other: "Touched") -> "Touched":
        """Return what either touches."""
        return Touched(
            thread=self.thread or other.thread,
            beside=self.beside or other.beside,
            rows=self.rows or other.rows,
            near=self.near | other.near,
        )

    def told(self, viewer: Viewer, follows: Following) -> bytes:
        """Return the events that let the page ask for these parts itself."""
        events = b""
        if self.thread or self.beside:
            kind = "door-changed" if self.beside else "thread-changed"
            events += _event(kind, {follows.thread})
        if self.near:
            events += _event("thread-changed", self.near)
        return events + (_event("list-changed", {str(viewer.user_id)}) if self.rows else b"")


@dataclass(slots=True)
class News:
    """Changes put together, each told once however often it happened.

    `threads` and `answered` are conversations' ids, and those of `lookers` with who looks there;
    `marks` are the agents whose lists changed, and `fila` when something came into a queue or left
    one.
    """

    threads: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    lookers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
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
            for item in items:
                conversation_id, _, who = item.partition(",")
                self.lookers[conversation_id].add(who)
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

    def names(self) -> set[str]:
        """Return whom and what it is about."""
        return self.threads | self.answered | self.lookers.keys() | self.marks

    def concerns(self, viewer: Viewer, follows: Following, names: set[str]) -> bool:
        """Tell whether a page may have to be told or given anything; most pages have not.

        `names` are those of `names`, asked once for all pages.
        """
        if viewer.sees_floor and (self.is_floor_changed or self.is_alerts_changed):
            return True
        if self.is_list_changed and follows.listed == "all":
            return True
        its = {follows.thread, ALL, "fila", str(viewer.user_id)} | follows.near
        return not names.isdisjoint(its)

    def touched(self, viewer: Viewer, follows: Following) -> Touched:
        """Return which parts of a page that takes parts have changed."""
        if not (viewer.sees_threads and follows.takes_parts):
            return Touched()
        its = {follows.thread, ALL} if follows.thread else set()
        return Touched(
            thread=bool((self.threads | self.answered) & its),
            beside=bool(self.answered & its),
            rows=bool(follows.query and self._listed(viewer, follows)),
            # What is kept has its panel beside it: where that changed too, it is fetched anew.
            near=frozenset((self.threads & follows.near) - self.answered),
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
            me = {str(viewer.user_id)}
            for name, items in (
                ("thread-changed", _shown(self.threads, follows, but)),
                ("door-changed", _shown(self.answered, follows, but)),
                ("list-changed", set() if but.rows else self._listed(viewer, follows)),
                # Who looks is no news to themselves.
                (
                    "lookers-changed",
                    _open({c for c, who in self.lookers.items() if who != me}, follows),
                ),
            ):
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


def _open(items: set[str], follows: Following | None) -> set[str]:
    return items if follows is None else items & {follows.thread, ALL}


def _shown(items: set[str], follows: Following | None, but: Touched) -> set[str]:
    """Return which of these threads a page has, and is not given."""
    if follows is None:
        return set() if but.thread else items
    kept = follows.near if ALL in items else items & follows.near
    return (set() if but.thread else _open(items, follows)) | (kept - but.near)


def part_event(html: str, *, beside: bool) -> bytes:
    """Return the event that gives a page its parts as they are drawn now."""
    return f"event: part\ndata: {json.dumps({'html': html, 'beside': beside})}\n\n".encode()


def _event(name: str, items: Iterable[str]) -> bytes:
    return f"event: {name}\ndata: {' '.join(sorted(items))}\n\n".encode()
