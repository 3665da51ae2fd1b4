"""Which requests may be answered from the page cache and under which name; no cache and no database here."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

# Screens that know who is asking, forms, and files that have their own ways of being kept.
UNCACHED = (
    "/admin/",
    "/api/v1/",
    "/accounts/",
    "/documents/",
    "/media/",
    "/static/",
    "/subscribe/",
    "/unsubscribe/",
    "/ask/",
    "/statement/",
    "/disclosure/request/",
    "/disclosure/status/",
    "/disclosure/letter/",
    "/disclosure/copy/",
    "/disclosure/file/",
    "/report/",
    "/gallery/",
    "/search/suggest/",
    "/oai/",
    "/iiif/",
    "/recordings/",
    "/asset/",
    "/lightbox/",
    "/press/",
    "/ap/",
    "/.well-known/",
)
FACET_NAMES = ("kind", "journal", "year", "subject", "language", "article_type", "open_access", "unit", "state")
_KNOWN: tuple[tuple[str, frozenset[str]], ...] = (
    ("/search/", frozenset({"q", "sort", "page", *FACET_NAMES})),
    ("/stories/", frozenset({"page", "unit", "subject"})),
    ("/articles/", frozenset({"page", "journal", "year", "subject", "language", "open_access", "type", "style"})),
    ("/images/", frozenset({"page", "q", "kind", "unit", "subject"})),
    ("/answers/", frozenset({"page", "form", "verdict", "knowledge", "subject", "q"})),
    ("/disclosure/", frozenset({"page", "q", "unit", "kind"})),
    ("/corrections/", frozenset({"page", "unit"})),
    ("/journals/", frozenset({"page", "q", "subject", "unit", "letter", "sort"})),
)
_ONLY_PAGE = frozenset({"page"})
# Pages become old by facts, at once; a minute bounds what no fact tells. The index follows the facts a second later, and no
# fact says when, so that what was searched for meanwhile must not stay.
MOST_SECONDS = 60.0
MOST_SECONDS_OF_SEARCH = 1.0


def without_language(path: str) -> str:
    """The path as it stands in Chinese: `/en/stories/` is `/stories/`."""
    return path[3:] if path.startswith("/en/") else path


def may_be_kept(path: str) -> bool:
    """Whether the page at a path is the same for everybody and holds no form of its own."""
    # Reports of usage are asked for with a key, under whichever base the operator chose.
    # An address without its last slash is about to be sent on, with its whole query.
    return not f"{without_language(path).rstrip('/')}/".startswith(UNCACHED) and "/r51/" not in path


def most_seconds(path: str) -> float:
    """How long the page at a path may be kept where nothing tells that it is old."""
    return MOST_SECONDS_OF_SEARCH if without_language(path).startswith("/search/") else MOST_SECONDS


def known_query(path: str, query: str) -> str:
    """The part of a query that the page at a path reads, sorted; anything else would only split the cache."""
    if not query:
        return ""
    bare = without_language(path)
    names = next((names for start, names in _KNOWN if bare.startswith(start)), _ONLY_PAGE)
    if "/files/" in bare:
        # A file of an article: the mark of its content tells how long it may be kept.
        names = frozenset({"v"})
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
