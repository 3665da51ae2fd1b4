"""The staff lists of journals, articles and refused files, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit, WalledIndex, WalledInspect
from scicomm.journals import actions
from scicomm.journals.models import Article, Journal, QuarantinedFile
from scicomm.journals.permissions import can_mend
from scicomm.journals.queries import listed

WORDS = [
    "title_zh",
    "title_en",
    "issn",
    "eissn",
    "publisher",
    "language",
    "description_zh",
    "description_en",
    "subjects",
]


class SaidInTheForm:
    """What an action refuses is said in the form, where it can be put right."""

    form: Any
    request: Any

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error.messages)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: self.form.cleaned_data[name] for name in WORDS}


class JournalIndex(WalledIndex):
    """Journals with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class JournalCreate(SaidInTheForm, WalledCreate):
    """A new journal goes through the action, which asks again and writes the audit."""

    def save_instance(self) -> Any:
        return actions.create_journal(
            unit=self.form.cleaned_data["unit"], acting_user=self.request.user, **self.values()
        )


class JournalEdit(SaidInTheForm, WalledEdit):
    """Changes go through the action, which asks again and writes the audit."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A journal stays with its unit: articles, addresses and rights hang on it.
        form.fields.pop("unit", None)
        return form

    def save_instance(self) -> Any:
        return actions.edit_journal(self.object, acting_user=self.request.user, **self.values())


class JournalViewSet(UnitModelViewSet):
    """A unit's journals."""

    model = Journal
    name = "journals"
    icon = "doc-full"
    menu_label = _("Journals")
    form_fields = ["unit", *WORDS]
    list_display = ["title", "unit", "issn", "eissn"]
    inspect_view_fields = ["unit", "slug", *WORDS]
    index_view_class = JournalIndex
    add_view_class = JournalCreate
    edit_view_class = JournalEdit


class ArticleIndex(WalledIndex):
    """Articles without their full texts, with journal and unit, in one query."""

    def get_base_queryset(self) -> Any:
        mine = super().get_base_queryset()
        return listed().filter(pk__in=mine.order_by().values("pk"))


class ArticleViewSet(UnitModelViewSet):
    """The articles of a unit's journals: read here, changed only by taking in a newer file."""

    model = Article
    name = "articles"
    icon = "doc-full-inverse"
    menu_label = _("Articles")
    # Articles are never edited by hand; Wagtail asks for a form all the same.
    form_fields: list[str] = []
    list_display = ["title", "journal", "doi", "published_on", "state", "version"]
    list_filter = ["state", "is_open_access", "language"]
    inspect_view_fields = [
        "journal",
        "doi",
        "title_zh",
        "title_en",
        "state",
        "corrects",
        "version",
        "published_on",
        "language",
        "article_type",
        "volume",
        "issue",
        "pages",
        "is_open_access",
        "licence_url",
        "subjects",
        "received_at",
        "changed_at",
    ]
    index_view_class = ArticleIndex


class RefusalIndex(WalledIndex):
    """Refused files with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class RefusalInspect(WalledInspect):
    """A refused file, with the way to send its mended form."""

    template_name = "journals/refusal_inspect.html"

    @cached_property
    def mend_url(self) -> str:
        if self.object.state == QuarantinedFile.State.OPEN and can_mend(self.request.user, self.object):
            return reverse("journals_mend", args=[self.object.pk])
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mend_url": self.mend_url}


class QuarantineViewSet(UnitModelViewSet):
    """Files that could not go in: which line, why, and where to send the mended file."""

    model = QuarantinedFile
    name = "quarantine"
    icon = "warning"
    menu_label = _("Refused files")
    form_fields: list[str] = []
    list_display = ["file_name", "line", Column("message", label=_("Reason")), "state", "unit", "seen_at"]
    list_filter = ["state", "reason_code"]
    inspect_view_fields = ["file_name", "line", "reason_code", "message", "state", "unit", "seen_at"]
    index_view_class = RefusalIndex
    inspect_view_class = RefusalInspect
