"""Which domain passkeys are made for, and on which pages a browser takes them."""

import ipaddress

from trato.foundation import settings


def relying_party(host: str) -> str:
    """Return the domain that passkeys are made for, seen from a page asked for by `host`."""
    return settings.passkey_domain() or _name(host)


def work_at(host: str) -> bool:
    """Tell whether a browser takes passkeys on a page asked for by `host`: never by an address."""
    name, domain = _name(host), relying_party(host)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name == domain or name.endswith("." + domain)
    return False


def _name(host: str) -> str:
    """Return a host without its port."""
    return host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]
