"""The frame of every public page: names, navigation, footer, addresses of pages; read once a generation and process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from scicomm.channels.queries import feed_links
from scicomm.channels.rules import absolute
from scicomm.core.text import pick
from scicomm.organisation.models import AcademyPage, Unit
from scicomm.portal.queries.generation import remembered
from scicomm.portal.rules.page_keys import without_language

# What Django's own resolver leaves as it is in a path (RFC 3986).
_UNQUOTED = "!$&'()*+,;=/~:@"


@dataclass(frozen=True, slots=True)
class _Names:
    """The academy in both languages, how many units and journals it has, and where its home pages hang in the page tree."""

    name_zh: str
    name_en: str
    institutes: int
    branches: int
    journals: int
    roots: tuple[tuple[str, str], ...]


def _read_names() -> _Names:
    """Two queries."""
    units = list(
        Unit.objects.order_by("path")
        .annotate(titles=Count("journals", filter=Q(journals__is_public=True)))
        .values_list("depth", "is_active", "kind__level", "titles", "name_zh", "name_en")
    )
    top = next((row[4:] for row in units if row[0] == 1), ("", ""))
    levels = [level for depth, is_active, level, *_names in units if is_active and depth > 1]
    roots = AcademyPage.objects.filter(live=True).values_list("url_path", "locale__language_code")
    return _Names(
        name_zh=top[0],
        name_en=top[1],
        institutes=levels.count(3),
        branches=levels.count(2),
        journals=sum(row[3] for row in units),
        roots=tuple(roots),
    )


def _names() -> _Names:
    return remembered("frame", _read_names)


def language() -> str:
    """The language of the page being made, as stories name it: `en` or `zh-hans`."""
    return "en" if (get_language() or "").startswith("en") else "zh-hans"


def address(name: str, *arguments: object) -> str:
    """The address of a named page, or nothing where its room is not there."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def article_url(doi: str) -> str:
    """The address of an article's page, without asking the resolver each time: pages name dozens of them."""
    base = remembered(f"articles {language()}", lambda: address("portal:articles"))
    return f"{base}{quote(doi, safe=_UNQUOTED)}/"


def author_page_url(orcid: str) -> str:
    """The address of an author's page; ORCID iDs need no quoting."""
    base = remembered(f"authors {language()}", lambda: address("portal:author", "0"))
    return f"{base[:-2]}{orcid}/" if base else ""


def page_address(url_path: str) -> str:
    """The address of a Wagtail page from its place in the tree, without a query a page; empty outside the site."""
    for root, code in _names().roots:
        if url_path.startswith(root):
            prefix = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
            return prefix + url_path[len(root) :]
    return ""


def root_path(code: str) -> str:
    """Where the home page of a language hangs in the page tree."""
    return next((root for root, known in _names().roots if known == code), "")


def outside(path: str) -> str:
    """A path as an address that also works outside the site."""
    return absolute(path, settings.SITE_URL)


def home_address() -> str:
    """The academy's home page in the reader's language."""
    return "/en/" if language() == "en" else "/"


def feeds_of(unit: Unit | None = None) -> list[dict[str, Any]]:
    """The feeds of a unit, or of the academy, as base.html names them in its head."""
    return remembered(f"feeds {language()} {unit.slug if unit else ''}", lambda: feed_links(unit))


def _atom(title: str, name: str, *arguments: object) -> list[dict[str, Any]]:
    return [{"title": title, "url": address(name, *arguments), "type": "application/atom+xml"}]


def article_feeds() -> list[dict[str, Any]]:
    """The feed of all new articles."""
    return _atom(_("New papers"), "portal:articles_feed")


def answer_feeds() -> list[dict[str, Any]]:
    """The feeds of published answers: Atom, RSS and JSON Feed."""
    title = _("Questions and answers")
    kinds = {
        "answers_atom": "application/atom+xml",
        "answers_rss": "application/rss+xml",
        "answers_json": "application/feed+json",
    }
    return [{"title": title, "url": address(f"portal:{name}"), "type": kind} for name, kind in kinds.items()]


