"""Makes the copies that were ordered, one at a time, and lets go of those a day old.

The file, its facts and "ready" are one transaction: killed at any point, a copy is made again by
whoever looks next, and nobody is handed half of one.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from types import TracebackType
from typing import IO, Final
from uuid import UUID

import structlog
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F, Q, QuerySet

from trato.book.organisations import keys
from trato.foundation import tenancy
from trato.foundation.faults import fault_point
from trato.insights.archive.values import Source
from trato.insights.evidence.export import Copy, Taker, export_conversation
from trato.insights.evidence.models import Bundle, BundlePart
from trato.insights.evidence.order import KEPT, place_of
from trato.insights.evidence.values import Form

PART_BYTES: Final = 1 << 20
ATTEMPTS_MAX: Final = 3
_DEAD_AFTER: Final = timedelta(minutes=2)
_BEAT_SECONDS: Final = 1.0

Clock = Callable[[], datetime]

_log = structlog.get_logger(__name__)


def build_some(organisation_id: UUID, *, clock: Clock, zone: tzinfo) -> int:
    """Make the oldest ordered copy; return how many were tried."""
    with tenancy.within(organisation_id):
        _let_go(clock())
        row = _claim(clock())
    if row is None:
        return 0
    try:
        with _Beat(organisation_id, row.id, clock) as beat, tenancy.within(organisation_id):
            copy = export_conversation(
                row.conversation_id, Form(row.form), taker=_taker(row), at=clock(), zone=zone,
                progress=beat.progress,
            )  # fmt: skip
            with copy.file:
                size = _keep(row.id, copy.file)
            beat.stop()
            _ready(row, copy, size, clock())
            fault_point("copies.before_commit")
    except DatabaseError:
        raise
    except Exception as problem:
        # One copy that cannot be made must not keep the others waiting.
        _log.error("copy_not_made", bundle_id=str(row.id), exc_info=problem)
        with tenancy.within(organisation_id):
            state = "failed" if row.attempts >= ATTEMPTS_MAX else "asked"
            _row(row.id).update(state=state)
    return 1


class _Beat:
    """Tells, once a second and in transactions of its own, how far a copy is."""

    def __init__(self, organisation_id: UUID, bundle_id: UUID, clock: Clock) -> None:
        self._organisation_id, self._bundle_id, self._clock = organisation_id, bundle_id, clock
        self._done, self._total = 0, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beat", daemon=True)

    def __enter__(self) -> "_Beat":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.stop()

    def progress(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.wait(_BEAT_SECONDS):
                with tenancy.within(self._organisation_id):
                    values = {"done": self._done, "total": self._total, "beat_at": self._clock()}
                    _row(self._bundle_id).update(**values)
        except DatabaseError:
            # Nobody sees how far it is; it is made all the same.
            _log.warning("copy_progress_untold", bundle_id=str(self._bundle_id))
        finally:
            connection.close()


def _claim(now: datetime) -> Bundle | None:
    waits = Q(state="asked") | Q(state="building", beat_at__lt=now - _DEAD_AFTER)
    rows = Bundle.objects.select_for_update(skip_locked=True).filter(
        waits, organisation_id=tenancy.current()
    )
    row = rows.order_by("id").first()
    if row is None:
        return None
    row.state = "building" if row.attempts < ATTEMPTS_MAX else "failed"
    row.attempts, row.beat_at = row.attempts + 1, now
    row.save(update_fields=["state", "attempts", "beat_at"])
    return row if row.state == "building" else None


def _taker(row: Bundle) -> Taker:
    notes = () if row.is_masked else (Source.NOTE, Source.WHISPER)
    return Taker(
        name=row.asked_as, code=f"user:{row.asked_by}", is_masked=row.is_masked, notes=notes
    )


def _keep(bundle_id: UUID, file: IO[bytes]) -> int:
    vault, here = keys.vault(), tenancy.current()
    BundlePart.objects.filter(organisation_id=here, bundle_id=bundle_id).delete()
    size, number = 0, 0
    while block := file.read(PART_BYTES):
        sealed = vault.seal_bytes(block, place=place_of(bundle_id, number))
        BundlePart.objects.create(
            organisation_id=here, bundle_id=bundle_id, number=number, body_sealed=sealed
        )
        size, number = size + len(block), number + 1
    return size


def _ready(row: Bundle, copy: Copy, size: int, now: datetime) -> None:
    _row(row.id).update(
        state="ready", ready_at=now, done=F("total"), file_name=copy.name,
        content_type=copy.content_type, messages=copy.messages, size_bytes=size,
        sha256=copy.sha256,
    )  # fmt: skip


def _let_go(now: datetime) -> None:
    old = Bundle.objects.filter(
        organisation_id=tenancy.current(), state="ready", ready_at__lt=now - KEPT
    )
    ids = list(old.values_list("id", flat=True))
    if ids:
        parts = BundlePart.objects.filter(organisation_id=tenancy.current(), bundle_id__in=ids)
        parts.delete()
        Bundle.objects.filter(organisation_id=tenancy.current(), id__in=ids).update(state="gone")


def _row(bundle_id: UUID) -> QuerySet[Bundle]:
    return Bundle.objects.filter(organisation_id=tenancy.current(), id=bundle_id)
