"""What happens as time passes: waves are released, the journal sealed, silence noticed."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from trato.book.organisations import keys
from trato.door.outbox.settle_unknown import settle_unknown
from trato.foundation import clock, settings, tenancy
from trato.foundation.faults import fault_point
from trato.journal.seal import seal_some
from trato.speakers.campaigns.release import release_wave, running_campaigns

# Entries older than this were looked through when the process started.
_RECENT_SECONDS = 2 * 3600.0


class Ticker:
    """Keeps, per process, which organisations were looked through from the beginning."""

    def __init__(self) -> None:
        """Have looked at nothing."""
        self._looked: set[UUID] = set()

    def tick(self, organisation_id: UUID) -> int:
        """Do each thing once for an organisation, each in its own transaction; return how much."""
        steps: dict[str, Callable[[UUID], int]] = {
            "tick.released": _release,
            "tick.settled": _settle,
            "tick.sealed": self._seal,
        }
        done = 0
        for name, step in steps.items():
            with tenancy.within(organisation_id):
                count = step(organisation_id)
                if count:
                    fault_point(name)
                done += count
        return done

    def _seal(self, organisation_id: UUID) -> int:
        within = _RECENT_SECONDS if organisation_id in self._looked else None
        self._looked.add(organisation_id)
        return seal_some(keys.vault(), at=clock.now(), made_within_seconds=within)


def _release(_: UUID) -> int:
    return sum(release_wave(campaign, at=clock.now()) for campaign in running_campaigns())


def _settle(_: UUID) -> int:
    # Patience is machine time: a fast world's provider does not answer any faster.
    patience = timedelta(seconds=settings.unknown_after_seconds() * clock.speed())
    unknown, _for_person = settle_unknown(now=clock.now(), patience=patience)
    return unknown
