"""Which requests may be answered from the page cache and under which name; no cache and no database here."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

# Screens that know who is asking, forms, and files that have their own ways of being kept.
UNCACHED = (
    "/admin/",
    "/accounts/",
    "/documents/",
    "/media/",
    "/static/",
    "/subscribe/",
    "/unsubscribe/",
    "/ask/",
    "/report/",
    "/gallery/",
    "/search/suggest/",
)
FACET_NAMES = ("kind", "journal", "year", "subject", "language", "article_type", "open_access", "unit")
_KNOWN: tuple[tuple[str, frozenset[str]], ...] = (
    ("/search/", frozenset({"q", "sort", "page", *FACET_NAMES})),
    ("/stories/", frozenset({"page", "unit", "subject"})),
    ("/articles/", frozenset({"page", "journal", "subject"})),
    ("/answers/", frozenset({"page"})),
    ("/corrections/", frozenset({"page"})),
    ("/journals/", frozenset({"page"})),
)
_ONLY_PAGE = frozenset({"page"})


def without_language(path: str) -> str:
    """The path as it stands in Chinese: `/en/stories/` is `/stories/`."""
    return path[3:] if path.startswith("/en/") else path


def may_be_kept(path: str) -> bool:
    """Whether the page at a path is the same for everybody and holds no form of its own."""
    return not without_language(path).startswith(UNCACHED)


def known_query(path: str, query: str) -> str:
    """The part of a query that the page at a path reads, sorted; anything else would only split the cache."""
    if not query:
        return ""
    bare = without_language(path)
    names = next((names for start, names in _KNOWN if bare.startswith(start)), _ONLY_PAGE)
    # Empty values count: facets of nothing are what the form sends.
    return urlencode(sorted({(name, value) for name, value in parse_qsl(query, max_num_fields=100) if name in names}))


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3)."""
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            weight = parameters.strip().removeprefix("q=")
            return weight not in {"0", "0.0", "0.00", "0.000"}
    return False


def matches_etag(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names an entity tag, by weak comparison (RFC 9110, 13.1.2)."""
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
