"""Web addresses: which may be fetched, which network addresses are ours to keep out of, and when two addresses are one."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public numbers that cloud providers answer on with the machine's own secrets.
_METADATA = {ipaddress.ip_address("168.63.129.16")}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|spm|scm|share_token|ref_src|igshid|yclid)$", re.I)
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


def web_address(url: str) -> str | None:
    """The address as it is kept and linked to: http or https only, without name and password; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    place = host if port is None else f"{host}:{port}"
    kept = urlunsplit((parts.scheme.lower(), place, parts.path or "/", parts.query, parts.fragment))
    return None if len(kept) > 2000 or _CONTROLS.search(kept) else kept


def normalise_url(url: str) -> str:
    """The form in which two addresses of one page meet: no scheme, no `www.`, no default port, no fragment, no trailing slash,
    no parameters that only follow the reader; parameters sorted; escapes written one way."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host)
    host = host.removeprefix("www.")
    port = parts.port
    place = host if port in {None, 80, 443} else f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~").rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(pair for pair in pairs if not _TRACKING.match(pair[0])))
    return f"{place}{path}" + (f"?{query}" if query else "")


def url_hash(url: str) -> str:
    """SHA-256 of the normalised address, in hexadecimal: what makes a mention one."""
    return hashlib.sha256(normalise_url(url).encode("utf-8", "surrogatepass")).hexdigest()


def host_of(url: str) -> str:
    """The host as a reader would name it: without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
