"""What a session's list says of device and address: enough to know one's own, no more. Pure."""

import ipaddress
from typing import Final

# The first that fits: Edge and Opera also call themselves Chrome, Chrome also Safari.
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_GROUPS_SHOWN: Final = 3


def device_of(user_agent: str) -> str:
    """Return browser and system in two words, or nothing where neither is known."""
    return " · ".join(
        name for name in (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)) if name
    )


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")


def masked_address(address: str) -> str:
    """Return the network an address is in, its last part hidden; nothing for what is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv4Address):
        return str(found).rpartition(".")[0] + ".•••"
    return ":".join(found.exploded.split(":")[:_GROUPS_SHOWN]) + ":…"
