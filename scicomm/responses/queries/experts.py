"""Who could speak in a case, and why: authors of the paper, experts of the story, people who work on its subjects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.core.models import Subject
from scicomm.journals.models import Article, Authorship
from scicomm.organisation.models import Person
from scicomm.responses.enums import OPEN, CaseState
from scicomm.responses.models import Case

# What each reason weighs; an open case counts against, so that the same person is not asked every time.
CORRESPONDING, AUTHOR, NAMED, SUBJECT, OTHER_PAPER, LOAD = 5.0, 4.0, 3.0, 1.5, 0.5, -0.75
MOST = 6
MOST_BY_SUBJECT = 40
PAPERS_NAMED = 2


@dataclass
class Suggestion:
    """A person who could speak, with the reasons in words and the number of cases they have now."""

    person: Person
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    load: int = 0
    papers: list[Article] = field(default_factory=list)

    def add(self, points: float, reason: str) -> None:
        self.score += points
        self.reasons.append(reason)


def _article_of(case: Case) -> Article | None:
    if case.article_id:
        return case.article
    return case.dossier.article if case.dossier_id and case.dossier else None


def _subjects_of(case: Case, article: Article | None) -> list[Subject]:
    """The subjects of the paper; without a paper, those whose names stand in the question."""
    if article is not None:
        return list(article.subjects.all())
    words = case.title.lower()
    return [
        subject
        for subject in Subject.objects.all()
        if (subject.name_zh and subject.name_zh in words) or (subject.name_en and subject.name_en.lower() in words)
    ]


def suggest_experts(case: Case, limit: int = MOST) -> list[Suggestion]:
    """People of the house who could speak in a case, the best first; at most eight queries whatever the numbers."""
    found: dict[int, Suggestion] = {}
    article = _article_of(case)
    subjects = _subjects_of(case, article)
    _authors(found, article)
    _named(found, case)
    _by_subject(found, subjects)
    _other_papers(found, article, subjects)
    _load(found)
    ranked = sorted(found.values(), key=lambda one: (-one.score, one.load, one.person.family_name_en, one.person.pk))
    return ranked[:limit]


def _entry(found: dict[int, Suggestion], person: Person) -> Suggestion:
    return found.setdefault(person.pk, Suggestion(person))


def _authors(found: dict[int, Suggestion], article: Article | None) -> None:
    if article is None:
        return
    for author in Authorship.objects.filter(article=article, person__isnull=False).select_related("person__unit"):
        if author.person is None:
            continue
        entry = _entry(found, author.person)
        entry.papers.append(article)
        if author.is_corresponding:
            entry.add(CORRESPONDING, _("Corresponding author of “%(title)s”") % {"title": article.title})
        else:
            entry.add(AUTHOR, _("Author of “%(title)s”") % {"title": article.title})


def _named(found: dict[int, Suggestion], case: Case) -> None:
    if not case.dossier_id or case.dossier is None:
        return
    for person in case.dossier.experts.select_related("unit"):
        _entry(found, person).add(NAMED, _("Named as an expert of the story"))


def _by_subject(found: dict[int, Suggestion], subjects: list[Subject]) -> None:
    """People who answer the public and work on one of the subjects."""
    if not subjects:
        return
    names = {subject.pk: subject for subject in subjects}
    people = Person.objects.filter(is_expert=True, expertise__in=subjects).distinct().select_related("unit")
    for person in people.prefetch_related("expertise")[:MOST_BY_SUBJECT]:
        shared = [subject for subject in person.expertise.all() if subject.pk in names]
        _entry(found, person).add(
            SUBJECT * len(shared), _("Works on: %(subjects)s") % {"subjects": _list(map(str, shared))}
        )


def _other_papers(found: dict[int, Suggestion], article: Article | None, subjects: list[Subject]) -> None:
    """Further papers of the people found, on the same subjects."""
    if not subjects or not found:
        return
    written = Authorship.objects.filter(person__in=list(found), article__subjects__in=subjects).select_related(
        "article"
    )
    if article is not None:
        written = written.exclude(article=article)
    by_person: dict[int, list[Article]] = {}
    for author in written.distinct().order_by("-article__published_on", "pk")[:200]:
        by_person.setdefault(author.person_id or 0, []).append(author.article)
    for person_id, papers in by_person.items():
        entry = found[person_id]
        entry.papers.extend(papers[:PAPERS_NAMED])
        titles = _list(_("“%(title)s”") % {"title": paper.title} for paper in papers[:PAPERS_NAMED])
        reason = ngettext(
            "%(count)d more paper on this: %(titles)s", "%(count)d more papers on this: %(titles)s", len(papers)
        )
        entry.add(OTHER_PAPER * min(len(papers), 4), reason % {"count": len(papers), "titles": titles})


def _load(found: dict[int, Suggestion]) -> None:
    """The cases each has now count against them, and are said."""
    states = [*OPEN, CaseState.REVIEW]
    loads = Counter(Case.objects.filter(expert__in=list(found), state__in=states).values_list("expert_id", flat=True))
    for person_id, entry in found.items():
        entry.load = loads[person_id]
        if entry.load:
            reason = ngettext("Has %(count)d open case now", "Has %(count)d open cases now", entry.load)
            entry.add(LOAD * entry.load, reason % {"count": entry.load})
        else:
            entry.reasons.append(_("Has no open case now"))


def _list(words: Iterable[str]) -> str:
    """Words as a list in the reader's language."""
    return pgettext("list", ", ").join(words)
