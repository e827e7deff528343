"""When collection may knock: windows by state, intersected over address and area code.

Federal law fixes no hours. What a state wrote for calls we keep for messages too (design).
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from trato.door.policy.citations import CDC_71, S, U, V, design
from trato.door.policy.values import Citation, Mark
from trato.foundation.calendar import (
    Place,
    Windows,
    holiday_name,
    is_open,
    next_opening,
    windows,
    zone,
)
from trato.foundation.regions import MAINLAND_ZONES, UFS, uf_of_ddd, zone_of


def _h(opens: int, closes: int) -> tuple[int, int]:
    return opens * 60, closes * 60


def _state(urn: str, label: str, mark: Mark) -> Citation:
    return Citation(urn=f"urn:lex:br;{urn}", label=label, mark=mark)


BR_STANDARD: Final = windows(weekdays=_h(8, 20), saturday=_h(8, 14))
BR_STRICT: Final = windows(weekdays=_h(9, 18))
TO_MESSAGES: Final = design("hours-for-messages", "regra escrita para ligações vale para mensagens")
STANDARD_HOURS: Final = design(
    "hours-br-standard", "seg. a sex. 08:00 às 20:00, sáb. 08:00 às 14:00"
)
STRICT_HOURS: Final = design("hours-br-strict", "seg. a sex. 09:00 às 18:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateHours:
    """One state's window and the norm it comes from."""

    windows: Windows
    citations: tuple[Citation, ...]


HOURS_BY_UF: Final[dict[str, StateHours]] = {
    "SP": StateHours(
        windows=windows(weekdays=_h(8, 20), saturday=_h(8, 14)),
        citations=(
            _state("sao.paulo:estadual:lei:2014;15426~art2", "Lei SP 15.426/2014, art. 2", V),
            _state("sao.paulo:estadual:lei:2023;17832~art51", "Lei SP 17.832/2023, art. 51", S),
            TO_MESSAGES,
        ),
    ),
    "RJ": StateHours(
        windows=windows(weekdays=_h(9, 19)),
        citations=(
            _state(
                "rio.de.janeiro:estadual:lei:2014;6854~art3;par4",
                "Lei RJ 6.854/2014, art. 3, § 4 (Lei 7.868/2018)",
                S,
            ),
            TO_MESSAGES,
        ),
    ),
    "AL": StateHours(
        windows=windows(weekdays=_h(8, 20), saturday=_h(8, 14)),
        citations=(_state("alagoas:estadual:lei:2016;7782", "Lei AL 7.782/2016", S),),
    ),
    "ES": StateHours(
        windows=windows(weekdays=_h(8, 19)),
        citations=(
            _state("espirito.santo:estadual:lei:2017;10626", "Lei ES 10.626/2017", S),
            TO_MESSAGES,
        ),
    ),
    # Two sources disagree on Amazonas; the narrower reading of both is kept.
    "AM": StateHours(
        windows=windows(weekdays=_h(8, 18), saturday=_h(8, 14)),
        citations=(
            _state("amazonas:estadual:lei.promulgada:2016;306", "Lei Prom. AM 306/2016", S),
            _state("amazonas:estadual:sabado", "Amazonas, sábado e 18h: fontes divergem", U),
            TO_MESSAGES,
        ),
    ),
    "MG": StateHours(
        windows=windows(weekdays=_h(9, 18), saturday=_h(10, 13)),
        citations=(
            _state("minas.gerais:estadual:norma-nao-localizada", "Minas Gerais: só em estudo", U),
            TO_MESSAGES,
        ),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All the places whose clocks and laws must agree before a message may go."""

    places: tuple[Place, ...]
    citations: tuple[tuple[Citation, ...], ...]
    ufs: tuple[str, ...]

    def is_open(self, at: datetime, local: tuple[date, ...] = ()) -> bool:
        """Tell whether every place is open at the instant."""
        return all([is_open(place, at, local) for place in self.places])

    def holiday(self, at: datetime, local: tuple[date, ...] = ()) -> str | None:
        """Return the name of a holiday somewhere in the schedule at the instant, or None."""
        for place in self.places:
            name = holiday_name(at.astimezone(place.zone).date(), place.uf, local)
            if name is not None:
                return name
        return None

    def closed_citations(self, at: datetime, local: tuple[date, ...]) -> tuple[Citation, ...]:
        """Return the norms of the places that are closed at the instant, and the federal one."""
        closed: dict[Citation, None] = {}
        for place, citations in zip(self.places, self.citations, strict=True):
            if not is_open(place, at, local):
                closed.update(dict.fromkeys(citations))
        return (*closed, CDC_71)

    def next_opening(self, at: datetime, local: tuple[date, ...] = ()) -> datetime:
        """Return the first instant from `at` on when every place is open.

        Raises:
            LookupError: the windows have no instant in common.
        """
        opens = next_opening(self.places, at, local)
        if opens is None:
            raise LookupError("the contact windows have no instant in common")
        return opens


class UnknownJurisdiction(Exception):
    """An address or area code that belongs to no Brazilian state, or an unknown profile."""


def _hours_of(uf: str) -> StateHours:
    return HOURS_BY_UF.get(uf) or StateHours(windows=BR_STANDARD, citations=(STANDARD_HOURS,))


@lru_cache(maxsize=4096)
def schedule_for(
    uf: str | None, municipality: str | None, ddd: str | None, profile: str
) -> Schedule:
    """Return the schedule of address ∩ area code; every law is read on its own place's clock.

    Raises:
        UnknownJurisdiction: the state, area code or profile is not one we know.
    """
    ddd_uf = uf_of_ddd(ddd)
    if (uf is not None and uf not in UFS) or (ddd is not None and ddd_uf is None):
        raise UnknownJurisdiction
    if profile not in ("standard", "strict"):
        raise UnknownJurisdiction
    ufs = tuple(dict.fromkeys(u for u in (uf, ddd_uf) if u is not None))
    zones = {u: zone(zone_of(u, municipality if u == uf else None)) for u in ufs}
    found: list[tuple[Place, tuple[Citation, ...]]] = []
    for u in ufs:
        hours = _hours_of(u)
        found.append((Place(uf=u, zone=zones[u], windows=hours.windows), hours.citations))
    if not ufs:
        # Nobody knows where the person is: the hour must be decent on every mainland clock.
        for name in MAINLAND_ZONES:
            place = Place(uf=None, zone=zone(name), windows=BR_STANDARD)
            found.append((place, (STANDARD_HOURS,)))
    if profile == "strict":
        found += [
            (Place(uf=place.uf, zone=place.zone, windows=BR_STRICT), (STRICT_HOURS,))
            for place, _ in tuple(found)
        ]
    return Schedule(
        places=tuple(place for place, _ in found),
        citations=tuple(citations for _, citations in found),
        ufs=ufs,
    )
