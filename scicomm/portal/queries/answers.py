"""Reads for the pages of questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.core.text import clean_html
from scicomm.portal.queries.cards import HTML_LANGUAGE, day_words, phrased
from scicomm.portal.queries.frame import language, outside
from scicomm.responses.models import Answer, Statement, Verdict
from scicomm.responses.queries import PublicSubject, public_subject_of

SCALE = frozenset({Verdict.TRUE, Verdict.MOSTLY, Verdict.UNPROVEN, Verdict.INACCURATE, Verdict.FALSE})
_KINDS = {
    Verdict.TRUE: "go", Verdict.MOSTLY: "go", Verdict.UNPROVEN: "wait", Verdict.INACCURATE: "stop", Verdict.FALSE: "stop",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer as a line of a list."""

    title: SafeString
    url: str
    lang: str
    summary: str
    badge: str
    badge_kind: str
    details: list[str]


def answer_lang(answer: Answer) -> str:
    """The language of an answer where it is not the page's; empty where it is."""
    english = language() == "en"
    if answer.question_en if english else answer.question_zh:
        return ""
    return HTML_LANGUAGE["zh" if english else "en"]


def _told(answer: Answer) -> list[Statement]:
    """The confirmed statements that `public_answers` has read beside the case."""
    case: Any = answer.case
    return list(case.told)


def answer_line(answer: Answer) -> AnswerLine:
    """The line of an answer that `public_answers` has read."""
    told = len(_told(answer))
    details = (
        [ngettext("%(count)d expert answered", "%(count)d experts answered", told) % {"count": told}] if told else []
    )
    return AnswerLine(
        title=phrased(answer.question),
        url=answer.get_absolute_url(),
        lang=answer_lang(answer),
        summary=answer.summary,
        badge=answer.get_verdict_display(),
        badge_kind=_KINDS.get(Verdict(answer.verdict), ""),
        details=[*details, day_words(answer.published_at, always_year=True)],
    )


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that the page of an answer shows."""

    title: SafeString
    lang: str
    body: SafeString
    not_known: str
    verdict: dict[str, str] | None
    experts: list[dict[str, Any]]
    sources: list[dict[str, str]]
    subject: PublicSubject | None
    published: str
    asked: str
    corrected: str


def _expert(statement: Any) -> dict[str, Any]:
    person = statement.person
    english = language() == "en" or not person.family_name_zh
    initials = (person.given_name_en[:1] + person.family_name_en[:1]).upper()
    return {
        "name": person.name,
        "seal": initials if english else person.family_name_zh[:1],
        "role": _("%(title)s, %(unit)s") % {"title": person.title, "unit": person.unit.short_name},
        "statement": statement.text,
        "confirmed": _("confirmed %(day)s") % {"day": day_words(statement.confirmed_at, always_year=True)},
        "interest": statement.conflict_of_interest,
    }


def _source(value: Any) -> dict[str, str]:
    label, url = (value.get("label", ""), value.get("url", "")) if isinstance(value, dict) else (str(value), "")
    return {"label": str(label or url), "url": url if str(url).startswith(("https://", "http://", "/")) else ""}


def answer_view(answer: Answer) -> AnswerView:
    """What the page of an answer shows. The answer comes from `get_public_answer`."""
    english = language() == "en"
    verdict = None
    if answer.verdict in SCALE:
        verdict = {"claim": answer.question, "level": answer.verdict, "heading": "", "summary": answer.summary}
    return AnswerView(
        title=phrased(answer.question),
        lang=answer_lang(answer),
        body=mark_safe(clean_html(answer.body)),
        not_known=(answer.not_known_en or answer.not_known_zh)
        if english
        else (answer.not_known_zh or answer.not_known_en),
        verdict=verdict,
        experts=[_expert(statement) for statement in _told(answer)],
        sources=[_source(value) for value in answer.sources],
        subject=public_subject_of(answer.case),
        published=day_words(answer.published_at, always_year=True),
        asked=day_words(answer.case.received_at, always_year=True),
        corrected=day_words(answer.corrected_at, always_year=True),
    )


def answer_json_ld(answer: Answer) -> dict[str, Any]:
    """The answer for programs: a schema.org ClaimReview where a claim was checked, else a question with its answer."""
    published = answer.published_at.isoformat() if answer.published_at else ""
    url = outside(answer.get_absolute_url())
    author = {"@type": "Organization", "name": answer.case.unit.name}
    if answer.verdict in SCALE:
        order = [Verdict.FALSE, Verdict.INACCURATE, Verdict.UNPROVEN, Verdict.MOSTLY, Verdict.TRUE]
        rating = {
            "@type": "Rating", "ratingValue": order.index(Verdict(answer.verdict)) + 1, "bestRating": 5,
            "worstRating": 1, "alternateName": str(answer.get_verdict_display()),
        }  # fmt: skip
        return {
            "@context": "https://schema.org", "@type": "ClaimReview", "url": url, "claimReviewed": answer.question,
            "datePublished": published, "author": author, "reviewRating": rating,
        }  # fmt: skip
    accepted = {"@type": "Answer", "text": answer.summary, "datePublished": published, "author": author, "url": url}
    question = {"@type": "Question", "name": answer.question, "answerCount": 1, "acceptedAnswer": accepted}
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": question}
