"""How many messages the search does not find yet though it is time, and since when."""

from typing import Final

from trato.foundation.queues import Queue, behind
from trato.insights.archive.take_in import LATEST_SECONDS, SOURCES, mark

# A mark trails by as long as a transaction may take, and by the time between two long looks.
_BEHIND_SECONDS: Final = LATEST_SECONDS + 30.0


def queues() -> tuple[Queue, ...]:
    """Return what is not in the archive's index: of each source at most a thousand."""
    sources = [(mark(source), *followed) for source, followed in SOURCES.items()]
    return (behind("unarchived", sources, seconds=_BEHIND_SECONDS),)
