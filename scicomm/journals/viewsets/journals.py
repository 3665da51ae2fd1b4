"""The staff list of journals, behind their units' walls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from scicomm.core.viewsets import UnitModelViewSet, WalledCreate, WalledEdit, WalledIndex, WalledInspect
from scicomm.journals import actions
from scicomm.journals.models import LANGUAGES, Journal, Stage

WORDS = [*actions.EDITABLE, "subjects"]
NAMES = ["title_zh", "title_en", "issn", "eissn", "cn_number", "coden", "publisher", "founded_year", "website"]
PANELS = [
    MultiFieldPanel([FieldPanel("unit"), FieldPanel("stage")], heading=_("Whose it is")),
    MultiFieldPanel([FieldPanel(name) for name in NAMES], heading=_("Names and numbers")),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("language", "languages", "frequency", "subjects")],
        heading=_("What it publishes"),
    ),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("access", "access_policy_zh", "access_policy_en", "apc_amount", "apc_currency")],
        heading=_("Access and charges"),
    ),
    MultiFieldPanel([FieldPanel("description_zh"), FieldPanel("description_en")], heading=_("About")),
]


class JournalForm(WagtailAdminModelForm):
    """The particulars of a journal; several languages are ticked, and a new title may begin as an idea."""

    languages = forms.MultipleChoiceField(
        label=_("languages of its papers"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    stage = forms.ChoiceField(
        label=_("begins as"),
        choices=[
            (Stage.ESTABLISHED, _("a journal that comes out already")),
            (Stage.IDEA, _("an idea for a new title: nobody outside hears of it before its launch")),
        ],
        initial=Stage.ESTABLISHED,
        required=False,
        widget=forms.RadioSelect,
    )


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
        return {name: self.form.cleaned_data[name] for name in WORDS if name in self.form.cleaned_data}


class JournalIndex(WalledIndex):
    """Journals with their units, in one query."""

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("unit")


class JournalCreate(SaidInTheForm, WalledCreate):
    """A new journal goes through the action, which asks again and writes the audit."""

    def save_instance(self) -> Any:
        return actions.create_journal(
            unit=self.form.cleaned_data["unit"],
            acting_user=self.request.user,
            stage=self.form.cleaned_data.get("stage") or Stage.ESTABLISHED,
            **self.values(),
        )


class JournalEdit(SaidInTheForm, WalledEdit):
    """Changes go through the action, which asks again and writes the audit."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)
        # A journal stays with its unit: articles, addresses and rights hang on it.
        form.fields.pop("unit", None)
        # How far it has come changes by steps, which have a day, a name and a reason.
        form.fields.pop("stage", None)
        return form

    def save_instance(self) -> Any:
        return actions.edit_journal(self.object, acting_user=self.request.user, **self.values())


class JournalInspect(WalledInspect):
    """A journal with its languages in words."""

    def get_languages_display_value(self) -> str:
        return pgettext("list", ", ").join(self.object.language_names)

    def get_language_display_value(self) -> str:
        return str(dict(LANGUAGES).get(self.object.language, self.object.language or "—"))


class JournalViewSet(UnitModelViewSet):
    """A unit's journals."""

    model = Journal
    name = "journals"
    icon = "doc-full"
    menu_label = _("Journals")
    edit_handler = ObjectList(PANELS, base_form_class=JournalForm)
    list_display = [Column("title", label=_("Journal title")), "unit", "issn", "eissn", "cn_number", "stage"]
    inspect_view_fields = ["unit", "slug", "stage", *WORDS]
    inspect_template_name = "journals/journal_inspect.html"
    index_view_class = JournalIndex
    inspect_view_class = JournalInspect
    add_view_class = JournalCreate
    edit_view_class = JournalEdit
