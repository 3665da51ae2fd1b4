"""Web addresses as listening keeps them: which may be linked to, and when two addresses are one."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|msclkid|mc_[ce]id|spm|scm|share_token|ref_src|igshid|yclid)$", re.I)
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")


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
