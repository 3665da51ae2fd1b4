"""The site's search: what a request asks for, and results as the page shows them; finding is the engine's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from scicomm.core.models import Subject
from scicomm.core.text import pick
from scicomm.journals.models import Journal
from scicomm.organisation.models import Unit
from scicomm.portal.queries.cards import day_words
from scicomm.portal.queries.frame import language
from scicomm.portal.queries.generation import remembered
from scicomm.portal.rules.page_keys import FACET_NAMES
from scicomm.search.engine import Hit, QuerySpec, Results, Sort, search

PAGE_SIZE = 20
LAST_PAGE = 500
SHOWN_VALUES = 12
LONGEST_QUERY = 400
_HAN = re.compile(r"[\u3400-\u9fff]")
_SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: words, filters, order and page; anything odd in the address is left out."""

    text: str
    filters: dict[str, list[str]]
    sort: Sort
    page: int

    def address(self, **changes: list[str] | str) -> str:
        """The query of this page with something changed: `kind=["story"]`, `sort="newest"`."""
        values: list[tuple[str, str]] = []
        text = changes.pop("q", self.text)
        if text:
            values.append(("q", str(text)))
        filters = {**self.filters, **{name: list(value) for name, value in changes.items() if name in FACET_NAMES}}
        values += [(name, value) for name in FACET_NAMES for value in filters.get(name, [])]
        sort = changes.get("sort", self.sort)
        if sort != "relevance":
            values.append(("sort", str(sort)))
        return f"?{urlencode(values)}"


