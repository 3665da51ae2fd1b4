"""Answers in schema.org's words: ClaimReview for a checked claim, FAQPage and QAPage for questions, Article for the rest. Pure.

ClaimReview as fact-checkers' search engines read it: the claim, who tells it where (itemReviewed), a rating on a scale that says
its own ends. https://schema.org/ClaimReview
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# The scale in its order: 1 is untrue, 5 accurate.
ORDER = ("false", "inaccurate", "unproven", "mostly", "true")


@dataclass(frozen=True)
class AnswerFacts:
    """What the description of an answer is made of; addresses are whole, days are ISO."""

    form: str
    url: str
    language: str
    question: str
    claim: str
    summary: str
    text: str
    verdict: str
    verdict_words: str
    author: str
    author_url: str
    published: str
    changed: str
    pairs: Sequence[tuple[str, str]] = ()
    appearances: Sequence[str] = ()
    sources: Sequence[str] = ()
    people: Sequence[str] = field(default=())


def _organisation(facts: AnswerFacts) -> dict[str, Any]:
    made = {"@type": "Organization", "name": facts.author}
    return {**made, "url": facts.author_url} if facts.author_url else made


def _claim_review(facts: AnswerFacts) -> dict[str, Any]:
    claim: dict[str, Any] = {"@type": "Claim", "name": facts.claim}
    if facts.appearances:
        claim["appearance"] = [{"@type": "CreativeWork", "url": url} for url in facts.appearances]
    rating = {
        "@type": "Rating", "ratingValue": ORDER.index(facts.verdict) + 1, "bestRating": len(ORDER), "worstRating": 1,
        "alternateName": facts.verdict_words,
    }  # fmt: skip
    made = {"@type": "ClaimReview", "claimReviewed": facts.claim, "itemReviewed": claim, "reviewRating": rating}
    return {**made, "reviewBody": facts.summary} if facts.summary else made


def _question(facts: AnswerFacts, question: str, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"@type": "Answer", "text": text, "url": facts.url, "author": _organisation(facts)}
    if facts.published:
        answer["datePublished"] = facts.published
    return {"@type": "Question", "name": question, "answerCount": 1, "acceptedAnswer": answer}


def _article(facts: AnswerFacts) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Article", "headline": facts.question[:110]}
    if facts.summary:
        made["description"] = facts.summary
    if facts.people:
        made["contributor"] = [{"@type": "Person", "name": name} for name in facts.people]
    if facts.sources:
        made["citation"] = list(facts.sources)
    return made


def describe_answer(facts: AnswerFacts) -> dict[str, Any]:
    """The whole block of a page."""
    if facts.verdict in ORDER:
        made = _claim_review(facts)
    elif facts.pairs:
        asked = [_question(facts, facts.question, facts.text), *(_question(facts, *pair) for pair in facts.pairs)]
        made = {"@type": "FAQPage", "mainEntity": asked}
    elif facts.form == "qa":
        made = {"@type": "QAPage", "mainEntity": _question(facts, facts.question, facts.summary or facts.text)}
    else:
        made = _article(facts)
    made |= {"url": facts.url, "inLanguage": facts.language, "author": _organisation(facts)}
    if facts.published:
        made["datePublished"] = facts.published
    if facts.changed:
        made["dateModified"] = facts.changed
    return {"@context": "https://schema.org", **made}
