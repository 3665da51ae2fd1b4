"""Reads for the pages of questions and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scicomm.core.text import clean_html, lang_of, pick, plain
from scicomm.portal.queries.frame import language, outside
from scicomm.portal.queries.wording import HTML_LANGUAGE, day_words, phrased
from scicomm.portal.rules.metadata.answers import AnswerFacts, describe_answer
from scicomm.responses.models import Answer, Knowledge, Verdict
from scicomm.responses.queries import PublicSubject, PublicWords, public_subject_of, public_words, texts_of

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


def answer_line(answer: Answer) -> AnswerLine:
    """The line of an answer that `public_answers` has read."""
    told = sum(words.withdrawn_at is None for words in public_words(answer))
    details = [ngettext("%(count)d expert", "%(count)d experts", told) % {"count": told}] if told else []
    is_claim = answer.verdict in SCALE
    return AnswerLine(
        title=phrased(answer.question),
        url=answer.get_absolute_url(),
        lang=answer_lang(answer),
        summary=answer.summary,
        badge=answer.get_verdict_display() if is_claim else answer.get_form_display(),
        badge_kind=_KINDS.get(Verdict(answer.verdict), ""),
        details=[
            *([answer.get_form_display()] if is_claim else []),
            *details,
            day_words(answer.published_at, always_year=True),
        ],
    )


def knowledge_words(answer: Answer) -> str:
    """How much is known, as a sentence for readers."""
    return {
        Knowledge.KNOWN: _("This is known: researchers agree on it."),
        Knowledge.CONTESTED: _("This is contested: researchers who know the matter disagree."),
        Knowledge.UNKNOWN: _("This is not known yet: nobody can say with good reason."),
        Knowledge.OUTSIDE: _("This is outside our field: we say what we can, and who knows more."),
    }[Knowledge(answer.knowledge)]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """All that the page of an answer shows."""

    title: SafeString
    lang: str
    form: str
    knowledge: str
    body: SafeString
    sure: str
    numbers: list[dict[str, str]]
    pairs: list[dict[str, Any]]
    not_known: str
    verdict: dict[str, str] | None
    experts: list[dict[str, Any]]
    withdrawn: list[str]
    sources: list[dict[str, str]]
    appearances: list[dict[str, str]]
    subject: PublicSubject | None
    as_of: str
    published: str
    asked: str
    changes: list[dict[str, Any]]


def _expert(words: PublicWords) -> dict[str, Any]:
    person = words.person
    english = language() == "en" or not person.family_name_zh
    initials = (person.given_name_en[:1] + person.family_name_en[:1]).upper()
    return {
        "name": person.name,
        "seal": initials if english else person.family_name_zh[:1],
        "role": _("%(title)s, %(unit)s") % {"title": person.title, "unit": person.unit.short_name}
        if person.title
        else person.unit.short_name,
        "statement": words.text,
        "lang": lang_of(words.text),
        "confirmed": _("confirmed %(day)s") % {"day": day_words(words.confirmed_at, always_year=True)},
        "interest": words.interest,
    }


def _source(value: Any) -> dict[str, str]:
    label, url = (value.get("label", ""), value.get("url", "")) if isinstance(value, dict) else (str(value), "")
    return {"label": str(label or url), "url": url if str(url).startswith(("https://", "http://", "/")) else ""}


def _pairs(answer: Answer) -> list[dict[str, Any]]:
    found = []
    for pair in answer.pairs:
        question = pick(pair.get("question_zh", ""), pair.get("question_en", ""))
        text = pick(pair.get("answer_zh", ""), pair.get("answer_en", ""))
        if question and text:
            found.append({"question": question, "answer": mark_safe(clean_html(text))})
    return found


def _changes(answer: Answer) -> list[dict[str, Any]]:
    """What changed since the answer went public, the newest first; each names the text it took the place of."""
    return [
        {
            "kind": text.kind,
            "label": text.get_kind_display(),
            "day": day_words(text.public_at, always_year=True),
            "why": text.why,
            "number": text.number - 1,
        }
        for text in texts_of(answer)
        if text.number > 1
    ]


def answer_view(answer: Answer) -> AnswerView:
    """What the page of an answer shows. The answer comes from `get_public_answer`."""
    verdict, words = None, public_words(answer)
    if answer.verdict in SCALE:
        verdict = {"claim": answer.claim, "level": answer.verdict, "heading": "", "summary": answer.summary}
    return AnswerView(
        title=phrased(answer.question),
        lang=answer_lang(answer),
        form=answer.get_form_display(),
        knowledge=knowledge_words(answer),
        body=mark_safe(clean_html(answer.body)),
        sure=answer.sure,
        numbers=answer.numbers,
        pairs=_pairs(answer),
        not_known=answer.not_known,
        verdict=verdict,
        experts=[_expert(one) for one in words if one.withdrawn_at is None],
        withdrawn=[
            _("%(name)s took their words back on %(day)s.")
            % {"name": one.person.name, "day": day_words(one.withdrawn_at, always_year=True)}
            for one in words
            if one.withdrawn_at
        ],
        sources=[_source(value) for value in answer.sources],
        appearances=[_source(value) for value in answer.appearances],
        subject=public_subject_of(answer.case),
        as_of=day_words(answer.as_of, always_year=True),
        published=day_words(answer.published_at, always_year=True),
        asked=day_words(answer.case.received_at, always_year=True),
        changes=_changes(answer),
    )


def earlier_answer(answer: Answer, content: dict[str, Any], words: list[dict[str, Any]]) -> Answer:
    """An answer as it was, never saved: its fields from an earlier text, its words as they were then."""
    old = Answer(pk=answer.pk, slug=answer.slug, case=answer.case, published_at=answer.published_at)
    for name, value in content.items():
        setattr(old, name, value)
    old.words = words
    return old


def answer_json_ld(answer: Answer) -> dict[str, Any]:
    """The answer for programs, see `rules.metadata.answers`."""
    changed = answer.changed_at if answer.published_at and answer.changed_at > answer.published_at else None
    return describe_answer(
        AnswerFacts(
            form=answer.form,
            url=outside(answer.get_absolute_url()),
            language=answer_lang(answer) or HTML_LANGUAGE[language()],
            question=answer.question,
            claim=answer.claim,
            summary=answer.summary,
            text=plain(answer.body) or answer.summary,
            verdict=answer.verdict if answer.verdict in SCALE else "",
            verdict_words=str(answer.get_verdict_display()),
            author=answer.case.unit.name,
            author_url=outside("/"),
            published=answer.published_at.isoformat(timespec="seconds") if answer.published_at else "",
            changed=changed.isoformat(timespec="seconds") if changed else "",
            pairs=[(pair["question"], plain(pair["answer"])) for pair in _pairs(answer)],
            appearances=[one["url"] for one in map(_source, answer.appearances) if one["url"].startswith("http")],
            sources=[one["label"] for one in map(_source, answer.sources)],
            people=[one.person.name for one in public_words(answer) if one.withdrawn_at is None],
        )
    )
