"""Questions with their answers, and the thread of anything public."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scicomm.desk.queries import NoThread, thread_of, thread_picture
from scicomm.desk.queries import thread_strip as strip_cells
from scicomm.facts.base import ref_parts
from scicomm.portal.queries import answers as reads
from scicomm.portal.queries import frame
from scicomm.portal.queries.threads import KINDS, thread_strip
from scicomm.portal.views.shared import alternates, json_ld, page_of
from scicomm.responses.queries import get_public_answer, public_answers

PAGE_SIZE = 20


def answers(request: HttpRequest) -> HttpResponse:
    """All published answers, newest first."""
    page = page_of(request, public_answers(), PAGE_SIZE)
    context = {
        "page": page,
        "answers": [reads.answer_line(answer) for answer in page.object_list],
        "ask_url": frame.address("responses:ask"),
        **alternates(frame.address("portal:answers")),
    }
    return render(request, "portal/answers.html", context)


def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer with those who gave it and what it rests on."""
    found = get_public_answer(slug)
    if found is None:
        raise Http404
    context = {
        "answer": found,
        "view": reads.answer_view(found),
        "strip": thread_strip("responses", "answer", found.pk),
        "json_ld": json_ld(reads.answer_json_ld(found)),
        "ask_url": frame.address("responses:ask"),
        "description": found.summary,
        **alternates(found.get_absolute_url()),
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
