"""Named points at which a crash test ends this process at once, as `kill -9` would.

Between every two statements of the dispatcher there is one (`tests/flows` reads them as they pass);
`status.*` are the statuses' way through the outbox, and the other loops have one at each step.
"""

import os
import random
import signal
from pathlib import Path

from trato.foundation import settings

POINTS: dict[str, tuple[str, ...]] = {
    "dispatcher": (
        "dispatch.before_clear", "dispatch.entered", "clear.claimed", "clear.numbers_held",
        "clear.people_held", "clear.messages_held", "clear.unreadable_failed",
        "clear.unreadable_journalled", "gather.people_asked", "gather.people_known",
        "keys.read", "gather.accounts_known", "recent.organisation_read", "recent.numbers_read",
        "gather.recent_known", "gather.templates_known", "gather.lately_known",
        "gather.counts_asked", "gather.counted", "gather.words_known", "gather.gate_known",
        "gather.certificates_known", "clear.gathered", "clear.confirmation_taken",
        "clear.judged", "clear.tokens_taken", "clear.written", "clear.journalled",
        "dispatch.before_commit_sending", "dispatch.after_commit_sending",
        "dispatch.file_entered", "dispatch.file_found", "dispatch.file_opened",
        "dispatch.part_entered", "dispatch.part_read", "dispatch.before_call",
        "dispatch.after_call", "dispatch.receipts_entered", "record.messages_held",
        "record.message_read", "record.attempt_closed", "record.accepted",
        "record.acceptance_journalled", "wa_id.compared", "record.wa_id_kept",
        "record.unanswered", "record.unanswered_journalled", "change.number_stopped",
        "change.template_paused", "change.template_stopped", "record.reacted",
        "record.pair_backed_off", "record.person_asked", "record.rejected",
        "record.rejection_journalled", "dispatch.before_commit_receipts",
        "dispatch.after_commit_receipts", "media.held", "media.kept", "media.noted",
        "media.before_commit",
    ),
    "worker": (
        "unpack.claimed", "unpack.set_in_motion", "unpack.before_commit", "unpack.after_commit",
        "status.messages_held", "status.added", "status.advanced", "status.applied",
        "status.late_told", "status.late_held", "status.failed_read", "status.reacted",
        "settle.booked", "settle.journalled", "answer.turn_taken",
        "answer.before_commit", "answer.after_commit", "issue.claimed", "issue.after_call",
        "issue.before_commit", "tick.released", "tick.assigned", "tick.settled", "tick.sealed",
        "tick.expired", "tick.judged", "tick.followed", "watch.before_commit",
        "notices.claimed", "retention.before_commit", "copies.before_commit",
    ),
    "web": ("ingest.before_commit", "ingest.after_commit", "files.kept"),
}  # fmt: skip
"""Every name there is, by the process that usually passes it."""

_FILE_MARK = "@"
_armed: dict[str, float] | None = None
_file: Path | None = None


def fault_point(name: str) -> None:
    """Die here with the probability set for this name (`TRATO_FAULT_POINTS=name=0.01,...`).

    With `TRATO_FAULT_POINTS=@FILE` the file holds the same words, may change at any time, and is
    taken away by the one process that dies of it: it leaves the name in a `.struck` file instead.
    """
    global _armed, _file
    if _armed is None:
        given = settings.fault_points()
        if given.startswith(_FILE_MARK):
            _file, _armed = Path(given.removeprefix(_FILE_MARK)), {}
        else:
            _armed = _read(given)
    if not _armed and _file is None:
        return
    armed = _armed or _read(_words_of(_file))
    if random.random() < armed.get(name, 0.0) and _is_mine(_file, name):  # noqa: S311
        os.kill(os.getpid(), signal.SIGKILL)


def _read(text: str) -> dict[str, float]:
    pairs = (part.split("=") for part in text.split(",") if "=" in part)
    return {key.strip(): float(value) for key, value in pairs}


def _words_of(file: Path | None) -> str:
    try:
        return file.read_text() if file else ""
    except OSError:
        return ""


def _is_mine(file: Path | None, name: str) -> bool:
    """Take the file away: whoever succeeds is the one to die."""
    if file is None:
        return True
    struck = file.with_suffix(".struck")
    try:
        file.rename(struck)
        struck.write_text(name)
    except OSError:
        return False
    return True
