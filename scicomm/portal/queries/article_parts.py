"""What stands below and beside an article's text: references, versions, relations, letters, money, who did what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# Not Django's own: what is never lazy need not be asked whether it is, and that is most of the price.
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from scicomm.journals.models import Article, Authorship
from scicomm.portal.queries.article_around import Around, Version
from scicomm.portal.queries.frame import article_url, language
from scicomm.portal.queries.wording import day_words
from scicomm.portal.rules.clean import safe_inline
from scicomm.portal.rules.metadata.described import doi_url
from scicomm.portal.rules.metadata.highwire import reference_tags


@dataclass(frozen=True, slots=True)
class Linked:
    """A line of a list beside the text: an article, a story or a thing elsewhere."""

    title: str
    url: str
    note: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """A translation or letter inside the article."""

    anchor: str
    kind: str
    title: str
    lang: str
    url: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version in the list: the newest is the page itself."""

    number: int
    date: str
    url: str
    source_url: str
    current: bool


def affiliation_words(value: Any) -> str:
    """An affiliation as the room of journals keeps it: a text, or texts by language."""
    if isinstance(value, dict):
        inner = value.get("texts")
        texts = inner if isinstance(inner, dict) else value
        code = "en" if language() == "en" else "zh"
        found = texts.get(code) or texts.get("zh") or texts.get("en") or next(iter(texts.values()), "")
        return found if isinstance(found, str) else ""
    return str(value)


@dataclass(frozen=True, slots=True)
class References:
    """The list of references for people (list items) and for programs (tags of the head)."""

    items: SafeString
    tags: SafeString


# Of the articles read last: three hundred entries take longer than the rest of a page, and a version never changes them.
_KEPT: dict[tuple[int, str, str], References] = {}
_MOST_KEPT = 64


def references_of(article: Article, *, keep: bool = True) -> References:
    """The references of an article; `keep` is False for what is not the version in the database."""
    key = (article.pk, article.changed_at.isoformat(), language())
    found = _KEPT.get(key) if keep else None
    if found is None:
        entries = [one for one in article.references if isinstance(one, dict)]
        tags = "\n".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in reference_tags(entries))
        found = References(references_html(article.references), mark_safe(tags))
        if keep:
            while len(_KEPT) >= _MOST_KEPT:
                _KEPT.pop(next(iter(_KEPT)), None)
            _KEPT[key] = found
    return found


def references_html(entries: list[Any]) -> SafeString:
    """The list of references as list items, each with its anchor; written here, because a template takes ten times as long."""
    word = escape(_("link"))
    rows = []
    for number, value in enumerate(entries, 1):
        entry = value if isinstance(value, dict) else {"text": str(value)}
        markup = safe_inline(entry["html"]) if entry.get("html") else escape(entry.get("text", ""))
        url = doi_url(str(entry["doi"])) if entry.get("doi") else str(entry.get("url") or "")
        link = ""
        if url.startswith(("https://", "http://")):
            link = f' <a href="{escape(url)}" rel="nofollow noopener">{"DOI" if entry.get("doi") else word}</a>'
        rows.append(f'<li id="{escape(str(entry.get("anchor") or f"ref-{number}"))}">{markup}{link}</li>')
    # Anchors, addresses and texts are escaped, markup is of the allow-list.
    return mark_safe("".join(rows))


def history_of(details: dict[str, Any]) -> list[str]:
    """The two dates before publication that a journal states; what is no full date is left out."""
    words = {"received": _("Received %(day)s"), "accepted": _("Accepted %(day)s")}
    shown = []
    for name, sentence in words.items():
        try:
            day = dt.date.fromisoformat(str(details.get(name, "")))
        except ValueError:
            continue
        shown.append(sentence % {"day": day_words(day, always_year=True)})
    return shown


def versions_of(article: Article, versions: list[Version]) -> list[VersionView]:
    """The versions, newest first."""
    return [
        VersionView(
            one.number,
            day_words(one.received_at, always_year=True),
            article_url(article.doi)
            if one.number == article.version
            else f"{article_url(article.doi)}versions/{one.number}/",
            f"{article_url(article.doi)}versions/{one.number}.xml",
            one.number == article.version,
        )
        for one in versions
    ]


# What a JATS related-article-type says, in words; corrections and their like have their own place.
_RELATIONS = {
    "commentary-article": gettext_lazy("Commentary on"),
    "commentary": gettext_lazy("Commentary"),
    "companion": gettext_lazy("Companion article"),
    "article-reference": gettext_lazy("Article"),
    "letter": gettext_lazy("Letter"),
    "reply": gettext_lazy("Reply"),
    "preprint": gettext_lazy("Preprint"),
    "peer-reviewed-article": gettext_lazy("Reviewed article"),
    "reviewer-report": gettext_lazy("Review report"),
    "translated-article": gettext_lazy("Translation of"),
    "dataset": gettext_lazy("Data"),
}
_SAID_ELSEWHERE = ("correct", "retract", "concern", "addend", "withdraw")


def relations_of(around: Around) -> list[Linked]:
    shown = []
    for one in around.relations:
        url = doi_url(one.doi) if one.doi else one.href if one.href.startswith(("https://", "http://")) else ""
        if url and not any(part in one.kind for part in _SAID_ELSEWHERE):
            shown.append(Linked(one.text or one.doi or one.href, url, str(_RELATIONS.get(one.kind) or _("Related"))))
    return shown


# What a JATS sub-article is, in words.
_PARTS = {
    "translation": gettext_lazy("Translation"),
    "decision-letter": gettext_lazy("Decision letter"),
    "reply": gettext_lazy("Author response"),
    "author-comment": gettext_lazy("Author response"),
    "referee-report": gettext_lazy("Review report"),
    "editor-report": gettext_lazy("Editor's evaluation"),
    "article-commentary": gettext_lazy("Commentary"),
    "response": gettext_lazy("Response"),
}


def parts_of(details: dict[str, Any]) -> list[PartView]:
    """Translations and letters that the file holds; their HTML came through the reader's own gate."""
    own = "en" if language() == "en" else "zh"
    return [
        PartView(
            f"part-{number}",
            str(_PARTS.get(part.get("kind", "")) or _("Further part")),
            part.get("title", ""),
            "" if part.get("language", "").startswith(own) else part.get("language", ""),
            doi_url(part["doi"]) if part.get("doi") else "",
            mark_safe(part.get("html", "")),
        )
        for number, part in enumerate(details.get("translations") or [], 1)
    ]


def contributions_of(details: dict[str, Any], authors: list[Authorship]) -> list[tuple[str, str]]:
    names = {author.position: author.name for author in authors}
    comma = pgettext("list", ", ")
    return [
        (names[one["position"]], comma.join(map(str, one["roles"])))
        for one in details.get("contributions") or []
        if one.get("position") in names
    ]


def funding_of(details: dict[str, Any]) -> list[str]:
    """Each funder with its numbers, and the journal's own sentence; that alone where it names them all."""
    awards = details.get("awards") or []
    statement = str(details.get("funding") or "")
    named = [str(word) for award in awards for word in (award.get("funder"), *(award.get("numbers") or ())) if word]
    if statement and all(word in statement for word in named):
        return [statement]
    shown = []
    for award in awards:
        numbers = pgettext("list", ", ").join(map(str, award.get("numbers") or ()))
        funder = str(award.get("funder") or "")
        shown.append(f"{funder} ({numbers})" if funder and numbers else funder or numbers)
    shown = list(dict.fromkeys(filter(None, shown)))
    return [*shown, statement] if statement else shown
