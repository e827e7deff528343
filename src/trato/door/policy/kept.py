"""What was worked out lately, kept until newer things push it out. In memory only."""

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Found = TypeVar("Found")


class Kept(dict[Key, Found], Generic[Key, Found]):
    """Works a thing out when it is first asked for: `kept[key]`.

    Two generations: when one is full it becomes the one before, from which what is asked for again
    moves over. Found again, a thing costs a look into a dict, which an ordered cache costs thrice.
    """

    __slots__ = ("_before", "_most", "_work")

    def __init__(self, work: Callable[[Key], Found], most: int) -> None:
        """Keep at least the last half of `most` things and never more than `most`."""
        super().__init__()
        self._work = work
        self._most = most // 2
        self._before: dict[Key, Found] = {}

    def __missing__(self, key: Key) -> Found:
        """Take it over from the generation before, or work it out."""
        before = self._before
        found = before[key] if key in before else self._work(key)
        if len(self) >= self._most:
            self._before = dict(self)
            self.clear()
        self[key] = found
        return found
