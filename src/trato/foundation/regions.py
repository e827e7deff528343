"""Brazilian regions: which state an area code hints at, and which clock a place lives by.

A DDD is only a hint (numbers move with their owners); callers combine it with the address.
"""

import unicodedata
from typing import Final

_DDDS_BY_UF: Final = {
    "SP": "11 12 13 14 15 16 17 18 19",
    "RJ": "21 22 24",
    "ES": "27 28",
    "MG": "31 32 33 34 35 37 38",
    "PR": "41 42 43 44 45 46",
    "SC": "47 48 49",
    "RS": "51 53 54 55",
    "DF": "61",
    "GO": "62 64",
    "TO": "63",
    "MT": "65 66",
    "MS": "67",
    "AC": "68",
    "RO": "69",
    "BA": "71 73 74 75 77",
    "SE": "79",
    "PE": "81 87",
    "AL": "82",
    "PB": "83",
    "RN": "84",
    "CE": "85 88",
    "PI": "86 89",
    "PA": "91 93 94",
    "AM": "92 97",
    "RR": "95",
    "AP": "96",
    "MA": "98 99",
}

UF_BY_DDD: Final[dict[str, str]] = {
    ddd: uf for uf, ddds in _DDDS_BY_UF.items() for ddd in ddds.split()
}

UFS: Final[frozenset[str]] = frozenset(_DDDS_BY_UF)

ZONE_BY_UF: Final[dict[str, str]] = {
    "AC": "America/Rio_Branco",
    "AL": "America/Maceio",
    "AM": "America/Manaus",
    "AP": "America/Belem",
    "BA": "America/Bahia",
    "CE": "America/Fortaleza",
    "DF": "America/Sao_Paulo",
    "ES": "America/Sao_Paulo",
    "GO": "America/Sao_Paulo",
    "MA": "America/Fortaleza",
    "MG": "America/Sao_Paulo",
    "MS": "America/Campo_Grande",
    "MT": "America/Cuiaba",
    "PA": "America/Belem",
    "PB": "America/Fortaleza",
    "PE": "America/Recife",
    "PI": "America/Fortaleza",
    "PR": "America/Sao_Paulo",
    "RJ": "America/Sao_Paulo",
    "RN": "America/Fortaleza",
    "RO": "America/Porto_Velho",
    "RR": "America/Boa_Vista",
    "RS": "America/Sao_Paulo",
    "SC": "America/Sao_Paulo",
    "SE": "America/Maceio",
    "SP": "America/Sao_Paulo",
    "TO": "America/Araguaina",
}

# Places whose clock differs from the rest of their state.
_ZONE_BY_MUNICIPALITY: Final[dict[tuple[str, str], str]] = {
    ("PE", "fernando de noronha"): "America/Noronha",
    **{
        ("AM", name): "America/Eirunepe"
        for name in (
            "atalaia do norte",
            "benjamin constant",
            "boca do acre",
            "eirunepe",
            "envira",
            "guajara",
            "ipixuna",
            "itamarati",
            "jutai",
            "labrea",
            "pauini",
            "sao paulo de olivenca",
            "tabatinga",
        )
    },
}

# When nothing says where a person is, an hour must be decent on every clock of the mainland.
MAINLAND_ZONES: Final = ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco")


def uf_of_ddd(ddd: str | None) -> str | None:
    """Return the state an area code belongs to, or None when it is no Brazilian area code."""
    return None if ddd is None else UF_BY_DDD.get(ddd)


def zone_of(uf: str, municipality: str | None = None) -> str:
    """Return the IANA time zone of a place.

    Raises:
        KeyError: `uf` is none of the 27.
    """
    if municipality is not None:
        folded = unicodedata.normalize("NFKD", municipality.strip().lower())
        name = "".join(c for c in folded if not unicodedata.combining(c))
        special = _ZONE_BY_MUNICIPALITY.get((uf, name))
        if special is not None:
            return special
    return ZONE_BY_UF[uf]
