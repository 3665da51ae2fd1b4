"""What follows when an answer is published: search learns of it, and whoever asked is told by mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.core.ledger import on
from scicomm.core.text import plain
from scicomm.facts.base import ref, ref_parts
from scicomm.facts.responses import AnswerPublished
from scicomm.responses.actions import mark_told
from scicomm.responses.clients import message_id_of, postman
from scicomm.responses.models import Answer
from scicomm.responses.queries import asker_to_tell, public_answers, statements_of
from scicomm.search.actions import put_document
from scicomm.search.documents import SearchDocument
from scicomm.search.sources import Source, register


def _answer(fact: AnswerPublished) -> Answer | None:
    return public_answers().filter(pk=ref_parts(fact.subject)[1]).first()


def document_of(answer: Answer) -> SearchDocument:
    """An answer as search knows it: only what its public page shows, and never who asked."""
    people = [statement.person for statement in statements_of(answer)]
    unit = answer.case.unit
    subjects = answer.case.article.subjects.values_list("code", flat=True) if answer.case.article else ()
    bodies = [plain(answer.body_zh), answer.not_known_zh, plain(answer.body_en), answer.not_known_en]
    with override("zh-hans"):
        summary, url = answer.summary, answer.get_absolute_url()
    return SearchDocument(
        key=ref("responses", "answer", answer.pk),
        kind="answer",
        url=url,
        title=answer.question_zh or answer.question_en,
        title_other=answer.question_en if answer.question_zh else "",
        summary=summary,
        body="\n".join(text for text in bodies if text),
        people=tuple(name for person in people for name in (person.name_zh, person.name_en) if name),
        unit=unit.slug,
        units=(*unit.get_ancestors().values_list("slug", flat=True), unit.slug),
        subjects=tuple(subjects),
        date=answer.published_at,
        extra={"verdict": answer.verdict},
    )


def _documents(ids: Sequence[int]) -> Iterator[SearchDocument]:
    return (document_of(answer) for answer in public_answers().filter(pk__in=ids))


register(Source("public", "responses.answer", lambda: public_answers().values_list("pk", flat=True), _documents))


@on(AnswerPublished)
def on_answer_published(fact: AnswerPublished, *, delivery_id: int) -> None:
    """Search finds the answer."""
    answer = _answer(fact)
    if answer:
        put_document(document_of(answer), index="public")


@on(AnswerPublished)
def tell_asker(fact: AnswerPublished, *, delivery_id: int) -> None:
    """Whoever asked and left an address gets one mail; a repeated delivery sends the same Message-ID or nothing."""
    answer = _answer(fact)
    asker = asker_to_tell(answer.case_id) if answer else None
    if answer is None or asker is None:
        return
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    with override(asker.question.language):
        context = {
            "name": asker.name,
            "question": asker.question.text,
            "summary": answer.summary,
            "url": urljoin(f"{settings.SITE_URL}/", answer.get_absolute_url()),
            "in_chinese_only": asker.question.language == "en" and not answer.body_en,
        }
        subject = _("Your question is answered")
        text = render_to_string("responses/mail/answered.txt", context)
    postman().send(to=asker.email, subject=subject, text=text, message_id=message_id_of(answer.pk, asker.pk, host))
    mark_told(asker)