def read_request(query: QueryDict) -> Asked:
    """What the address asks for."""
    filters = {
        name: values
        for name in FACET_NAMES
        if (values := list(dict.fromkeys(value[:120] for value in query.getlist(name) if value))[:20])
    }
    if "year" in filters:
        filters["year"] = [year for year in filters["year"] if year.isdigit() and len(year) == 4]
    sort: Sort = next((known for known in _SORTS if known == query.get("sort")), "relevance")
    number = query.get("page", "1")
    page = int(number) if number.isdigit() and 1 <= len(number) <= 3 else 1
    text = query.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    return Asked(text, {name: found for name, found in filters.items() if found}, sort, min(page or 1, LAST_PAGE))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: its words, how many, the address that chooses or drops it, and its bar in percent."""

    label: str
    count: int
    url: str
    chosen: bool
    share: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the results."""

    name: str
    label: str
    values: list[FacetValue]
    is_open: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """One result as the page shows it."""

    url: str
    title: SafeString
    snippet: SafeString
    kind: str
    badge: str
    badge_kind: str
    details: list[str]
    people: str
    lang: str
    seed: str = ""
    formula: str = ""
    pigment: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search as the page shows it."""

    asked: Asked
    results: Results
    hits: list[HitView]
    tabs: list[FacetValue]
    facets: list[Facet]
    chosen: list[dict[str, str]]
    page: Page[Any]
    sorts: list[dict[str, Any]] = field(default_factory=list)
    meant_url: str = ""


@dataclass(frozen=True, slots=True)
class _Labels:
    units: dict[str, tuple[str, str]]
    journals: dict[str, tuple[str, str]]
    subjects: dict[str, tuple[str, str]]


def _read_labels() -> _Labels:
    units = {slug: (zh, en) for slug, zh, en in Unit.objects.values_list("slug", "name_zh", "name_en")}
    journals = {slug: (zh, en) for slug, zh, en in Journal.objects.values_list("slug", "title_zh", "title_en")}
    subjects = {code: (zh, en) for code, zh, en in Subject.objects.values_list("code", "name_zh", "name_en")}
    return _Labels(units, journals, subjects)


def _kinds() -> dict[str, str]:
    return {"story": pgettext("public", "Story"), "article": _("Paper"), "answer": _("Answer"), "person": _("Person")}


def _kinds_many() -> dict[str, str]:
    return {
        "story": pgettext("public", "Stories"),
        "article": _("Papers"),
        "answer": _("Answers"),
        "person": pgettext("public", "People"),
    }


def _facet_labels() -> dict[str, str]:
    return {
        "unit": _("Unit"), "year": _("Year"), "subject": _("Subject"), "journal": _("Journal"),
        "language": _("Language"), "open_access": _("Access"), "article_type": _("Type"),
    }  # fmt: skip


def _label(name: str, value: str, labels: _Labels) -> str:
    """A facet's value in the reader's words; a value nobody knows stands as it is."""
    tables: Mapping[str, dict[str, tuple[str, str]]] = {
        "unit": labels.units, "journal": labels.journals, "subject": labels.subjects,
    }  # fmt: skip
    if name in tables:
        pair = tables[name].get(value)
        return pick(*pair) if pair else value
    fixed = {
        "language": {"zh": _("Chinese"), "zh-hans": _("Chinese"), "en": _("English")},
        "open_access": {"true": _("Open access"), "false": _("Other access"), "yes": _("Open access"), "no": _("Other access")},
        "kind": _kinds_many(),
    }  # fmt: skip
    return fixed.get(name, {}).get(value, value)


def _values(asked: Asked, name: str, counts: list[tuple[str, int]], labels: _Labels) -> list[FacetValue]:
    most = max((count for _value, count in counts), default=1)
    chosen = asked.filters.get(name, [])
    found = []
    for value, count in counts:
        is_chosen = value in chosen
        others = [known for known in chosen if known != value] if is_chosen else [*chosen, value]
        found.append(
            FacetValue(
                _label(name, value, labels),
                count,
                asked.address(**{name: others}),
                is_chosen,
                round(100 * count / most),
            )
        )
    return sorted(found, key=lambda one: not one.chosen)[:SHOWN_VALUES] if len(found) > SHOWN_VALUES else found


def _facets(asked: Asked, results: Results, labels: _Labels) -> list[Facet]:
    shown = []
    for name, label in _facet_labels().items():
        values = _values(asked, name, results.facets.get(name, []), labels)
        if len(values) > 1 or any(value.chosen for value in values):
            is_open = name in asked.filters or name in {"unit", "year"}
            shown.append(Facet(name, label, values, is_open))
    return shown


def _tabs(asked: Asked, results: Results) -> list[FacetValue]:
    """Everything, then each kind of thing, one at a time."""
    counts = dict(results.facets.get("kind", []))
    chosen = asked.filters.get("kind", [])
    tabs = [FacetValue(_("Everything"), sum(counts.values()), asked.address(kind=[]), not chosen, 0)]
    for kind, label in _kinds_many().items():
        if counts.get(kind) or kind in chosen:
            tabs.append(FacetValue(label, counts.get(kind, 0), asked.address(kind=[kind]), kind in chosen, 0))
    return tabs


def _own_names(people: Sequence[str]) -> Sequence[str]:
    """The names in the letters of the page; the index holds both forms of a name, so that either is found."""
    chinese = language() != "en"
    return [name for name in people if bool(_HAN.search(name)) == chinese] or people


def _hit(hit: Hit, labels: _Labels) -> HitView:
    document = hit.document
    kind = document.kind
    details = []
    if kind == "article" and document.journal:
        details.append(_label("journal", document.journal, labels))
    elif document.unit:
        details.append(_label("unit", document.unit, labels))
    if document.date:
        details.append(day_words(document.date, always_year=True))
    if document.open_access:
        details.append(_("open access"))
    return HitView(
        url=document.url,
        title=hit.title_html,
        snippet=hit.snippet_html,
        kind=kind,
        badge=_kinds().get(kind, kind),
        badge_kind="info" if kind == "story" else "",
        details=details,
        people=pgettext("list", ", ").join(_own_names(document.people)[:4]) if kind == "article" else "",
        lang="zh-Hans" if document.language.startswith("zh") else document.language,
        seed=document.extra.get("seed", "") if kind == "story" else "",
        formula=document.extra.get("formula", ""),
        pigment=document.extra.get("pigment", ""),
        subjects=document.subjects,
    )


def find(asked: Asked) -> Found:
    """Search the public index."""
    spec = QuerySpec(
        text=asked.text, index="public", filters=asked.filters, sort=asked.sort,
        offset=(asked.page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
    )  # fmt: skip
    results = search(spec)
    labels = remembered("search labels", _read_labels)
    paginator = Paginator(range(min(results.total, LAST_PAGE * PAGE_SIZE)), PAGE_SIZE)
    sorts = {"relevance": _("Most relevant"), "newest": _("Newest"), "oldest": _("Oldest")}
    chosen = [
        {
            "label": _label(name, value, labels),
            "url": asked.address(**{name: [known for known in values if known != value]}),
        }
        for name, values in asked.filters.items()
        if name != "kind"
        for value in values
    ]
    return Found(
        asked=asked,
        results=results,
        hits=[_hit(hit, labels) for hit in results.hits],
        tabs=_tabs(asked, results),
        facets=_facets(asked, results, labels),
        chosen=chosen,
        page=paginator.get_page(asked.page),
        sorts=[{"value": name, "label": label, "chosen": name == asked.sort} for name, label in sorts.items()],
        meant_url=asked.address(q=results.did_you_mean) if results.did_you_mean else "",
    )
