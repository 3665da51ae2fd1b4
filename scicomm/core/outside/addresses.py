"""Which web addresses may be asked at all, and which network addresses are the house's own to keep out of."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public numbers that cloud providers answer on with the machine's own secrets.
_METADATA = {ipaddress.ip_address("168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")


def address_problem(url: str) -> str | None:
    """What is wrong with an address before anything is resolved, or None: http or https, a host, no password in it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _("This is not an address: %(address)s") % {"address": url[:200]}
    if parts.scheme not in {"http", "https"}:
        return _("Only http and https addresses are fetched.")
    if not host or port == 0 or _CONTROLS.search(url):
        return _("This is not an address: %(address)s") % {"address": url[:200]}
    if parts.username is not None or parts.password is not None:
        return _("An address with a name or password in it is not fetched.")
    return None


def is_public(text: str) -> bool:
    """Whether a network address belongs to the public internet.

    Refused are private, loopback, link-local, multicast, reserved and unspecified addresses, and every IPv6 form that carries
    such an IPv4 address inside (mapped, 6to4, Teredo, NAT64), because the system would dial the inner one (RFC 6890, 6052).
    """
    try:
        number = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in [number, *_inside(number)])


def _is_public(number: Address) -> bool:
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped is not None or number in _NAT64:
            return True  # what counts is the address inside, which is asked too
        if number in _SITE_LOCAL or number in _NAT64_LOCAL:
            return False
    if number in _METADATA or number.is_multicast or number.is_reserved or number.is_unspecified:
        return False
    return number.is_global and not (number.is_private or number.is_loopback or number.is_link_local)


def _inside(number: Address) -> list[Address]:
    """The IPv4 addresses that an IPv6 address carries."""
    if not isinstance(number, ipaddress.IPv6Address):
        return []
    found: list[Address] = [inner for inner in (number.ipv4_mapped, number.sixtofour) if inner is not None]
    found += list(number.teredo or ())
    if number in _NAT64:
        found.append(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
    return found
