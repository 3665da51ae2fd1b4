"""The staff pages that withdraw an article and take that back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scicomm.journals import actions, permissions
from scicomm.journals.forms import ReinstateForm, WithdrawForm
from scicomm.journals.models import Article


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an article out of public view, with the reason that readers will find at its address."""
    article = _article(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_article(article, reason=form.cleaned_data["reason"], acting_user=request.user)
        messages.success(request, _("The article is withdrawn. Its address says why."))
        return redirect("articles:inspect", article.pk)
    return _page(request, article, form, _("Withdraw an article"))


@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a withdrawn article public again."""
    article = _article(request, pk)
    if request.method == "POST":
        actions.reinstate_article(article, acting_user=request.user)
        messages.success(request, _("The article is public again."))
        return redirect("articles:inspect", article.pk)
    return _page(request, article, ReinstateForm(), _("Make an article public again"))


def _article(request: HttpRequest, pk: int) -> Article:
    article = permissions.get_staff_article_for(request.user, pk)
    if not permissions.can_withdraw(request.user, article):
        raise PermissionDenied
    return article


def _page(request: HttpRequest, article: Article, form: forms.Form, title: str) -> HttpResponse:
    context: dict[str, Any] = {
        "page_title": title,
        "article": article,
        "form": form,
        "cancel_url": reverse("articles:inspect", args=[article.pk]),
        "withdraws": isinstance(form, WithdrawForm),
    }
    return render(request, "journals/withdraw.html", context)
