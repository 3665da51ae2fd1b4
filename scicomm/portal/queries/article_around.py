"""What stands around an article: people, subjects, notices, versions, relations, likes, stories, files, usage; in one query.

A union, because nine queries cost nine times the way to the database, with its SQL kept (`core.prepared`): all columns are
texts but the first two.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from scicomm.core.prepared import Prepared
from scicomm.core.text import is_english, pick
from scicomm.journals.models import Article, ArticleFile, ArticleRelation, ArticleVersion, Authorship, SimilarArticle
from scicomm.journals.queries import Figures, article_clock, figures_from
from scicomm.journals.rules.notices import FROM_ARTICLE, FROM_NOTICE
from scicomm.newsroom.queries import public_stories

_NONE = Value("", output_field=TextField())
_TITLES = ("title_zh", "title_en")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article: its address is its DOI. `kind` says how it stands to this one."""

    doi: str
    title_zh: str
    title_en: str
    day: dt.date | None = None
    kind: str = ""
    journal_zh: str = ""
    journal_en: str = ""

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def journal(self) -> str:
        return pick(self.journal_zh, self.journal_en)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the source, with the moment it came in."""

    number: int
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Relation:
    """What the source says of another article or thing, by its JATS kind."""

    kind: str
    doi: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A public story made from the article."""

    title: str
    url_path: str
    language: str
    unit_zh: str
    unit_en: str
    published_at: dt.datetime

    @property
    def unit(self) -> str:
        return pick(self.unit_zh, self.unit_en)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an article, each in its order; authors and files as unsaved rows, subjects as (code, name)."""

    authors: list[Authorship]
    subjects: list[tuple[str, str]]
    notices: list[Neighbour]
    versions: list[Version]
    relations: list[Relation]
    similar: list[Neighbour]
    stories: list[Told]
    files: list[ArticleFile]
    usage: Figures


def _text(name: str) -> Any:
    return Cast(name, TextField())


def _notices(article: int) -> QuerySet[Article]:
    """Articles that speak of this one as a correction, concern or retraction, said by them or by this one."""
    speaking = ArticleRelation.objects.filter(target=article, kind__in=list(FROM_NOTICE)).values("article")
    named = ArticleRelation.objects.filter(article=article, kind__in=list(FROM_ARTICLE), target__isnull=False)
    spoken = Q(corrects=article) | Q(pk__in=speaking) | Q(pk__in=named.values("target"))
    return Article.objects.filter(spoken).exclude(pk=article)


def _others(article: int) -> QuerySet[SimilarArticle]:
    """Retracted ones and notices are never recommended, whatever was found earlier."""
    rows = SimilarArticle.objects.filter(article=article, other__corrects__isnull=True)
    return rows.exclude(other__state=Article.State.RETRACTED)


def _rows(article: int) -> QuerySet[Any, Any]:
    authors = Authorship.objects.filter(article=article)
    corresponding = Case(When(is_corresponding=True, then=Value("1")), default=_NONE, output_field=TextField())
    subjects = Article.subjects.through.objects.filter(article=article)
    versions = ArticleVersion.objects.filter(article=article)
    relations = ArticleRelation.objects.filter(article=article)
    stories = public_stories("").filter(dossier__article=article)
    journal = ("other__journal__title_zh", "other__journal__title_en")
    unit = ("dossier__unit__name_zh", "dossier__unit__name_en")
    parts = [
        _part("subject", subjects, F("subject_id"), "subject__code", "subject__name_zh", "subject__name_en"),
        _part("notice", _notices(article), F("pk"), "doi", *_TITLES, "article_type", _text("published_on")),
        _part("version", versions, F("number"), _text("received_at")),
        _part("relation", relations, F("pk"), "doi", "kind", "href", "text"),
        _part(
            "similar", _others(article), F("rank"), "other__doi", "other__title_zh", "other__title_en", *journal,
            _text("other__published_on"),
        ),
        _part(
            "story", stories, F("pk"), "title", "url_path", "dossier__language", *unit, _text("dossier__published_at")
        ),
        _part("file", ArticleFile.objects.readable(article), F("pk"), *_FILE_TEXTS, _joined(*_FILE_NUMBERS)),
        _part("usage", article_clock(article), F("pk"), _text("until"), _text("all"), _text("files")),
    ]  # fmt: skip
    names = ("orcid", "name_zh", "name_en", "family_name_en", "given_name_en")
    first = _part("author", authors, F("position"), *names, _text("affiliations"), corresponding)
    return first.union(*parts, all=True)


_FILE_TEXTS = ("path", "name", "title", "kind", "sha256", "web_file")
_FILE_NUMBERS = ("role", "size", "width", "height", "web_width", "web_height")


def _joined(*names: str) -> Any:
    """Several short values as one text, with blanks between."""
    pieces: list[Any] = []
    for name in names:
        pieces += [_text(name), Value(" ")]
    return Concat(*pieces[:-1], output_field=TextField())


def _part(kind: str, rows: QuerySet[Any, Any], number: Any, *texts: Any) -> QuerySet[Any, Any]:
    """Rows of one kind: the kind, a number, seven texts."""
    columns = [_text(one) if isinstance(one, str) else one for one in texts]
    return rows.order_by().values_list(Value(kind), number, *columns, *[_NONE] * (7 - len(columns)))


_READ = Prepared(_rows, int)


def around_article(article_id: int) -> Around:
    """What stands around an article. One query."""
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for kind, number, *texts in _READ(article_id):
        found.setdefault(kind, []).append((number, texts))
    for rows in found.values():
        rows.sort(key=lambda row: row[0])
    english = is_english()
    return Around(
        authors=[_author(number, texts) for number, texts in found.get("author", [])],
        subjects=sorted((texts[0], texts[2 if english else 1]) for _number, texts in found.get("subject", [])),
        notices=sorted((_notice(texts) for _number, texts in found.get("notice", [])), key=_day, reverse=True),
        versions=[Version(number, _moment(texts[0])) for number, texts in reversed(found.get("version", []))],
        relations=[Relation(texts[1], texts[0], texts[2], texts[3]) for _number, texts in found.get("relation", [])],
        similar=[
            Neighbour(texts[0], texts[1], texts[2], dt.date.fromisoformat(texts[5]), "", texts[3], texts[4])
            for _rank, texts in found.get("similar", [])
        ],
        stories=sorted(
            (
                Told(texts[0], texts[1], texts[2], texts[3], texts[4], _moment(texts[5]))
                for _number, texts in found.get("story", [])
            ),
            key=lambda told: told.published_at,
            reverse=True,
        ),
        files=[_file(article_id, pk, texts) for pk, texts in found.get("file", [])],
        usage=_usage(found.get("usage", [])),
    )


def _file(article_id: int, pk: int, texts: list[str]) -> ArticleFile:
    role, *sizes = texts[6].split(" ")
    numbers = dict(zip(_FILE_NUMBERS[1:], map(int, sizes), strict=True))
    return ArticleFile(
        pk=pk, article_id=article_id, role=role, **numbers, **dict(zip(_FILE_TEXTS, texts, strict=False))
    )


def _usage(rows: list[tuple[int, list[str]]]) -> Figures:
    if not rows:
        return Figures(0, 0, None)
    until, opened, fetched, *_rest = rows[0][1]
    return figures_from(_moment(until), int(opened), int(fetched))


def _author(position: int, texts: list[str]) -> Authorship:
    orcid, name_zh, name_en, family, given, affiliations, corresponding = texts
    return Authorship(
        position=position,
        orcid=orcid,
        name_zh=name_zh,
        name_en=name_en,
        family_name_en=family,
        given_name_en=given,
        affiliations=json.loads(affiliations or "[]"),
        is_corresponding=bool(corresponding),
    )


def _notice(texts: list[str]) -> Neighbour:
    return Neighbour(texts[0], texts[1], texts[2], dt.date.fromisoformat(texts[4]), texts[3])


def _day(neighbour: Neighbour) -> dt.date:
    return neighbour.day or dt.date.min


def _moment(text: str) -> dt.datetime:
    """A moment as the database writes it in UTC, to the second."""
    return dt.datetime.fromisoformat(text[:19]).replace(tzinfo=dt.UTC)
