"""How many messages a second a number carries: 80, 1,000 once it has grown, 20 beside the app."""

from datetime import datetime, timedelta
from functools import partial

from trato.foundation import clock
from trato.simulator.agenda import Agenda
from trato.simulator.cloud_api.accounts import Portfolio
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.rates import THROUGHPUT_PER_SECOND, throughput_bucket
from trato.simulator.cloud_api.tidings import Tidings

HIGH_PER_SECOND = 1_000
UPGRADE_SECONDS = 60.0


class Throughput:
    """Meters every number, and lifts those that have earned it."""

    def __init__(self, agenda: Agenda, tidings: Tidings) -> None:
        """Work on the world's time."""
        self._agenda, self._tidings = agenda, tidings

    def refusal(self, number: Number, now: datetime) -> Failure | None:
        """Return why the number may not speak right now, or nothing; counts the message."""
        if number.upgrading_until and now < number.upgrading_until:
            return Failure(code=131057, details="The number's throughput is being raised.")
        if not number.throughput.take(now):
            return Failure(code=130429, details="Cloud API message throughput has been reached.")
        return None

    def consider(self, number: Number, owner: Portfolio, now: datetime) -> None:
        """Begin the upgrade of a number that now meets every condition."""
        has_earned = (
            owner.limit is None
            and owner.today.count(now) >= owner.upgrade_people
            and number.quality != "RED"
            and not number.is_coexistence
            and number.upgrading_until is None
            and number.throughput_per_second == THROUGHPUT_PER_SECOND
        )
        if has_earned:
            number.upgrading_until = now + timedelta(seconds=UPGRADE_SECONDS)
            self._agenda.after(UPGRADE_SECONDS, "upgrade", partial(self._upgrade, number))

    def _upgrade(self, number: Number) -> None:
        number.upgrading_until = None
        number.throughput_per_second = HIGH_PER_SECOND
        number.throughput = throughput_bucket(clock.now(), HIGH_PER_SECOND)
        value = {
            "display_phone_number": number.metadata()["display_phone_number"],
            "event": "THROUGHPUT_UPGRADE",
            "max_daily_conversations_per_business": "TIER_UNLIMITED",
        }
        self._tidings.tell_number(number, "phone_number_quality_update", value)
