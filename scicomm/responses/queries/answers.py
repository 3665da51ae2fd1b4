"""What anyone may read: published answers, their statements, and what a question was about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from scicomm.facts.base import ref_parts
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.responses.enums import RevisionState
from scicomm.responses.models import Answer, AnswerQuerySet, AnswerRevision, Case, Statement


def _read(answers: AnswerQuerySet) -> QuerySet[Answer]:
    """With unit, subject and everything experts said (`answer.case.spoken`, see `public_words`). Two queries."""
    spoken = Statement.objects.select_related("person__unit")
    return answers.select_related(
        "case__unit", "case__dossier__story", "case__dossier__unit", "case__article__journal", "case__mention"
    ).prefetch_related(Prefetch("case__statements", queryset=spoken, to_attr="spoken"))


def public_answers(
    unit: Unit | None = None, verdict: str = "", *, form: str = "", knowledge: str = "", subject: str = ""
) -> QuerySet[Answer]:
    """Published answers, newest first, with unit and statements. Two queries."""
    answers = Answer.objects.public()
    if unit is not None:
        answers = answers.filter(case__unit__path__startswith=unit.path)
    if subject:
        inside = Article.objects.filter(pk=OuterRef("case__article_id"), subjects__code=subject)
        answers = answers.filter(Q(subject=subject) | Exists(inside))
    asked = {"verdict": verdict, "form": form, "knowledge": knowledge}
    answers = answers.filter(**{name: value for name, value in asked.items() if value})
    return _read(answers).order_by("-published_at", "-pk")


def get_public_answer(slug: str) -> Answer | None:
    """The published answer at an address; None when there is none, or not yet. Two queries."""
    return public_answers().filter(slug=slug).first()


def get_withdrawn_answer(slug: str) -> Answer | None:
    """The answer that stood at an address and was withdrawn: its question and the reason are all that is said of it."""
    return Answer.objects.withdrawn().select_related("case__unit").filter(slug=slug).first()


def texts_of(answer: Answer) -> list[AnswerRevision]:
    """The texts that were public before the present one, and that one, newest first. One query."""
    shown = [RevisionState.PUBLIC, RevisionState.PAST]
    return list(answer.revisions.filter(state__in=shown).order_by("-number"))


def helped_counts(answer: Answer) -> tuple[int, int]:
    """How many said that the answer helped, and how many that it did not. One query."""
    found = answer.votes.aggregate(yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False)))
    return found["yes"], found["no"]


def forms_in_use() -> dict[str, set[str]]:
    """Which forms, verdicts, degrees of knowledge and subjects published answers have: what a list offers. One query."""
    rows = Answer.objects.public().order_by().values_list("form", "verdict", "knowledge", "subject").distinct()
    found: dict[str, set[str]] = {"form": set(), "verdict": set(), "knowledge": set(), "subject": set()}
    for row in rows:
        for name, value in zip(found, row, strict=True):
            if value:
                found[name].add(value)
    return found


def related_answers(answer: Answer, limit: int = 4) -> list[Answer]:
    """Other public answers to the same claim, about the same paper or story, or of the same subject. Two queries."""
    case = answer.case
    near = Q(pk__in=[])
    for name in ("claim_id", "topic_id", "article_id", "dossier_id"):
        value = getattr(case, name)
        near |= Q(**{f"case__{name}": value}) if value else Q(pk__in=[])
    if answer.subject:
        near |= Q(subject=answer.subject)
    return list(public_answers().filter(near).exclude(pk=answer.pk)[:limit])


@dataclass(frozen=True)
class PublicSubject:
    """A story or paper that anyone may read, and that a question is about."""

    reference: str
    title: str
    url: str
    dossier: Dossier | None = None
    article: Article | None = None

    @property
    def about(self) -> Dossier | Article | None:
        return self.dossier or self.article


def _story(condition: Q) -> PublicSubject | None:
    found = Dossier.objects.public().filter(condition).select_related("story", "unit").first()
    if found is None:
        return None
    return PublicSubject(
        reference=f"newsroom.story:{found.story_id}",
        title=found.story.title,
        url=found.story.get_url() or "",
        dossier=found,
    )


def _article(found: Article | None) -> PublicSubject | None:
    if found is None:
        return None
    return PublicSubject(
        reference=f"journals.article:{found.pk}", title=found.title, url=found.get_absolute_url(), article=found
    )


def public_subject(reference: str) -> PublicSubject | None:
    """What `newsroom.story:12` or `journals.article:7` names, if anyone may read it.

    None for everything else, in the same way for a story under embargo, a withdrawn one and one that never was: who asks
    learns nothing from the difference.
    """
    kind, identifier = ref_parts(reference)
    if not identifier.isascii() or not identifier.isdecimal() or len(identifier) > 18:
        return None
    if kind == "newsroom.story":
        return _story(Q(story_id=int(identifier)))
    if kind == "journals.article":
        return _article(Article.objects.select_related("journal__unit").filter(pk=int(identifier)).first())
    return None


def public_subject_of(case: Case) -> PublicSubject | None:
    """What a case is about, if anyone may read it at this moment: a story withdrawn since is not named."""
    found = _story(Q(pk=case.dossier_id)) if case.dossier_id else None
    return found or _article(case.article if case.article_id else None)
