"""The windows in which a writer chooses what a story shows; each offers, and gives back, only what the user may have."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from scicomm.core.models import Term
from scicomm.journals.models import Article
from scicomm.newsroom import permissions
from scicomm.organisation.permissions import STAFF, holds_anywhere


class WordsForm(BaseFilterForm):
    """One box: the words that stand somewhere in what is looked for."""

    q = forms.CharField(label=_("Search"), required=False)
    fields_searched: tuple[str, ...] = ()

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        words = (self.cleaned_data.get("q") or "").strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        for word in words.split():
            match = Q()
            for name in self.fields_searched:
                match |= Q(**{f"{name}__icontains": word})
            objects = objects.filter(match)
        return objects


class _Mine:
    """Rows that the user may show in a story; the viewset says which."""

    request: Any
    mine: Any = None
    order: Any = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not holds_anywhere(request.user, STAFF):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = type(self).mine(self.request.user)
        return rows

    def get_object(self, pk: Any) -> Any:
        try:
            return self.get_object_list().get(pk=pk)
        except ValueError as error:
            raise self.model_class.DoesNotExist from error  # type: ignore[attr-defined]

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=[pk for pk in pks if pk.isdecimal()])


class _NothingNew(chooser.CreateView):
    """Things are made where they belong, never in the window that chooses them."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise Http404


def _views(mine: Any, fields: tuple[str, ...], title: Any) -> dict[str, Any]:
    """The view classes of one kind of thing."""
    form = type("Words", (WordsForm,), {"fields_searched": fields})
    common = {"mine": staticmethod(mine), "filter_form_class": form, "page_title": title}
    return {
        "choose_view_class": type("Choose", (_Mine, chooser.ChooseView), common),
        "choose_results_view_class": type("Results", (_Mine, chooser.ChooseResultsView), common),
        "create_view_class": _NothingNew,
        "chosen_view_class": type("Chosen", (_Mine, chooser.ChosenView), {"mine": staticmethod(mine)}),
        "chosen_multiple_view_class": type(
            "ChosenAll", (_Mine, chooser.ChosenMultipleView), {"mine": staticmethod(mine)}
        ),
    }


def _articles(_user: Any) -> QuerySet[Article]:
    return Article.objects.select_related("journal").defer("body_html", "body_text", "references", "details")


def _terms(_user: Any) -> QuerySet[Term]:
    return Term.objects.filter(is_active=True)


class _Choosers(ChooserViewSet):
    """A chooser without a tab for making new things: they are made where they belong."""

    register_widget = False
    per_page = 12


class PersonChoosers(_Choosers):
    model = "organisation.Person"
    icon = "user"
    choose_one_text = _("Choose a person")
    locals().update(
        _views(
            lambda user: permissions.people_who_speak(user).select_related("unit"),
            ("family_name_zh", "given_name_zh", "family_name_en", "given_name_en", "unit__name_zh", "unit__name_en"),
            _("Choose a person"),
        )
    )


class ArticleChoosers(_Choosers):
    model = "journals.Article"
    icon = "doc-full"
    choose_one_text = _("Choose a paper")
    locals().update(_views(_articles, ("doi", "title_zh", "title_en"), _("Choose a paper")))


class RecordingChoosers(_Choosers):
    model = "assets.Recording"
    icon = "media"
    choose_one_text = _("Choose a recording")
    locals().update(_views(permissions.choosable_recordings_for, ("title",), _("Choose a recording")))


class TermChoosers(_Choosers):
    model = "core.Term"
    icon = "openquote"
    choose_one_text = _("Choose a term")
    locals().update(_views(_terms, ("name_zh", "name_en"), _("Choose a term")))
