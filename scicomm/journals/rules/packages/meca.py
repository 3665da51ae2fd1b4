"""MECA, the way journals hand manuscripts over (NISO RP-30-2023): the manifest says which file is what.

Manifests in use write `item-type` or `type` and `xlink:href` or `href`; both are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from scicomm.journals.rules.jats import JatsRefused
from scicomm.journals.rules.jats.source import parse
from scicomm.journals.rules.packages.archive import Archive, PackageRefused
from scicomm.journals.rules.refusals import Reason

NAME = "manifest.xml"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ARTICLE = ("article", "article-metadata", "article-source", "article-xml")
# Kinds of items that are part of the article itself. Reviews, transfer data, cover letters and agreements are not.
_PUBLIC = (
    "figure", "image", "table", "equation", "inline-graphic", "supplement", "supplementary", "supplementary-material",
    "supporting-information", "article-supporting-file", "media", "video", "audio", "article", "article-pdf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says: files that may hold the article, words for files, files that are not for readers."""

    articles: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    private: frozenset[str] = frozenset()


def manifest_of(archive: Archive) -> Manifest | None:
    """The manifest of a MECA package; None for other packages. Raises PackageRefused when it names what is not there."""
    where = _place(archive)
    if where is None:
        return None
    try:
        root = parse(archive.read(where), name=where).root
    except JatsRefused as refused:
        raise PackageRefused(Reason.MANIFEST, entry=where, detail=str(refused.reason_code)) from None
    if etree.QName(root).localname != "manifest":
        return None
    return _read(root, where, frozenset(archive.paths))


def _place(archive: Archive) -> str | None:
    """At the top, or at the top of the one folder that holds everything."""
    named = [path for path in archive.paths if path.rpartition("/")[2].lower() == NAME]
    return min(named, key=lambda path: path.count("/")) if named else None


def _read(root: etree._Element, where: str, present: frozenset[str]) -> Manifest:
    folder = where.rpartition("/")[0]
    found = Manifest(private=frozenset({where}))
    articles: list[str] = []
    private: set[str] = {where}
    for item in root.iter("item"):
        kind = (item.get("item-type") or item.get("type") or "").strip().lower()
        words = " ".join((item.findtext("title") or "").split())
        for path, href in _instances(item, folder):
            if path not in present:
                if kind in _ARTICLE:
                    raise PackageRefused(Reason.MANIFEST, entry=href, detail=kind)
                continue
            found.kinds[path] = kind
            if words:
                found.titles[path] = words
            if kind in _ARTICLE and path.lower().endswith(".xml"):
                articles.append(path)
            elif kind and kind not in _PUBLIC:
                private.add(path)
    return Manifest(tuple(dict.fromkeys(articles)), found.titles, found.kinds, frozenset(private - set(articles)))


def _instances(item: etree._Element, folder: str) -> Iterator[tuple[str, str]]:
    """Path in the package and name in the manifest of each file of an item."""
    for instance in item.iter("instance"):
        href = (instance.get(_XLINK) or instance.get("href") or "").strip()
        if href and "://" not in href:
            parts = [part for part in f"{folder}/{href}".split("/") if part not in {"", "."}]
            yield "/".join(parts), href
