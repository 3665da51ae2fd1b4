"""The page of an author: everybody with an ORCID iD in a line of authors, under all forms of the name; our people too."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from scicomm.core.text import is_english, pick
from scicomm.journals.models import Article, Authorship
from scicomm.newsroom.queries import public_stories
from scicomm.organisation.models import Person
from scicomm.portal.queries.article_parts import Linked, affiliation_words
from scicomm.portal.queries.cards import StoryCard, short_cards
from scicomm.portal.queries.frame import address

MOST_BESIDE = 12


@dataclass(frozen=True, slots=True)
class AuthorPage:
    """An author: the name for the reader, the other forms it is printed in, the person where it is one of ours."""

    orcid: str
    name: str
    other_names: list[str]
    person: Person | None
    affiliations: list[str]
    co_authors: list[tuple[Linked, int]]
    journals: list[tuple[Linked, int]]
    stories: list[StoryCard]


def _names(orcid: str) -> list[tuple[str, str, int]]:
    """Chinese form, Latin form and how often, the most frequent first."""
    rows = Authorship.objects.filter(orcid=orcid).order_by().values("name_zh", "name_en").annotate(times=Count("pk"))
    return sorted(
        ((row["name_zh"], row["name_en"], row["times"]) for row in rows), key=lambda row: (-row[2], row[0], row[1])
    )


def author_articles(orcid: str) -> QuerySet[Article]:
    """The articles of an author, newest first."""
    mine = Authorship.objects.filter(orcid=orcid).values("article_id")
    return Article.objects.filter(pk__in=mine).order_by("-published_on", "-pk")


def author_page(orcid: str) -> AuthorPage | None:
    """Who an ORCID iD belongs to, or None where no article and nobody of the house has it. Six queries."""
    names = _names(orcid)
    person = Person.objects.select_related("unit").filter(orcid=orcid).first()
    if not names and person is None:
        return None
    forms = [form for zh, en, _times in names for form in ((en, zh) if is_english() else (zh, en)) if form]
    english = is_english()
    own = next((en if english else zh for zh, en, _times in names if (en if english else zh)), "")
    name = (person.name if person else "") or own or (forms[0] if forms else orcid)
    stories = public_stories("en" if english else "zh-hans").filter(dossier__article__authors__orcid=orcid).distinct()
    return AuthorPage(
        orcid=orcid,
        name=name,
        other_names=[form for form in dict.fromkeys(forms) if form != name],
        person=person,
        affiliations=_affiliations(orcid),
        co_authors=_co_authors(orcid),
        journals=_journals(orcid),
        stories=short_cards(stories, 4),
    )


def _affiliations(orcid: str) -> list[str]:
    """Where the author's newest article says that the author works."""
    newest = Authorship.objects.filter(orcid=orcid).order_by("-article__published_on", "-pk")
    row = newest.values_list("affiliations", flat=True).first()
    return [words for value in row or [] if (words := affiliation_words(value))]


def _co_authors(orcid: str) -> list[tuple[Linked, int]]:
    """With whom the author wrote most: those with an ORCID iD link to their page, the others to a search for the name."""
    mine = Authorship.objects.filter(orcid=orcid).values("article_id")
    rows = (
        Authorship.objects.filter(article__in=mine)
        .exclude(orcid=orcid)
        .order_by()
        .values("orcid", "name_zh", "name_en")
        .annotate(times=Count("article", distinct=True))
    )
    merged: dict[str, tuple[str, str, int]] = {}
    for row in rows:
        name = pick(row["name_zh"], row["name_en"])
        key = row["orcid"] or name
        known = merged.get(key)
        merged[key] = (row["orcid"], known[1] if known else name, row["times"] + (known[2] if known else 0))
    best = sorted(merged.values(), key=lambda one: (-one[2], one[1]))[:MOST_BESIDE]
    return [(Linked(name, author_url(code, name)), times) for code, name, times in best if name]


def _journals(orcid: str) -> list[tuple[Linked, int]]:
    mine = Authorship.objects.filter(orcid=orcid).values("article_id")
    rows = (
        Article.objects.filter(pk__in=mine)
        .order_by()
        .values("journal__slug", "journal__title_zh", "journal__title_en")
        .annotate(times=Count("pk"))
    )
    found = [
        (
            Linked(
                pick(row["journal__title_zh"], row["journal__title_en"]),
                address("portal:journal", row["journal__slug"]),
            ),
            row["times"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one[1], one[0].title))[:MOST_BESIDE]


def author_url(orcid: str, name: str) -> str:
    """The page of an author; where there is no ORCID iD, the search for the name."""
    if orcid:
        return address("portal:author", orcid)
    query = urlencode({"q": 'author:"{}"'.format(name.replace('"', " ").strip())})
    return f"{address('portal:search')}?{query}"
