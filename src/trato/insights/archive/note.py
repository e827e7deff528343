"""Journals that somebody searched the archive; the words themselves only as a commitment."""

from datetime import datetime

from trato.insights.archive.values import Found, Wanted
from trato.journal.facts.archive import ArchiveSearched
from trato.journal.record import record


def note_search(wanted: Wanted, found: Found, *, by_user: int, at: datetime) -> None:
    """Record one search and how much it found."""
    fact = ArchiveSearched(
        by_user=by_user,
        has_words=bool(wanted.words),
        has_person=bool(wanted.who or wanted.person_id),
        found=found.count,
    )
    record(fact, at=at, private=f"{wanted.words}\n{wanted.who}".encode())
