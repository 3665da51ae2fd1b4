"""The staff page on which a journal holds an article back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scicomm.journals import actions, permissions
from scicomm.journals.forms import ArticleEmbargoForm


@require_http_methods(["GET", "HEAD", "POST"])
def embargo(request: HttpRequest, pk: int) -> HttpResponse:
    """Set, move or lift the embargo of an article."""
    article = permissions.get_staff_article_for(request.user, pk)
    if not permissions.can_embargo(request.user, article):
        raise PermissionDenied
    form = ArticleEmbargoForm(request.POST or None, initial={"until": article.embargo_until})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.set_article_embargo(article, acting_user=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("until" if hasattr(error, "error_dict") else None, error.messages)
            else:
                messages.success(request, _("Saved. Stories about the article follow."))
                return redirect("articles:inspect", article.pk)
        status = 400
    context = {
        "page_title": _("Embargo of an article"),
        "article": article,
        "form": form,
        "cancel_url": reverse("articles:inspect", args=[article.pk]),
    }
    return render(request, "journals/embargo.html", context, status=status)
