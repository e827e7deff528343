"""Whether Meta takes a send: every limit and prohibition, in one order, each asked of its owner."""

from datetime import datetime

from trato.simulator.books.ledger import Forbidden, Ledger
from trato.simulator.cloud_api.blocks import Blocks
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.flows import Flows
from trato.simulator.cloud_api.media import Store
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.orders import order_refusal, order_taken
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.rates import pair_bucket
from trato.simulator.cloud_api.restrictions import Restrictions
from trato.simulator.cloud_api.throughput import Throughput
from trato.simulator.cloud_api.tiers import Tiers
from trato.simulator.cloud_api.wanted import Filled, Wanted
from trato.simulator.people.town import canonical

MEDIA = ("audio", "document", "image", "sticker", "video")


class Admission:
    """Refuses as Meta refuses, before anything is accepted."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        store: Store,
        blocks: Blocks,
        restrictions: Restrictions,
        throughput: Throughput,
        tiers: Tiers,
        flows: Flows,
    ) -> None:
        """Ask these."""
        self._flows = flows
        self._ledger, self._store, self._blocks = ledger, store, blocks
        self._restrictions, self._throughput, self._tiers = restrictions, throughput, tiers

    def of_number(self, number: Number, now: datetime) -> Failure | None:
        """Return why this number may not call at all right now, or nothing."""
        if not number.is_registered:
            return Failure(code=133010, details="The phone number is not registered.")
        return self._throughput.refusal(number, now)

    def of_message(self, wanted: Wanted, filled: Filled) -> Failure | None:
        """Return why this message may not go to this person, or nothing."""
        return (
            self._addressee(wanted)
            or self._window(wanted)
            or self._restricted(wanted, filled)
            or self._limited(wanted)
            or self._paired(wanted)
            or self._unknown_media(wanted)
            or order_refusal(wanted)
            or self._flows.refusal(wanted.body, wanted.now)
        )

    def admitted(self, wanted: Wanted) -> None:
        """Count what has been accepted."""
        order_taken(wanted)
        if not wanted.is_in_window:
            number, now = wanted.number, wanted.now
            self._tiers.opened(number, wanted.to, now)
            self._throughput.consider(number, self._tiers.of(number), now)

    def _addressee(self, wanted: Wanted) -> Failure | None:
        if wanted.to == canonical(wanted.number.display):
            return Failure(code=131021, details="The recipient is the sender.")
        if self._blocks.holds(wanted.number.phone_number_id, wanted.to):
            return Failure(code=130403, details="The business has blocked this person.")
        return None

    def _window(self, wanted: Wanted) -> Failure | None:
        if wanted.kind == "template" or not wanted.handset or wanted.is_in_window:
            return None
        # A conforming business never tries; the attempt itself goes into the books.
        row = Forbidden(wamid="", why="free_text_outside_window_refused", at=wanted.now)
        self._ledger.forbidden.append(row)
        return Failure(code=131047, details="More than 24 hours have passed.")

    def _restricted(self, wanted: Wanted, filled: Filled) -> Failure | None:
        return self._restrictions.refusal(
            wanted.number.waba_id,
            wanted.number.phone_number_id,
            opens=not wanted.is_in_window,
            category=filled.category,
            now=wanted.now,
        )

    def _limited(self, wanted: Wanted) -> Failure | None:
        if wanted.is_in_window:
            return None
        return self._tiers.refusal(wanted.number, wanted.to, wanted.now)

    def _paired(self, wanted: Wanted) -> Failure | None:
        pair = wanted.number.pairs.setdefault(wanted.to, pair_bucket(wanted.now))
        if pair.take(wanted.now):
            return None
        return Failure(code=131056, details="Too many messages to this recipient.")

    def _unknown_media(self, wanted: Wanted) -> Failure | None:
        media_id = obj(wanted.body.get(wanted.kind)).get("id") if wanted.kind in MEDIA else None
        if media_id and not self._store.find(str(media_id), wanted.now):
            return Failure(code=131009, details=f"Param {wanted.kind}.id is not a media id.")
        return None
