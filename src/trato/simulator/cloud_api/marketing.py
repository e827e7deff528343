"""Marketing messages a person still wants: a limit per person over all businesses, and a stop."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from trato.simulator.cloud_api.errors import Failure

PER_DAY = 2
_DAY = timedelta(hours=24)
# Where the limit does not apply: the European Economic Area, the United Kingdom, Japan, Korea.
_EXEMPT = (
    "30 31 32 33 34 351 352 353 354 356 357 358 359 36 370 371 372 385 386 39 40 420 421 423 43 "
    "44 45 46 47 48 49 81 82"
)
EXEMPT_PREFIXES = tuple(_EXEMPT.split())


@dataclass(slots=True, kw_only=True)
class Patience:
    """What one person was sent lately, and until when they are spared."""

    received: list[datetime] = field(default_factory=list)
    spared_until: datetime | None = None
    stopped: set[str] = field(default_factory=set)


class Marketing:
    """Keeps every person's patience; nobody but Meta knows the real numbers."""

    def __init__(self) -> None:
        """Start with fresh people."""
        self._people: dict[str, Patience] = {}
        self.per_day = PER_DAY

    def refusal(
        self, phone: str, waba_id: str, *, is_in_window: bool, now: datetime
    ) -> Failure | None:
        """Return why this person does not get it; one that goes through is counted."""
        patience = self._people.setdefault(phone, Patience())
        if waba_id in patience.stopped:
            return Failure(code=131050, details="The person has stopped marketing messages.")
        if is_in_window or phone.startswith(EXEMPT_PREFIXES):
            return None
        patience.received = [at for at in patience.received if now - at < _DAY]
        is_spared = patience.spared_until is not None and now < patience.spared_until
        if is_spared or len(patience.received) >= self.per_day:
            # Trying again too early only makes it longer.
            patience.spared_until = now + _DAY
            return Failure(code=131049, details="The message failed to be delivered.")
        patience.received.append(now)
        return None

    def has_stopped(self, phone: str, waba_id: str) -> bool:
        """Say whether a person wants no marketing of this business."""
        patience = self._people.get(phone)
        return patience is not None and waba_id in patience.stopped

    def prefer(self, phone: str, waba_id: str, value: str) -> None:
        """Let a person stop or resume one business's marketing.

        Raises:
            ValueError: the value is neither.
        """
        stopped = self._people.setdefault(phone, Patience()).stopped
        if value == "stop":
            stopped.add(waba_id)
        elif value == "resume":
            stopped.discard(waba_id)
        else:
            raise ValueError("value must be stop or resume")
