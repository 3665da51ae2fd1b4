"""What stands around a story: subjects, authors, experts, reviewers, its twin, read in one go; how it is shown is not here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Value

from scicomm.core.prepared import Prepared
from scicomm.core.text import is_english, pick
from scicomm.journals.models import Article, Authorship
from scicomm.newsroom.models import Dossier, SignOff, StoryPage, Verdict
from scicomm.newsroom.queries import public_stories
from scicomm.organisation.models import Person

_NAMES = ("family_name_zh", "given_name_zh", "family_name_en", "given_name_en")
_PERSON = (*_NAMES, "title_zh", "title_en", "speaks_on_zh", "speaks_on_en")
_EMPTY = Value("")
NAMED_STEPS = ("first", "second", "final")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a story, each in its order: subjects as (code, name), authors and reviewers by name.

    `twin` is the same story in the other language, where the public may read it: its place in the page tree and its language.
    """

    subjects: list[tuple[str, str]]
    authors: list[str]
    experts: list[Person]
    reviewers: list[str]
    twin: tuple[str, str] | None


def _rows(dossier: int, revision: int, article: int, story: int) -> QuerySet[Any, Any]:
    """Kind, number, key, and eight texts: a union, because five queries cost five times the way to the database."""
    people = Dossier.experts.through.objects.filter(dossier=dossier)
    # A scientist who signed by a link may be named as an expert; who reviewed secrecy is nobody's business.
    signed = SignOff.objects.filter(
        dossier=dossier, revision=revision, verdict=Verdict.APPROVED, step__in=NAMED_STEPS
    ).order_by()
    subjects = Article.subjects.through.objects.filter(article=article)
    authors = Authorship.objects.filter(article=article).order_by()
    key = StoryPage.objects.filter(pk=story).values("translation_key")
    twins = public_stories().filter(translation_key__in=key).exclude(pk=story).order_by()
    person = [F(f"person__{name}") for name in _PERSON]
    reviewer = [F(f"reviewer__person__{name}") for name in _NAMES]
    named = [F("subject__name_zh"), F("subject__name_en")]
    return people.values_list(Value("expert"), F("person_id"), _EMPTY, *person).union(
        signed.values_list(Value("reviewer"), F("pk"), F("reviewer__username"), *reviewer, *[_EMPTY] * 4),
        subjects.values_list(Value("subject"), F("subject_id"), F("subject__code"), *named, *[_EMPTY] * 6),
        authors.values_list(Value("author"), F("position"), _EMPTY, F("name_zh"), F("name_en"), *[_EMPTY] * 6),
        twins.values_list(Value("twin"), F("pk"), F("dossier__language"), F("url_path"), *[_EMPTY] * 7),
        all=True,
    )


_READ = Prepared(_rows, int, int, int, int)


def around_story(dossier: Dossier) -> Around:
    """What stands around a story. One query."""
    found: dict[str, list[Any]] = {"subject": [], "author": [], "expert": [], "reviewer": [], "twin": []}
    # No row has the number 0: a story without a paper has no authors.
    rows = _READ(dossier.pk, dossier.story.live_revision_id or 0, dossier.article_id or 0, dossier.story_id)
    for kind, place, key, *texts in rows:
        found[kind].append((place, key, texts))
    experts = [Person(pk=place, **dict(zip(_PERSON, texts, strict=True))) for place, _key, texts in found["expert"]]
    reviewers = [
        Person(**dict(zip(_NAMES, texts, strict=False))).name if texts[2] else username
        for _place, username, texts in sorted(found["reviewer"])
    ]
    return Around(
        subjects=[
            (key, texts[1 if is_english() else 0]) for _place, key, texts in sorted(found["subject"], key=_by_key)
        ],
        authors=[pick(texts[0], texts[1]) for _place, _key, texts in sorted(found["author"])],
        experts=sorted(experts, key=lambda person: (person.family_name_en, person.given_name_en)),
        reviewers=list(dict.fromkeys(reviewers)),
        twin=next(((texts[0], code) for _place, code, texts in found["twin"]), None),
    )


def _by_key(row: tuple[int, str, list[str]]) -> str:
    return row[1]