def journal_feeds(slug: str, title: str) -> list[dict[str, Any]]:
    """The feed of a journal."""
    return _atom(_("New papers in %(journal)s") % {"journal": title}, "portal:journal_feed", slug)


def subject_feeds(code: str, name: str) -> list[dict[str, Any]]:
    """The feed of a discipline."""
    return _atom(_("New papers on %(subject)s") % {"subject": name}, "portal:subject_feed", code)


def author_feeds(orcid: str, name: str) -> list[dict[str, Any]]:
    """The feed of an author."""
    return _atom(_("New papers by %(author)s") % {"author": name}, "portal:author_feed", orcid)


def site_names() -> dict[str, Any]:
    """The academy's name and the strap line beside the mark."""
    names = _names()
    return {
        "academy_name": pick(names.name_zh, names.name_en) or _("SciComm"),
        "academy_tag": _("Science communication"),
    }


def _sections() -> list[tuple[str, str, tuple[str, ...]]]:
    """The main sections whose room is there: words, address, and the beginnings of the paths that belong to it."""
    sections = (
        (pgettext("public", "Stories"), "portal:stories", ("/stories/",)),
        (_("Journals"), "portal:journals", ("/journals/", "/articles/", "/subjects/", "/authors/")),
        (_("Q&A"), "portal:answers", ("/answers/",)),
        (pgettext("public", "Units"), "portal:units", ("/units/",)),
        (_("Ask"), "responses:ask", ("/ask/",)),
        (_("Subscribe"), "audiences:subscribe", ("/subscribe/",)),
    )
    return [(label, url, starts) for label, name, starts in sections if (url := address(name))]


def navigation(path: str) -> list[dict[str, Any]]:
    """The main navigation, with the current section marked; a section whose room is missing is left out."""
    bare = without_language(path)
    sections = remembered(f"sections {language()}", _sections)
    return [{"label": label, "url": url, "current": bare.startswith(starts)} for label, url, starts in sections]


def _links(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, name in rows if (url := address(name))]


def _size() -> str:
    """How large the house is, in words."""
    names = _names()
    counted = [
        ngettext("%(count)d branch", "%(count)d branches", names.branches) % {"count": names.branches},
        ngettext("%(count)d institute", "%(count)d institutes", names.institutes) % {"count": names.institutes},
        ngettext("%(count)d journal", "%(count)d journals", names.journals) % {"count": names.journals},
    ]
    return pgettext("list", ", ").join(counted)


def footer() -> dict[str, Any]:
    """The columns of the footer and the sentence beside them."""
    facts = _size()
    words = _("%(facts)s. Stories may be republished under CC BY 4.0; please keep the link to the paper.")
    return {
        "footer_text": words % {"facts": facts},
        "footer_columns": [
            {
                "title": _("Read"),
                "links": _links(
                    (pgettext("public", "Stories"), "portal:stories"),
                    (_("Articles"), "portal:articles"),
                    (_("Journals"), "portal:journals"),
                    (_("Questions and answers"), "portal:answers"),
                    (_("Image bank"), "assets:images"),
                ),
            },
            {
                "title": _("Take part"),
                "links": _links(
                    (_("Ask a question"), "responses:ask"),
                    (_("Subscribe by mail"), "audiences:subscribe"),
                    (_("Staff: tell us a result"), "newsroom:report"),
                ),
            },
            {
                "title": _("In the open"),
                "links": _links(
                    (_("Information disclosure"), "responses:disclosure"),
                    (_("What we listen to"), "listening:transparency"),
                    (_("Feeds and interfaces"), "portal:about"),
                    (_("Corrections"), "portal:corrections"),
                    (_("How we look"), "assets:brands"),
                    (_("Search"), "portal:search"),
                    (_("Sign in"), "account_login"),
                ),
            },
        ],
    }


def site_frame_parts(path: str) -> dict[str, Any]:
    """Everything the frame of a public page needs."""
    return {
        **site_names(),
        **remembered(f"footer {language()}", footer),
        "nav": navigation(path),
        "home_url": home_address(),
        "search_url": remembered(f"search {language()}", lambda: address("portal:search")),
    }
