"""Checks the whole chain against the entries: finds any changed, missing or added row."""

from dataclasses import dataclass
from itertools import islice

from trato.foundation import tenancy
from trato.foundation.crypto import same_bytes
from trato.journal.models import Entry, Head, Link
from trato.journal.seal import GENESIS, Marks, chain, entry_hash, head_bytes, row_of

_BATCH = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found. `problems` are codes with the place: empty means the chain holds."""

    events: int
    unsealed: int
    problems: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Whether nothing was changed, removed or added."""
        return not self.problems


def verify(vault: Marks, *, most_problems: int = 20) -> Verification:
    """Walk the current organisation's chain from its beginning; memory stays flat."""
    tenancy.current()
    problems: list[str] = []
    sequence, end = 0, GENESIS
    links = Link.objects.order_by("sequence").iterator(chunk_size=_BATCH)
    while batch := list(islice(links, _BATCH)):
        entries = {
            entry.id: entry
            for entry in Entry.objects.filter(id__in=[link.entry_id for link in batch])
        }
        for link in batch:
            sequence += 1
            if link.sequence != sequence:
                problems.append(f"missing_link:{sequence}")
                sequence = link.sequence
            entry = entries.get(link.entry_id)
            if entry is None:
                problems.append(f"missing_entry:{sequence}")
            elif not same_bytes(entry_hash(row_of(entry)), bytes(link.entry_hash)):
                problems.append(f"changed_entry:{sequence}")
            end = chain(end, bytes(link.entry_hash))
            if not same_bytes(end, bytes(link.hash)):
                problems.append(f"broken_link:{sequence}")
                end = bytes(link.hash)
        if len(problems) >= most_problems:
            break
    problems += _check_head(vault, sequence, end)
    unsealed = Entry.objects.count() - Link.objects.count()
    return Verification(
        events=sequence, unsealed=unsealed, problems=tuple(problems[:most_problems])
    )


def _check_head(vault: Marks, sequence: int, end: bytes) -> list[str]:
    heads = list(Head.objects.all())
    if not heads:
        return ["missing_head"] if sequence else []
    if len(heads) > 1:
        return ["added_head"]
    head = heads[0]
    if not same_bytes(vault.mark(head_bytes(head.sequence, bytes(head.hash))), bytes(head.mark)):
        return ["forged_head"]
    if head.sequence != sequence or not same_bytes(bytes(head.hash), end):
        return [f"cut_off_after:{sequence}"]
    return []
