"""Adds a word to an organisation's list of tabulations, changes one, or retires it."""

import re
import unicodedata
from datetime import datetime

from trato.casework.conversations.models import Tabulation
from trato.casework.conversations.tabulations import tabulations
from trato.foundation import tenancy
from trato.journal.facts.routing import TabulationKept
from trato.journal.record import record

TABULATIONS_MAX = 80


class BadTabulation(ValueError):
    """A word that cannot be kept; the text says why: `name`, `taken`, `unknown`, `last`, `many`."""


def keep_tabulation(
    code: str,
    *,
    name: str,
    group: str,
    is_resolution: bool,
    wants_note: bool,
    by: int | None,
    at: datetime,
) -> str:
    """Add a word (an empty `code`) or change one, and return its code, which never changes.

    A shipped word may go without a name of its own.

    Raises:
        BadTabulation: no name, a name of another word, no such word, or too many.
    """
    _settle()
    label, known = " ".join(name.split())[:60], tabulations(with_retired=True)
    mine = next((card for card in known if card.code == code), None)
    if code and mine is None:
        raise BadTabulation("unknown")
    if not label and (mine is None or mine.name):
        raise BadTabulation("name")
    if label and any(c.name.lower() == label.lower() and c.code != code for c in known):
        raise BadTabulation("taken")
    if mine is None and len(known) >= TABULATIONS_MAX:
        raise BadTabulation("many")
    chosen = code or _code(label, {card.code for card in known})
    Tabulation.objects.update_or_create(
        organisation_id=tenancy.current(),
        code=chosen,
        defaults={
            "name": label,
            "group": " ".join(group.split())[:40],
            "is_resolution": is_resolution,
            "wants_note": wants_note,
        },
        create_defaults={
            "name": label,
            "group": " ".join(group.split())[:40],
            "is_resolution": is_resolution,
            "wants_note": wants_note,
            "position": len(known),
        },
    )
    _tell(chosen, by=by, at=at)
    return chosen


def retire_tabulation(code: str, *, is_retired: bool, by: int | None, at: datetime) -> None:
    """Take a word off the list, or put it back; conversations that bear it keep it.

    Raises:
        BadTabulation: there is no such word, or nothing else would be left to choose.
    """
    _settle()
    left = {card.code for card in tabulations()} - {code}
    if is_retired and not left:
        raise BadTabulation("last")
    row = Tabulation.objects.filter(organisation_id=tenancy.current(), code=code)
    if not row.update(is_retired=is_retired):
        raise BadTabulation("unknown")
    _tell(code, by=by, at=at)


def _settle() -> None:
    """Make the shipped list the organisation's own before the first change to it."""
    here = tenancy.current()
    if Tabulation.objects.filter(organisation_id=here).exists():
        return
    rows = [
        Tabulation(
            organisation_id=here,
            code=card.code,
            group=card.group,
            is_resolution=card.is_resolution,
            position=place,
        )
        for place, card in enumerate(tabulations())
    ]
    Tabulation.objects.bulk_create(rows, ignore_conflicts=True)


def _code(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or "own"
    numbered = (f"{stem}_{n}" for n in range(2, TABULATIONS_MAX + 3))
    return stem if stem not in taken else next(code for code in numbered if code not in taken)


def _tell(code: str, *, by: int | None, at: datetime) -> None:
    row = Tabulation.objects.get(organisation_id=tenancy.current(), code=code)
    fact = TabulationKept(
        tabulation_id=row.id,
        by=by,
        is_resolution=row.is_resolution,
        wants_note=row.wants_note,
        is_retired=row.is_retired,
    )
    record(fact, at=at)
