"""What anyone may read: published answers, their statements, and what a question was about."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from scicomm.facts.base import ref_parts
from scicomm.journals.models import Article
from scicomm.newsroom.models import Dossier
from scicomm.organisation.models import Unit
from scicomm.responses.models import Answer, Case, Statement


def statements_of(answer: Answer) -> QuerySet[Statement]:
    """The confirmed statements behind an answer, with the people. One query."""
    return Statement.objects.filter(case_id=answer.case_id, confirmed_at__isnull=False).select_related("person__unit")


def public_answers(unit: Unit | None = None, verdict: str = "") -> QuerySet[Answer]:
    """Published answers, newest first, with unit and statements (`answer.case.told`: confirmed ones). Two queries."""
    answers = Answer.objects.public()
    if unit is not None:
        answers = answers.filter(case__unit__path__startswith=unit.path)
    if verdict:
        answers = answers.filter(verdict=verdict)
    confirmed = Statement.objects.filter(confirmed_at__isnull=False).select_related("person__unit")
    return (
        answers.select_related(
            "case__unit", "case__dossier__story", "case__dossier__unit", "case__article__journal", "case__mention"
        )
        .prefetch_related(Prefetch("case__statements", queryset=confirmed, to_attr="told"))
        .order_by("-published_at", "-pk")
    )


def get_public_answer(slug: str) -> Answer | None:
    """The published answer at an address; None when there is none, or not yet. Two queries."""
    return public_answers().filter(slug=slug).first()


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
