"""What the house's people wrote, said and were named for, as the index of `rules.experts`; made from the database.

The index is derived: it lies in a file that a job of the worker renews. A small house's is brought up to date at once, in the
process that asks; a large one's waits for the job, at most five minutes, and words that did not change are never counted again.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, Max, QuerySet, Value

from scicomm.core.models import Term
from scicomm.core.text import plain
from scicomm.journals.models import Article, Authorship
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person
from scicomm.responses.models import ExpertProfile, Statement
from scicomm.responses.rules.experts import (
    Bridges,
    Document,
    ExpertIndex,
    bridges_of,
    build_index,
    load_index,
    save_index,
)

SMALL = 2000
"""Documents up to which whoever asks brings the index up to date."""
PAPER, SAID, STORY, SELF = "paper", "said", "story", "self"
CORRESPONDING, FIRST = 1.15, 1.1
"""A mild word for the authors who did most, where the order is known."""

_held: dict[Path, ExpertIndex] = {}


def index_path() -> Path:
    return Path(settings.SCICOMM_HOME) / "experts" / "index.npz"


def _said() -> QuerySet[Statement]:
    """Words that anyone may read: approved, standing, in an answered case."""
    return Statement.objects.told().filter(case__state="published")


def _papers() -> QuerySet[Article]:
    return Article.objects.exclude(state=Article.State.RETRACTED)


def current_stamp() -> tuple[str, int]:
    """The state of all that the index is made of, in one query; and about how many documents that is."""

    def counted(name: str, rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
        marked = rows.order_by().annotate(kind=Value(name, output_field=CharField())).values("kind")
        return marked.annotate(n=Count("pk"), at=Max(moment)).values_list("kind", "n", "at")

    linked = Authorship.objects.filter(person__isnull=False)
    parts = counted("papers", _papers(), "changed_at").union(
        counted("links", linked, "article__changed_at"),
        counted("said", _said(), "confirmed_at"),
        counted("stories", Dossier.objects.public(), "changed_at"),
        counted("selves", ExpertProfile.objects.all(), "changed_at"),
        counted("terms", Term.objects.filter(is_active=True), "changed_at"),
        all=True,
    )
    found = sorted((kind, n, str(at)) for kind, n, at in parts)
    numbers = {kind: n for kind, n, _at in found}
    return repr(found), sum(numbers.get(kind, 0) for kind in ("papers", "said", "stories"))


def terms_of(stamp: str) -> str:
    """The part of a stamp that speaks of the term base: with other terms, words have other bridges."""
    return stamp.partition("('terms'")[2]


def _bridges() -> Bridges:
    pairs = Term.objects.filter(is_active=True).exclude(name_zh="").exclude(name_en="").order_by("pk")
    return bridges_of(list(pairs.values_list("name_zh", "name_en")))


def index_now() -> ExpertIndex:
    """The index to ask; two queries where it is up to date."""
    stamp, documents = current_stamp()
    path = index_path()
    held = _held.get(path)
    if held and held.stamp == stamp:
        return held
    if saved := load_index(path, _bridges()):
        held = _held[path] = saved
    if held and (held.stamp == stamp or documents > SMALL):
        return held
    return _renewed(path, held, stamp)


def renew_index() -> bool:
    """Make the file anew where anything changed; says whether."""
    stamp, _documents = current_stamp()
    path = index_path()
    held = load_index(path, _bridges())
    if held and held.stamp == stamp:
        return False
    save_index(_renewed(path, held, stamp), path)
    return True


def _renewed(path: Path, held: ExpertIndex | None, stamp: str) -> ExpertIndex:
    old = held if held and terms_of(held.stamp) == terms_of(stamp) else None
    _held[path] = build_index(list(documents_now()), _bridges(), old=old, stamp=stamp)
    return _held[path]


def documents_now() -> Iterator[Document]:
    """Everything that says what people know about, in few queries."""
    yield from _paper_documents()
    for pk, title, text, person, at in _said().values_list("pk", "case__title", "text", "person_id", "confirmed_at"):
        yield Document(f"{SAID}:{pk}", title, text, (str(person),), _year(at))
    yield from _story_documents()
    yield from _own_words()


def _paper_documents() -> Iterator[Document]:
    authors: dict[int, list[tuple[int, float]]] = defaultdict(list)
    rows = Authorship.objects.filter(person__isnull=False).order_by("article_id", "position")
    firsts: set[int] = set()
    for article, person, corresponding, position in rows.values_list(
        "article_id", "person_id", "is_corresponding", "position"
    ):
        first = article not in firsts and position <= 1
        firsts.add(article)
        authors[article].append((person, CORRESPONDING if corresponding else FIRST if first else 1.0))
    columns = ("pk", "title_zh", "title_en", "abstract_zh", "abstract_en", "keywords_zh", "keywords_en", "published_on")
    for pk, title_zh, title_en, zh, en, words_zh, words_en, day in _papers().values_list(*columns).iterator(2000):
        people = dict(authors.get(pk, ()))
        words = " ; ".join(str(word) for word in [*words_zh, *words_en])
        text = " \n".join(part for part in (words, _without_tags(zh), _without_tags(en)) if part)
        weights = tuple(people.values())
        title = f"{title_zh} \n{title_en}"
        yield Document(f"{PAPER}:{pk}", title, text, tuple(map(str, people)), _year(day), weights)


def _without_tags(html: str) -> str:
    return plain(html)


def _story_documents() -> Iterator[Document]:
    people: dict[int, list[str]] = defaultdict(list)
    named = Dossier.experts.through.objects.order_by("dossier_id", "person_id")
    for dossier, person in named.values_list("dossier_id", "person_id"):
        people[dossier].append(str(person))
    rows = Dossier.objects.public().filter(pk__in=list(people)).order_by("pk")
    for pk, title, standfirst, at in rows.values_list("pk", "story__title", "story__standfirst", "published_at"):
        yield Document(f"{STORY}:{pk}", title, standfirst, tuple(people[pk]), _year(at))


def _own_words() -> Iterator[Document]:
    """What people say they speak on, one document a person."""
    rows = Person.objects.filter(is_expert=True) | Person.objects.filter(expert_profile__isnull=False)
    for person in rows.select_related("expert_profile").order_by("pk"):
        profile = getattr(person, "expert_profile", None)
        words = [person.speaks_on_zh, person.speaks_on_en, profile.topics if profile else ""]
        if any(words):
            yield Document(f"{SELF}:{person.pk}", " \n".join(filter(None, words)), "", (str(person.pk),))


def _year(day: dt.date | None) -> int:
    return day.year if day else 0
