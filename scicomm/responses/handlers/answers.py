"""What follows a published answer, its new texts and its withdrawal: search, and whoever asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.core.text import plain
from scicomm.facts.base import Fact, ref, ref_parts
from scicomm.facts.responses import (
    AnswerCorrected,
    AnswerPublished,
    AnswerReused,
    AnswerUpdated,
    AnswerWithdrawn,
    StatementWithdrawn,
)
from scicomm.responses.actions import mark_told
from scicomm.responses.clients import message_id_of, postman
from scicomm.responses.models import Answer, AnswerRevision, Asker
from scicomm.responses.queries import askers_to_tell, askers_told, public_answers, public_words
from scicomm.search.actions import put_document, remove_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register


def _answer(fact: Fact) -> Answer | None:
    return public_answers().filter(pk=ref_parts(fact.subject)[1]).first()


def _texts(answer: Answer) -> list[str]:
    """Everything an answer says, whatever its form, in both languages."""
    told = [answer.claim_zh, plain(answer.body_zh), answer.sure_zh, answer.not_known_zh]
    told += [answer.claim_en, plain(answer.body_en), answer.sure_en, answer.not_known_en]
    told += [f"{one['value']} {one['label']}" for one in [*answer.numbers_zh, *answer.numbers_en]]
    told += [plain(value) for pair in answer.pairs for value in pair.values()]
    told += [words.text for words in public_words(answer)]
    return [text for text in told if text]


def document_of(answer: Answer) -> SearchDocument:
    """An answer as search knows it: only what its public page shows, and never who asked."""
    people = [words.person for words in public_words(answer) if not words.withdrawn_at]
    unit = answer.case.unit
    subjects = list(answer.case.article.subjects.values_list("code", flat=True)) if answer.case.article else []
    if answer.subject and answer.subject not in subjects:
        subjects.append(answer.subject)
    with override("zh-hans"):
        summary, url = answer.summary, answer.get_absolute_url()
    return SearchDocument(
        key=ref("responses", "answer", answer.pk),
        kind="answer",
        url=url,
        title=answer.question_zh or answer.question_en,
        title_other=answer.question_en if answer.question_zh else "",
        summary=summary,
        body="\n".join(_texts(answer)),
        people=tuple(name for person in people for name in (person.name_zh, person.name_en) if name),
        unit=unit.slug,
        units=(*unit.get_ancestors().values_list("slug", flat=True), unit.slug),
        subjects=tuple(subjects),
        date=answer.published_at,
        extra={"verdict": answer.verdict, "form": answer.form, "knowledge": answer.knowledge},
    )


def _documents(ids: Sequence[int]) -> Iterator[SearchDocument]:
    return (document_of(answer) for answer in public_answers().filter(pk__in=ids))


register(Source("public", "responses.answer", lambda: public_answers().values_list("pk", flat=True), _documents))


@on(AnswerPublished, AnswerCorrected, AnswerUpdated)
def on_answer_published(fact: Fact, *, delivery_id: int) -> None:
    """Search finds the answer as it stands."""
    answer = _answer(fact)
    if answer:
        put_document(document_of(answer), index="public")


@on(AnswerWithdrawn)
def on_answer_withdrawn(fact: AnswerWithdrawn, *, delivery_id: int) -> None:
    """Search finds it no more."""
    remove_document(fact.subject, index="public")


@on(StatementWithdrawn)
def on_statement_withdrawn(fact: StatementWithdrawn, *, delivery_id: int) -> None:
    """Words that were taken back are not found any more."""
    identifiers = [ref_parts(about)[1] for about in fact.about if ref_parts(about)[0] == "responses.answer"]
    for answer in public_answers().filter(pk__in=identifiers):
        put_document(document_of(answer), index="public")


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _mail(asker: Asker, answer: Answer, what: str, template: str, subject: Any, **more: Any) -> None:
    """One mail to whoever asked, in their language; `subject` gives the words once the language is set."""
    with override(asker.question.language):
        context = {
            "name": asker.name,
            "question": asker.question.text,
            "summary": answer.summary,
            "url": urljoin(f"{settings.SITE_URL}/", answer.get_absolute_url()),
            "in_chinese_only": asker.question.language == "en" and not answer.body_en,
            **more,
        }
        text = render_to_string(f"responses/mail/{template}.txt", context)
        words = subject()
    message_id = message_id_of(answer.pk, asker.pk, _host(), what)
    postman().send(to=asker.email, subject=words, text=text, message_id=message_id, to_asker=True)


@on(AnswerPublished)
def tell_asker(fact: AnswerPublished, *, delivery_id: int) -> None:
    """Whoever asked and left an address gets one mail; a repeated delivery sends the same Message-ID or nothing."""
    answer = _answer(fact)
    if answer is None:
        return
    for asker in askers_to_tell(answer.case_id):
        _mail(asker, answer, "", "answered", lambda: _("Your question is answered"))
        mark_told(asker)


@on(AnswerReused)
def tell_asker_of_reuse(fact: AnswerReused, *, delivery_id: int) -> None:
    """A question that was answered before: whoever asked gets the address of that answer."""
    answer = _answer(fact)
    case = next((ref_parts(about)[1] for about in fact.about if ref_parts(about)[0] == "responses.case"), "")
    if answer is None or not case:
        return
    for asker in askers_to_tell(int(case)):
        _mail(asker, answer, "reused", "answered", lambda: _("Your question is answered"))
        mark_told(asker)


@on(AnswerCorrected, AnswerUpdated)
def tell_asker_again(fact: AnswerCorrected | AnswerUpdated, *, delivery_id: int) -> None:
    """Whoever was told of an answer is told what changed in it, as long as we know their address."""
    answer = _answer(fact)
    if answer is None:
        return
    revision = AnswerRevision.objects.filter(answer=answer, number=fact.number).first()
    corrected = isinstance(fact, AnswerCorrected)
    for asker in askers_told(answer.case_id):
        with override(asker.question.language):
            why = revision.why if revision else fact.why
        _mail(
            asker, answer, f"r{fact.number}", "changed",
            lambda: _("The answer to your question was corrected") if corrected else _("There is more on your question"),
            why=why, corrected=corrected,
        )  # fmt: skip


@on(AnswerWithdrawn)
def tell_asker_withdrawn(fact: AnswerWithdrawn, *, delivery_id: int) -> None:
    """Whoever was told of an answer is told that it does not hold any more."""
    answer = Answer.objects.withdrawn().filter(pk=ref_parts(fact.subject)[1]).first()
    if answer is None:
        return
    for asker in askers_told(answer.case_id):
        _mail(
            asker, answer, "withdrawn", "changed", lambda: _("We have withdrawn the answer to your question"),
            why=fact.reason, withdrawn=True,
        )  # fmt: skip
