"""Who could speak, and why: authors of the paper, experts of the story, people whose papers and words are about the question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scicomm.core.models import Subject
from scicomm.journals.models import Article, Authorship
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Person, Unit
from scicomm.responses.enums import CaseKind
from scicomm.responses.models import Case, Statement
from scicomm.responses.queries.availability import Availability, people_to_ask, speaking_rule_of
from scicomm.responses.queries.expert_index import PAPER, SAID, SELF, STORY, index_now
from scicomm.responses.rules.experts import Found, rank_people

# What each reason weighs; open cases and being asked often count against, so that the same person is not asked every time.
CORRESPONDING, AUTHOR, NAMED, SUBJECT, WROTE, ANSWERS = 8.0, 7.0, 3.0, 1.5, 4.0, 0.5
LOAD, ASKED, AWAY, INTEREST = -0.75, -0.3, -12.0, -12.0
MOST_ASKED = 5
SPOKESPERSON = 100.0
MOST = 6
MOST_BY_SUBJECT = 40
FOUND = 30
PAPERS_NAMED = 3
LEAST_PART = 0.08
"""A document that gives less of a person's score is not told as a reason."""


@dataclass
class Suggestion:
    """A person who could speak, with the reasons in words, what speaks against asking now, and the papers that count."""

    person: Person
    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    load: int = 0
    asked: int = 0
    papers: list[Article] = field(default_factory=list)
    why_not: str = ""
    conflict: str = ""
    is_spokesperson: bool = False
    availability: Availability | None = None

    def add(self, points: float, reason: str) -> None:
        self.score += points
        if reason:
            self.reasons.append(reason)


@dataclass
class _Reasons:
    """What was found about one person before it is known who they are."""

    points: float = 0.0
    words: list[str] = field(default_factory=list)
    papers: list[Article] = field(default_factory=list)
    wrote_the_paper: bool = False

    def add(self, points: float, reason: str) -> None:
        self.points += points
        self.words.append(reason)


def _article_of(case: Case) -> Article | None:
    if case.article_id:
        return case.article
    return case.dossier.article if case.dossier_id and case.dossier else None


def _text_of(case: Case, article: Article | None) -> str:
    """What the case is about in words: the question, what it came from, the paper's titles."""
    parts = [case.title]
    if case.question_id and case.question:
        parts.append(case.question.detail)
    if case.mention_id and case.mention:
        parts.append(case.mention.summary[:1000])
    if article is not None:
        parts += [article.title_zh, article.title_en]
    return " \n".join(filter(None, parts))


def suggest_experts(case: Case, limit: int = MOST) -> list[Suggestion]:
    """People of the house who could speak in a case, the best first; the number of queries does not grow with the house."""
    article = _article_of(case)
    found: dict[int, _Reasons] = defaultdict(_Reasons)
    _authors(found, article)
    if case.dossier_id and case.dossier is not None:
        for person in case.dossier.experts.values_list("pk", flat=True):
            found[person].add(NAMED, _("Named as an expert of the story"))
    _by_subject(found, _subjects_of(case, article))
    _by_words(found, _text_of(case, article), without=[f"{PAPER}:{article.pk}"] if article else [])
    rule = speaking_rule_of(case.unit)
    if rule and rule.is_first:
        found[rule.spokesperson_id].add(
            0.0, _("Spokesperson of %(unit)s: asked first") % {"unit": rule.unit.short_name}
        )
    suggestions = _suggestions(found, first=rule.spokesperson_id if rule and rule.is_first else None)
    _conflicts(suggestions, found, case)
    return _ranked(suggestions)[:limit]


def find_experts(
    text: str, *, unit: Unit | None = None, language: str = "", only_free: bool = False, limit: int = FOUND
) -> list[Suggestion]:
    """People who could speak on a topic in either language; `unit` with everything below it."""
    found: dict[int, _Reasons] = defaultdict(_Reasons)
    _by_words(found, text, most=4 * limit if unit or language or only_free else limit)
    kept = []
    for one in _suggestions(found):
        profile = one.availability.profile if one.availability else None
        if unit and not one.person.unit.path.startswith(unit.path):
            continue
        if language and not (profile and profile.speaks(language)):
            continue
        if only_free and one.why_not:
            continue
        kept.append(one)
    return _ranked(kept)[:limit]


