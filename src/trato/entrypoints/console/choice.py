"""Reads from a list's address, or a saved view, which conversations are wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trato.book.people import read as people
from trato.casework.conversations.read import Among
from trato.casework.sorting.values import WANTED, ViewCard
from trato.entrypoints.console.sealed_search import SEARCH, Unopenable, opened, sealed
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
IN_ADDRESS = (*WANTED, SEARCH)
"""What an address of the list may ask for; what is looked for is in it sealed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted, by the address's own names, and what it comes to for one user.

    `words` are what is looked for, which `wanted` holds sealed. `place` is the page of the list,
    which a saved view does not keep. `is_refused`: they asked for a person, and may not look for
    people. `is_unopened`: what the address looks for is sealed for somebody else, or was changed.
    """

    wanted: Mapping[str, str]
    user_id: int
    words: str = ""
    place: str = ""
    is_refused: bool = False
    is_unopened: bool = False

    @property
    def state(self) -> str:
        """The filter in force."""
        named = self.wanted.get("estado", ALL)
        return named if named in FILTERS else ALL

    @property
    def is_narrowed(self) -> bool:
        """Whether more is asked for than one of the filters."""
        return any(self.wanted.get(key) for key in WANTED if key != "estado")

    @property
    def holds_mine(self) -> bool:
        """Whether the newest of one's own conversations are among these."""
        is_whole = self.state in ("minhas", ALL, "fila")
        return is_whole and not (self.is_narrowed or self.words or self.place)

    @property
    def query(self) -> str:
        """The address's query, without what is not asked for."""
        return urlencode({key: self.wanted[key] for key in IN_ADDRESS if self.wanted.get(key)})

    @property
    def query_here(self) -> str:
        """The address's query with the page of the list."""
        return f"{self.query}&{urlencode({PLACE: self.place})}" if self.place else self.query

    def query_but(self, **other: str) -> str:
        """Return the query with something else in it."""
        kept = {key: self.wanted.get(key, "") for key in IN_ADDRESS} | other
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
        return {
            "states": states,
            "handled_by": handled_by,
            "person_ids": people.searched(self.words) if self.words else None,
            "agent_id": self.user_id if self.state in ("minhas", "adiadas") else None,
            "is_snoozed": {"minhas": False, "adiadas": True}.get(self.state),
            "among": self.among(),
        }


def choice_of(
    given: Mapping[str, str], *, user_id: int, may_find_people: bool = True
) -> Choice:  # fmt: skip
    """Return what an address asks for; a person whom the user may not look for is not asked.

    The token of what is looked for is kept as it is: sealed anew, every part of a page would have
    another address each time.
    """
    wanted = {key: given.get(key, "")[:80] for key in WANTED}
    token = given.get(SEARCH, "")
    is_refused, is_unopened, words = bool(token) and not may_find_people, False, ""
    if not is_refused:
        try:
            words = opened(token, user_id=user_id)
        except Unopenable:
            is_unopened = True
    is_whole = not (is_refused or is_unopened)
    return Choice(
        wanted=wanted | {SEARCH: token if words else ""},
        user_id=user_id,
        words=words,
        place=given.get(PLACE, "")[:80] if is_whole else "",
        is_refused=is_refused,
        is_unopened=is_unopened,
    )


def query_for(given: Mapping[str, str], words: str, *, user_id: int) -> str:
    """Return the query for what a form asks; the words that it looks for are sealed here."""
    wanted = {key: given.get(key, "")[:80] for key in WANTED}
    wanted[SEARCH] = sealed(words, user_id=user_id)
    return urlencode({key: value for key, value in wanted.items() if value})


def choice_kept(view: ViewCard, beside: Choice) -> Choice:
    """Return what a saved view asks for, for the user of the list that it stands beside."""
    wanted, user_id = dict(view.wanted), beside.user_id
    is_same = view.words == beside.words
    token = beside.wanted[SEARCH] if is_same else sealed(view.words, user_id=user_id)
    return Choice(wanted=wanted | {SEARCH: token}, user_id=user_id, words=view.words)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
