"""What a page has of a thread, known by its version: what came after it can be given alone.

Of the versions that this process has drawn lately. A version says what it says to whoever asks for
it: nothing of a thread is kept here but how many messages it had, and a sign of them.
"""

import threading
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from trato.casework.conversations.read import ConversationLine
from trato.entrypoints.console.thread import Bubble, short_sign, version_of

KEPT_MAX: Final = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A thread as it was drawn: its head, how many messages, and what they said."""

    name: str
    head: Hashable
    count: int
    sign: str

    def begins(self, bubbles: tuple[Bubble, ...]) -> bool:
        """Tell whether a thread is this one and perhaps more."""
        return 0 < self.count <= len(bubbles) and short_sign(bubbles[: self.count]) == self.sign


_drawn: dict[str, Version] = {}
_lock: Final = threading.Lock()


def drawn(
    bubbles: tuple[Bubble, ...], line: ConversationLine, tags: tuple[str, ...], *, now: datetime
) -> Version:
    """Return the version of a thread that is drawn now, and know it by its name from now on."""
    found = Version(
        name=version_of(bubbles, line, tags),
        head=head_of(line, tags, now),
        count=len(bubbles),
        sign=short_sign(bubbles),
    )
    with _lock:
        _drawn.pop(found.name, None)
        while len(_drawn) >= KEPT_MAX:
            del _drawn[next(iter(_drawn))]
        _drawn[found.name] = found
    return found


def named(name: str) -> Version | None:
    """Return the version of this name, if this process knows it still."""
    return _drawn.get(name)


def head_of(line: ConversationLine, tags: tuple[str, ...], now: datetime) -> Hashable:
    """Return what heads the thread, of which a page asks anew whenever it differs."""
    is_silent = line.silent_until is not None and line.silent_until > now
    return (
        line.conversation_id,
        line.person_id,
        line.state,
        line.tabulation,
        line.handled_by,
        line.agent_id,
        line.holds,
        line.silent_until if is_silent else None,
        tags,
    )
