"""How many messages the search does not find yet though it is time, and since when."""

from typing import Final

from trato.foundation.ids import oldest_id
from trato.foundation.queues import Queue
from trato.insights.archive.take_in import LATEST_SECONDS, SOURCES, mark

# A mark trails by as long as a transaction may take, and by the time between two long looks.
_BEHIND_SECONDS: Final = LATEST_SECONDS + 30.0
_COUNTED_MAX: Final = 1000


def queues() -> tuple[Queue, ...]:
    """Return what is not in the archive's index: of each source at most a thousand."""
    before, count, ages = oldest_id(seconds_ago=_BEHIND_SECONDS), 0, []
    for source, (ids_after, read) in SOURCES.items():
        ids = [i for i in ids_after(mark(source), limit=_COUNTED_MAX) if i < before]
        count += len(ids)
        ages += [line.at for line in read(ids[:1])]
    return (Queue(name="unarchived", depth=count, oldest_at=min(ages, default=None)),)
