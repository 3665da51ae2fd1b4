"""Questions with their answers in every form, their earlier texts, and the thread of anything public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scicomm.desk.queries import NoThread, thread_of, thread_picture
from scicomm.desk.queries import thread_strip as strip_cells
from scicomm.facts.base import ref_parts
from scicomm.portal.queries import answers as reads
from scicomm.portal.queries import frame
from scicomm.portal.queries.answer_lists import answers_asked, offered_filters, read_asked
from scicomm.portal.queries.threads import KINDS, thread_strip
from scicomm.portal.queries.wording import day_words
from scicomm.portal.views.shared import alternates, json_ld, page_of, page_of_list
from scicomm.responses.models import AnswerRevision, RevisionState
from scicomm.responses.queries import (
    get_public_answer,
    get_withdrawn_answer,
    helped_counts,
    related_answers,
)
from scicomm.responses.rules import restored

PAGE_SIZE = 20


def answers(request: HttpRequest) -> HttpResponse:
    """All published answers, by form, verdict, how much is known, subject and words."""
    asked = read_asked(request.GET)
    rows = answers_asked(asked)
    page = page_of_list(request, rows, PAGE_SIZE) if isinstance(rows, list) else page_of(request, rows, PAGE_SIZE)
    context = {
        "page": page,
        "answers": [reads.answer_line(answer) for answer in page.object_list],
        "asked": asked,
        "offered": offered_filters(asked),
        "query": asked.query,
        "ask_url": frame.address("responses:ask"),
        "feeds": frame.answer_feeds(),
        "robots": "noindex, follow" if asked.query else "",
        **alternates(frame.address("portal:answers")),
    }
    return render(request, "portal/answers.html", context)


def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer with those who gave it and what it rests on; one that was withdrawn says so, and why."""
    found = get_public_answer(slug)
    if found is None:
        return _gone(request, slug)
    yes, no = helped_counts(found)
    context = {
        "answer": found,
        "view": reads.answer_view(found),
        "related": [reads.answer_line(one) for one in related_answers(found)],
        "helped": yes,
        "votes": yes + no,
        "helpful_url": frame.address("responses:helpful", found.slug),
        "strip": thread_strip("responses", "answer", found.pk),
        "json_ld": json_ld(reads.answer_json_ld(found)),
        "ask_url": frame.address("responses:ask"),
        "description": found.summary,
        "feeds": frame.answer_feeds(),
        **alternates(found.get_absolute_url()),
    }
    return render(request, "portal/answer.html", context)


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """410 with the reason where an answer was withdrawn; what never was public is not found."""
    gone = get_withdrawn_answer(slug)
    if gone is None:
        raise Http404
    context = {
        "answer": gone,
        "day": day_words(gone.withdrawn_at, always_year=True),
        "robots": "noindex",
        **alternates(gone.get_absolute_url()),
    }
    return render(request, "portal/answer_withdrawn.html", context, status=410)


def earlier(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An earlier text of a public answer, which says that there is a newer one; search engines leave it out."""
    found = get_public_answer(slug)
    text = (
        AnswerRevision.objects.filter(answer=found, number=number, state=RevisionState.PAST).first() if found else None
    )
    if found is None or text is None:
        raise Http404
    old = reads.earlier_answer(found, restored(text.content), text.statements)
    context = {
        "answer": old,
        "view": reads.answer_view(old),
        "earlier": {"day": day_words(text.public_at, always_year=True), "number": text.number},
        "current_url": found.get_absolute_url(),
        "robots": "noindex, follow",
        "canonical_url": frame.outside(found.get_absolute_url()),
    }
    return render(request, "portal/answer.html", context)


def thread(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole thread of a public thing: as a strip, as a picture and as a list."""
    kind, identifier = ref_parts(reference)
    if kind not in KINDS or not (identifier.isascii() and identifier.isdecimal() and len(identifier) <= 18):
        raise Http404
    try:
        found = thread_of(reference)
    except NoThread as error:
        raise Http404 from error
    path = frame.address("portal:thread", reference)
    context = {
        "thread": found,
        "cells": strip_cells(found, thread_url=path),
        "picture": thread_picture(found),
        "robots": "noindex, follow",
        **alternates(path),
    }
    return render(request, "portal/thread.html", context)
