"""Summaries in plain words: the list, writing beside the abstract, and the review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from scicomm.core.text import clean_html
from scicomm.journals import actions, permissions, queries
from scicomm.journals.forms import SummaryForm, SummaryReviewForm
from scicomm.journals.models import Article, PlainSummary
from scicomm.journals.rules.readability import LONG, Hints, hints
from scicomm.organisation.permissions import is_staff

A_PAGE = 25


def listed(request: HttpRequest) -> HttpResponse:
    """The summaries one may see, by state."""
    if not is_staff(request.user):
        raise PermissionDenied
    state = request.GET.get("state", PlainSummary.State.SUBMITTED)
    rows = queries.summaries_listed(request.user, state if state in PlainSummary.State.values else "")
    context = {
        "page_title": _("Summaries in plain words"),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "states": [
            {"value": value, "label": label, "here": value == state} for value, label in PlainSummary.State.choices
        ],
    }
    return render(request, "journals/summaries.html", context)


def _beside(article: Article, language: str) -> dict[str, Any]:
    """What stands beside the text: the abstract in both languages, the source's own summary."""
    own, other = (
        (article.abstract_en, article.abstract_zh) if language == "en" else (article.abstract_zh, article.abstract_en)
    )
    return {
        "article": article,
        "abstract": mark_safe(clean_html(own)),
        "other_abstract": mark_safe(clean_html(other)),
        "source_summary": article.summary_en if language == "en" else article.summary_zh,
    }


def _hints(article: Article, language: str, text: str) -> Hints:
    return hints(text, language, article.keywords_en if language == "en" else article.keywords_zh)


def write(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Write the summary of an article; what was typed is kept whatever happens."""
    article = permissions.get_article_to_summarise(request.user, pk)
    if language not in PlainSummary.Language.values:
        raise Http404
    row = article.plain_summaries.filter(language=language, state__in=PlainSummary.OPEN).first()
    form = SummaryForm(request.POST or None, initial=_shown(row))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.write_summary(
                article, language, form.cleaned_data["text"], acting_user=request.user, seen=form.cleaned_data["seen"]
            )
            if "submit" in request.POST:
                actions.submit_summary(saved, acting_user=request.user)
                messages.success(request, _("Sent into review."))
                return redirect("journals_summary", saved.pk)
        except ValidationError as error:
            form.add_error("text", error.messages)
            status = 409
            row = article.plain_summaries.filter(language=language, state__in=PlainSummary.OPEN).first()
            form.data = {**dict(form.data.items()), "seen": _shown(row)["seen"]}
        else:
            messages.success(request, _("Saved."))
            return redirect("journals_summary_write", article.pk, language)
    text = str(form["text"].value() or "")
    context = {
        "page_title": _("Summary in plain words"),
        "page_note": article.title,
        "form": form,
        "row": row,
        "language": language,
        "languages": PlainSummary.Language.choices,
        "stored": row.text if row and status == 409 and row.text != text else "",
        "hints": _hints(article, language, text),
        "long": LONG[language],
        "locked": bool(row and row.state == PlainSummary.State.SUBMITTED),
        **_beside(article, language),
    }
    return render(request, "journals/summary_write.html", context, status=status)


def _shown(row: PlainSummary | None) -> dict[str, str]:
    return {"text": row.text, "seen": row.changed_at.isoformat()} if row else {"text": "", "seen": ""}


def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """One summary with its decision; reviewers approve it or send it back."""
    row = permissions.get_summary_for(request.user, pk)
    may_decide = row.state == PlainSummary.State.SUBMITTED and permissions.can_review_summary(request.user, row)
    form = SummaryReviewForm(request.POST or None, initial={"seen": row.changed_at.isoformat()})
    if request.method == "POST":
        if not permissions.can_review_summary(request.user, row):
            raise PermissionDenied
        if form.is_valid() and _decided(request, row, form):
            return redirect("journals_summary", row.pk)
    article = row.article
    context = {
        "page_title": _("Summary in plain words"),
        "page_note": article.title,
        "row": row,
        "form": form,
        "may_decide": may_decide,
        "may_write": row.state in PlainSummary.OPEN and permissions.can_write_summary(request.user, article),
        "write_url": reverse("journals_summary_write", args=[article.pk, row.language]),
        "is_older": row.article_version < article.version,
        "hints": _hints(article, row.language, row.text),
        "long": LONG[row.language],
        **_beside(article, row.language),
    }
    return render(request, "journals/summary.html", context, status=409 if form.errors else 200)


def _decided(request: HttpRequest, row: PlainSummary, form: SummaryReviewForm) -> bool:
    decide = actions.return_summary if "return" in request.POST else actions.approve_summary
    try:
        decide(row, acting_user=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(
        request, _("Sent back.") if "return" in request.POST else _("Approved: it stands on the paper's page.")
    )
    return True