def _ranked(suggestions: list[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda one: (-one.score, one.load, one.person.family_name_en, one.person.pk))


def _suggestions(found: dict[int, _Reasons], first: int | None = None) -> list[Suggestion]:
    """The people behind the numbers, with their load and what stands against asking them now."""
    made = []
    for number, (person, free) in people_to_ask(found).items():
        reasons = found[number]
        one = Suggestion(person, reasons.points, list(reasons.words), free.load, free.asked, reasons.papers)
        one.availability, one.why_not = free, free.why_not
        one.add(ANSWERS if person.is_expert else 0.0, "")
        _load(one)
        if first == number:
            one.is_spokesperson = True
            one.score += SPOKESPERSON if free.is_free else 0.0
        if free.why_not:
            one.add(AWAY, free.why_not)
        made.append(one)
    return made


def _load(one: Suggestion) -> None:
    """The cases each has now, and how often they were asked lately, count against them and are said."""
    if one.load:
        reason = ngettext("Has %(count)d open case now", "Has %(count)d open cases now", one.load)
        one.add(LOAD * one.load, reason % {"count": one.load})
    else:
        one.reasons.append(_("Has no open case now"))
    if one.asked:
        reason = ngettext(
            "Was asked %(count)d time in the last 30 days", "Was asked %(count)d times in the last 30 days", one.asked
        )
        one.add(ASKED * min(one.asked, MOST_ASKED), reason % {"count": one.asked})


def _authors(found: dict[int, _Reasons], article: Article | None) -> None:
    if article is None:
        return
    rows = Authorship.objects.filter(article=article, person__isnull=False)
    for person, corresponding in rows.values_list("person_id", "is_corresponding"):
        entry = found[person or 0]
        entry.papers.append(article)
        entry.wrote_the_paper = True
        words = _("Corresponding author of “%(title)s”") if corresponding else _("Author of “%(title)s”")
        entry.add(CORRESPONDING if corresponding else AUTHOR, words % {"title": article.title})


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


def _by_subject(found: dict[int, _Reasons], subjects: list[Subject]) -> None:
    """People who answer the public and work on one of the subjects."""
    if not subjects:
        return
    names = {subject.pk: subject for subject in subjects}
    works = Person.expertise.through.objects.filter(person=OuterRef("pk"), subject__in=list(names))
    people = Person.objects.filter(Exists(works), is_expert=True).prefetch_related("expertise")
    for person in people[:MOST_BY_SUBJECT]:
        shared = [subject for subject in person.expertise.all() if subject.pk in names]
        found[person.pk].add(SUBJECT * len(shared), _("Works on: %(subjects)s") % {"subjects": _list(map(str, shared))})


def _by_words(found: dict[int, _Reasons], text: str, *, without: Iterable[str] = (), most: int = FOUND) -> None:
    """People whose papers, approved words and stories are about the text, by the index; with the documents that count."""
    ranked = rank_people(index_now(), text, limit=most, year=timezone.localdate().year, without=list(without))
    if not ranked:
        return
    told = {one.person: [vote.key for vote in one.votes if vote.part >= LEAST_PART] for one in ranked}
    papers, titles = _titles({key for keys in told.values() for key in keys})
    for one in ranked:
        entry = found[int(one.person)]
        entry.points += WROTE * one.score / ranked[0].score
        entry.words.extend(_words_of(one, told[one.person], papers, titles))
        known = {paper.pk for paper in entry.papers}
        mine = [papers[key] for key in told[one.person] if key in papers]
        entry.papers.extend([paper for paper in mine if paper.pk not in known][:PAPERS_NAMED])


def _titles(keys: set[str]) -> tuple[dict[str, Article], dict[str, str]]:
    """The papers behind the keys, and the titles of everything else; what is no longer public is left out."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        kind, _sign, number = key.partition(":")
        numbers[kind].append(int(number))
    papers = Article.objects.filter(pk__in=numbers[PAPER]).defer("body_html", "body_text", "references", "details")
    titles: dict[str, str] = {}
    if numbers[SAID]:
        rows = Statement.objects.told().filter(pk__in=numbers[SAID]).values_list("pk", "case__title")
        titles |= {f"{SAID}:{pk}": title for pk, title in rows}
    if numbers[STORY]:
        stories = Dossier.objects.public().filter(pk__in=numbers[STORY]).values_list("pk", "story__title")
        titles |= {f"{STORY}:{pk}": title for pk, title in stories}
    return {f"{PAPER}:{paper.pk}": paper for paper in papers}, titles


def _words_of(one: Found, keys: list[str], papers: dict[str, Article], titles: dict[str, str]) -> list[str]:
    """Why a person was found, in words, with the documents that count most."""
    wrote = [papers[key].title for key in keys if key in papers]
    said = [titles[key] for key in keys if key.startswith(SAID) and key in titles]
    named = [titles[key] for key in keys if key.startswith(STORY) and key in titles]
    words = []
    if wrote:
        reason = ngettext("%(count)d paper on this: %(titles)s", "%(count)d papers on this: %(titles)s", len(wrote))
        words.append(reason % {"count": len(wrote), "titles": _quoted(wrote)})
    if said:
        words.append(_("Spoke on this before: %(titles)s") % {"titles": _quoted(said)})
    if named:
        words.append(_("Named in a story on this: %(titles)s") % {"titles": _quoted(named)})
    if any(key.startswith(SELF) for key in keys):
        words.append(_("Says that they speak on this"))
    return words or [_("Wrote on this in passing")]


def _conflicts(suggestions: list[Suggestion], found: dict[int, _Reasons], case: Case) -> None:
    """Who wrote the paper that is in dispute may speak, and it is said; an interest that was noted counts against."""
    disputed = case.claim_id is not None or case.kind in {CaseKind.CLAIM, CaseKind.INCIDENT}
    noted, units = {}, {}
    for person, unit, reason in case.interests.values_list("person_id", "unit_id", "reason"):
        noted[person], units[unit] = reason, reason
    for one in suggestions:
        known = noted.get(one.person.pk) or units.get(one.person.unit_id)
        if known:
            one.conflict = _("Has an interest in this case: %(reason)s") % {"reason": known}
            one.score += INTEREST
        elif disputed and found[one.person.pk].wrote_the_paper:
            one.conflict = _("Wrote the paper that is in dispute: hear somebody else too")


def _quoted(titles: list[str]) -> str:
    return _list(_("“%(title)s”") % {"title": title} for title in titles[:PAPERS_NAMED])


def _list(words: Iterable[str]) -> str:
    """Words as a list in the reader's language."""
    return pgettext("list", ", ").join(words)
