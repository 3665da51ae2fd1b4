"""The site's search: what a request asks for, and results as the page shows them; finding is the engine's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.portal.queries.frame import language
from scicomm.portal.queries.generation import remembered
from scicomm.portal.queries.search_labels import Labels, facet_labels, kinds, kinds_many, label_of, read_labels, states
from scicomm.portal.queries.wording import day_words
from scicomm.portal.rules.page_keys import FACET_NAMES
from scicomm.search.engine import Hit, QuerySpec, Results, Sort, search
from scicomm.search.query import MAX_CHARACTERS

PAGE_SIZE = 20
LAST_PAGE = 500
SHOWN_VALUES = 12
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
    # One more than is read, so that the engine can say that it read the beginning only.
    text = query.get("q", "").replace("\x00", "").strip()[: MAX_CHARACTERS + 1]
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
    chosen: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class HitView:
    """One result as the page shows it."""

    url: str
    title: SafeString
    snippet: SafeString
    kind: str
    badge: str
    badge_kind: str
    state: str
    state_kind: str
    details: list[str]
    people: str
    lang: str
    text_lang: str
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
    unfiltered_url: str = ""
    note: str = ""

    @property
    def filtered(self) -> int:
        """How many filters are set in the panel."""
        return len(self.chosen)


def _values(asked: Asked, name: str, counts: list[tuple[str, int]], labels: Labels) -> list[FacetValue]:
    most = max((count for _value, count in counts), default=1)
    chosen = asked.filters.get(name, [])
    found = []
    for value, count in counts:
        is_chosen = value in chosen
        others = [known for known in chosen if known != value] if is_chosen else [*chosen, value]
        found.append(
            FacetValue(
                label_of(name, value, labels),
                count,
                asked.address(**{name: others}),
                is_chosen,
                round(100 * count / most),
            )
        )
    # What was chosen stays in sight even where nothing has it any more, else it could not be dropped here.
    there = {value for value, _count in counts}
    found += [
        FacetValue(
            label_of(name, value, labels), 0, asked.address(**{name: [one for one in chosen if one != value]}), True, 0
        )
        for value in chosen
        if value not in there
    ]
    return sorted(found, key=lambda one: not one.chosen)


def _facets(asked: Asked, results: Results, labels: Labels) -> list[Facet]:
    shown = []
    for name, label in facet_labels().items():
        values = _values(asked, name, results.facets.get(name, []), labels)
        if len(values) > 1 or any(value.chosen for value in values):
            is_open = name in asked.filters or name in {"year", "subject"}
            chosen = sum(value.chosen for value in values)
            kept = values[: max(SHOWN_VALUES, chosen)]
            shown.append(Facet(name, label, kept, is_open, chosen, len(values) - len(kept)))
    return shown


def _tabs(asked: Asked, results: Results) -> list[FacetValue]:
    """Everything, then each kind of thing, one at a time."""
    counts = dict(results.facets.get("kind", []))
    chosen = asked.filters.get("kind", [])
    tabs = [FacetValue(_("Everything"), sum(counts.values()), asked.address(kind=[]), not chosen, 0)]
    for kind, label in kinds_many().items():
        if counts.get(kind) or kind in chosen:
            tabs.append(FacetValue(label, counts.get(kind, 0), asked.address(kind=[kind]), kind in chosen, 0))
    return tabs


def _own_names(people: Sequence[str]) -> Sequence[str]:
    """The names in the letters of the page; the index holds both forms of a name, so that either is found."""
    chinese = language() != "en"
    return [name for name in people if bool(_HAN.search(name)) == chinese] or people


def _own_title(hit: Hit) -> tuple[SafeString, str]:
    """The title in the language of the page where there is one, and the language it is in."""
    document, chinese = hit.document, language() != "en"
    title, other = (hit.title_html, document.title), (hit.title_other_html, document.title_other)
    if document.title_other and bool(_HAN.search(document.title)) != chinese and bool(_HAN.search(other[1])) == chinese:
        title = other
    return title[0], "zh-Hans" if _HAN.search(title[1]) else "en"


def _hit(hit: Hit, labels: Labels) -> HitView:
    document = hit.document
    kind = document.kind
    details = []
    if kind == "article" and document.journal:
        details.append(label_of("journal", document.journal, labels))
    elif document.unit:
        details.append(label_of("unit", document.unit, labels))
    title, lang = _own_title(hit)
    state, state_kind = states().get(document.extra.get("state", ""), ("", ""))
    if document.date:
        details.append(day_words(document.date, always_year=True))
    if document.open_access:
        details.append(_("open access"))
    return HitView(
        url=document.url,
        title=title,
        snippet=hit.snippet_html,
        kind=kind,
        badge=kinds().get(kind, kind),
        badge_kind="info" if kind == "story" else "",
        state=state,
        state_kind=state_kind,
        details=details,
        people=pgettext("list", ", ").join(_own_names(document.people)[:4]) if kind == "article" else "",
        lang=lang,
        text_lang="zh-Hans" if _HAN.search(hit.snippet_html) else "en",
        seed=document.extra.get("seed", "") if kind == "story" else "",
        formula=document.extra.get("formula", ""),
        pigment=document.extra.get("pigment", ""),
        subjects=document.subjects,
    )


def _note(results: Results) -> str:
    """How loosely the answer was found, in a sentence; empty when everything has all the words."""
    if not results.relaxed or not results.hits:
        return ""
    if results.exact:
        return ngettext(
            "%(count)s result has all the words and stands first; the others have some of them.",
            "%(count)s results have all the words and stand first; the others have some of them.",
            results.exact,
        ) % {"count": number_format(results.exact, force_grouping=True)}
    if results.question:
        return _("A long question: what has most of its words stands first.")
    return _("Nothing has all these words; what has some of them is shown.")


def find(asked: Asked) -> Found:
    """Search the public index."""
    spec = QuerySpec(
        text=asked.text, index="public", filters=asked.filters, sort=asked.sort,
        offset=(asked.page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
    )  # fmt: skip
    results = search(spec)
    labels = remembered("search labels", read_labels)
    paginator = Paginator(range(min(results.total, LAST_PAGE * PAGE_SIZE)), PAGE_SIZE)
    sorts = {"relevance": _("Most relevant"), "newest": _("Newest"), "oldest": _("Oldest")}
    chosen = [
        {
            "name": str(facet_labels()[name]),
            "label": label_of(name, value, labels),
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
        unfiltered_url=asked.address(**{name: [] for name in FACET_NAMES}) if asked.filters else "",
        note=_note(results),
    )
