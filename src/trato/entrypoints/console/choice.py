"""Reads from a list's address, or a saved view, which conversations are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trato.book.people import read as people
from trato.casework.conversations.read import Among
from trato.casework.sorting.values import WANTED
from trato.entrypoints.console.ways_on import PLACE

FILTERS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    "minhas": (_("Minhas"), (), "human"),
    "todas": (_("Todas"), (), ""),
    "abertas": (_("Abertas"), ("open", "identified", "negotiating"), ""),
    "fila": (_("Fila humana"), ("human_queue", "human"), "human"),
    "adiadas": (_("Adiadas"), (), "human"),
    "acordo": (_("Acordo"), ("agreement",), ""),
    "contestacao": (_("Contestação"), ("disputed",), ""),
    "pare": (_("Pare"), ("stopped", "wrong_party"), ""),
}
ALL = "todas"
ME, NOBODY, BOT = "eu", "ninguem", "assistente"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted, by the address's own names, and what it comes to for one user.

    `place` is the page of the list, which a saved view does not keep. `is_refused`: they asked for
    a person, and may not look for people.
    """

    wanted: Mapping[str, str]
    user_id: int
    place: str = ""
    is_refused: bool = False

    @property
    def state(self) -> str:
        """The filter in force."""
        named = self.wanted.get("estado", ALL)
        return named if named in FILTERS else ALL

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked for than one of the filters."""
        return any(self.wanted.get(key) for key in WANTED if key not in ("estado", "q"))

    @property
    def holds_mine(self) -> bool:
        """Whether the newest of one's own conversations are among these."""
        is_whole = self.state in ("minhas", ALL, "fila")
        return is_whole and not (self.is_narrowed or self.wanted.get("q") or self.place)

    @property
    def query(self) -> str:
        """The address's query, without what is not asked for."""
        return urlencode({key: self.wanted[key] for key in WANTED if self.wanted.get(key)})

    @property
    def query_here(self) -> str:
        """The address's query with the page of the list."""
        return f"{self.query}&{urlencode({PLACE: self.place})}" if self.place else self.query

    def query_but(self, **other: str) -> str:
        """Return the query with something else in it."""
        kept = {key: self.wanted.get(key, "") for key in WANTED} | other
        return urlencode({key: value for key, value in kept.items() if value})

    def among(self) -> Among:
        """Return the choice as the list is asked for it; what cannot be read is not asked."""
        holder = self.wanted.get("dono", "")
        number = int(holder) if holder.isdecimal() and len(holder) < 10 else None
        return Among(
            queue_id=_uuid(self.wanted.get("fila", "")),
            tag_id=_uuid(self.wanted.get("etiqueta", "")),
            creditor_id=_uuid(self.wanted.get("credor", "")),
            segment_id=_uuid(self.wanted.get("segmento", "")),
            holder_id=self.user_id if holder == ME else number,
            is_unheld=holder == NOBODY,
            is_with_bot=holder == BOT,
            is_waiting=bool(self.wanted.get("espera")),
        )

    def asked(self) -> dict[str, Any]:
        """Return what the list is asked with."""
        _label, states, handled_by = FILTERS[self.state]
        q = self.wanted.get("q", "").strip()
        return {
            "states": states,
            "handled_by": handled_by,
            "person_ids": people.searched(q) if q else None,
            "agent_id": self.user_id if self.state in ("minhas", "adiadas") else None,
            "is_snoozed": {"minhas": False, "adiadas": True}.get(self.state),
            "among": self.among(),
        }


def choice_of(
    given: Mapping[str, str], *, user_id: int, may_find_people: bool = True
) -> Choice:  # fmt: skip
    """Return what an address asks for; a person whom the user may not look for is not asked."""
    wanted = {key: given.get(key, "")[:80] for key in WANTED}
    is_refused = bool(wanted["q"].strip()) and not may_find_people
    if is_refused:
        wanted["q"] = ""
    return Choice(
        wanted=wanted,
        user_id=user_id,
        place="" if is_refused else given.get(PLACE, "")[:80],
        is_refused=is_refused,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
