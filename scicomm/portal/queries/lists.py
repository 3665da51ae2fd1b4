"""Lists of articles that readers narrow: by journal, year, subject, language, access and type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Article, Journal
from scicomm.journals.queries import article_years
from scicomm.portal.queries.generation import remembered
from scicomm.portal.queries.papers import for_lines

NAMES = ("journal", "year", "subject", "language", "open_access", "type")


@dataclass(frozen=True, slots=True)
class Select:
    """One filter of the form: its values with their words."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


class NoSuchValue(LookupError):
    """The address asks for a journal, subject or year that is not there."""


@dataclass(frozen=True, slots=True)
class _Known:
    journals: dict[str, tuple[str, str]]
    subjects: dict[str, tuple[str, str]]
    years: list[int]
    languages: list[str]
    types: list[str]


def _read() -> _Known:
    """Five queries, once a generation."""
    used = Article.subjects.through.objects.values("subject_id")
    rows = Article.objects.order_by()
    return _Known(
        {slug: (zh, en) for slug, zh, en in Journal.objects.public().values_list("slug", "title_zh", "title_en")},
        {
            code: (zh, en)
            for code, zh, en in Subject.objects.filter(pk__in=used).values_list("code", "name_zh", "name_en")
        },
        article_years(),
        sorted({code.partition("-")[0] for code in rows.values_list("language", flat=True).distinct() if code}),
        sorted(rows.values_list("article_type", flat=True).distinct()),
    )


_TYPES = {
    "research-article": gettext_lazy("Research article"),
    "review-article": gettext_lazy("Review"),
    "brief-report": gettext_lazy("Brief report"),
    "case-report": gettext_lazy("Case report"),
    "letter": gettext_lazy("Letter"),
    "editorial": gettext_lazy("Editorial"),
    "article-commentary": gettext_lazy("Commentary"),
    "correction": gettext_lazy("Correction"),
    "retraction": gettext_lazy("Retraction"),
    "expression-of-concern": gettext_lazy("Expression of concern"),
    "book-review": gettext_lazy("Book review"),
    "data-paper": gettext_lazy("Data paper"),
    "rapid-communication": gettext_lazy("Rapid communication"),
    "news": gettext_lazy("News"),
    "discussion": gettext_lazy("Discussion"),
    "introduction": gettext_lazy("Introduction"),
    "meeting-report": gettext_lazy("Meeting report"),
    "reply": gettext_lazy("Reply"),
    "obituary": gettext_lazy("Obituary"),
    "addendum": gettext_lazy("Addendum"),
    "partial-retraction": gettext_lazy("Partial retraction"),
    "translation": gettext_lazy("Translation"),
    "other": gettext_lazy("Other"),
    "article": gettext_lazy("Article"),
}


def type_words(code: str) -> str:
    """A JATS article type in words; one that is not in the table stands as it is."""
    return str(_TYPES.get(code, code))


def _language_words(code: str) -> str:
    return {"zh": _("Chinese"), "en": _("English")}.get(code, code)


def narrowed(query: Mapping[str, str]) -> tuple[QuerySet[Article], list[Select]]:
    """The articles an address asks for, and the form that asks. Raises NoSuchValue for a value that was never there."""
    known = remembered("article filters", _read)
    asked = {name: query.get(name, "").strip() for name in NAMES}
    selects = _selects(known, asked)
    for select in selects:
        if select.chosen and select.chosen not in dict(select.options):
            raise NoSuchValue(select.name)
    return for_lines(Article.objects.filter(_wanted(asked)).order_by("-published_on", "-pk")), selects


def _wanted(asked: Mapping[str, str]) -> Q:
    wanted = Q()
    if asked["journal"]:
        wanted &= Q(journal__slug=asked["journal"])
    if asked["year"]:
        wanted &= Q(published_on__year=int(asked["year"]))
    if asked["subject"]:
        through = Article.subjects.through.objects.filter(subject__code=asked["subject"])
        wanted &= Q(pk__in=through.values("article_id"))
    if asked["language"]:
        wanted &= Q(language__startswith=asked["language"])
    if asked["open_access"]:
        wanted &= Q(is_open_access=asked["open_access"] == "yes")
    if asked["type"]:
        wanted &= Q(article_type=asked["type"])
    return wanted


def _selects(known: _Known, asked: Mapping[str, str]) -> list[Select]:
    def by_words(pairs: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
        return sorted(((value, pick(*names)) for value, names in pairs.items()), key=lambda row: row[1])

    options: dict[str, tuple[str, list[tuple[str, str]]]] = {
        "journal": (_("Journal"), by_words(known.journals)),
        "year": (_("Year"), [(str(year), str(year)) for year in known.years]),
        "subject": (_("Subject"), by_words(known.subjects)),
        "language": (_("Language"), [(code, _language_words(code)) for code in known.languages]),
        "open_access": (_("Access"), [("yes", _("Open access")), ("no", _("Other access"))]),
        "type": (_("Type"), [(code, type_words(code)) for code in known.types]),
    }
    return [Select(name, label, asked[name], values) for name, (label, values) in options.items()]


def chosen_words(selects: list[Select]) -> list[dict[str, Any]]:
    """What the list was narrowed by, in words."""
    return [{"name": select.name, "label": dict(select.options)[select.chosen]} for select in selects if select.chosen]
